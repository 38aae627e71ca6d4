/** Plain statistics that judge the samplers. */

export interface Estimate {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
}

/** Mean over `count` independent replicates. */
export function average(count: number, draw: (stream: number) => number): Estimate {
  const x = Array.from({ length: count }, (_, stream) => draw(stream));
  const mean = x.reduce((a, b) => a + b) / count;
  return { mean, error: Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (count * (count - 1))) };
}

/** (mean - exact)/error: beyond 4 once in 16,000. */
export function deviation(estimate: Estimate, exact: number): number {
  return Math.abs(estimate.mean - exact) / estimate.error;
}

/** sup |F_n - F| of a sample against a distribution function, atoms allowed. */
export function distanceToLaw(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const x = Float64Array.from(sample).sort();
  const n = x.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(x[i]);
    distance = Math.max(distance, f - i / n, (i + 1) / n - f);
  }
  return distance;
}

/** sqrt(n m/(n + m)) D of two samples: beyond 2.2 once in 8,000 when they have one law. */
export function twoSampleDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = Float64Array.from(a).sort();
  const y = Float64Array.from(b).sort();
  let i = 0;
  let j = 0;
  let distance = 0;
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] <= at) i++;
    while (j < y.length && y[j] <= at) j++;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  return distance * Math.sqrt((x.length * y.length) / (x.length + y.length));
}

/** (1/n) sum x^k. */
export function moment(x: ArrayLike<number>, k: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] ** k;
  return sum / x.length;
}

/** Mean of min(r, 1/r) over consecutive spacings of ascending levels. */
export function meanRatio(levels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 2; i < levels.length; i++) {
    const a = levels[i] - levels[i - 1];
    const b = levels[i - 1] - levels[i - 2];
    sum += Math.min(a, b) / Math.max(a, b);
  }
  return sum / (levels.length - 2);
}

/**
 * n times the distance of a rigid spectrum to its law: the counting function fluctuates by sqrt(ln n/beta)/pi or so, and its
 * largest excursion by a few times that. Independent levels would give sqrt n.
 */
export const rigidity = (beta: number) => 2 + 4 / Math.sqrt(beta);

const REPLICATES = 300;
/** One draw from each of the first 300 streams. */
export const replicate = <T>(draw: (stream: number) => T) =>
  Array.from({ length: REPLICATES }, (_, s) => draw(s));
