/** Chebyshev series on an interval: interpolation, evaluation by Clenshaw's recurrence, integration. */

/** sum c_k T_k(y), y the place on [low, high] mapped to [-1, 1]. */
export interface ChebyshevSeries {
  readonly low: number;
  readonly high: number;
  readonly coefficients: Float64Array;
}

/** The n zeros of T_n mapped to [low, high], ascending. */
export function chebyshevNodes(low: number, high: number, n: number): Float64Array {
  return Float64Array.from(
    { length: n },
    (_, j) => (low + high) / 2 - ((high - low) / 2) * Math.cos((Math.PI * (j + 0.5)) / n),
  );
}

/** The series of degree n - 1 through the values at `chebyshevNodes(low, high, n)`. */
export function interpolate(low: number, high: number, values: ArrayLike<number>): ChebyshevSeries {
  const n = values.length;
  const coefficients = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let sum = 0;
    // cos(k (pi - t)) = (-1)^k cos(k t): the nodes ascend.
    for (let j = 0; j < n; j++)
      sum += values[j] * Math.cos((Math.PI * ((k * (2 * j + 1)) % (4 * n))) / (2 * n));
    coefficients[k] = ((k === 0 ? 1 : 2) / n) * (k % 2 === 0 ? sum : -sum);
  }
  return { low, high, coefficients };
}

export function evaluate({ low, high, coefficients }: ChebyshevSeries, x: number): number {
  const y = (2 * x - low - high) / (high - low);
  let b1 = 0;
  let b2 = 0;
  for (let k = coefficients.length - 1; k >= 1; k--) {
    const b = 2 * y * b1 - b2 + coefficients[k];
    b2 = b1;
    b1 = b;
  }
  return y * b1 - b2 + coefficients[0];
}

/** The integral from x to `high`, plus `atHigh`, as a series. */
export function integrateToHigh(series: ChebyshevSeries, atHigh: number): ChebyshevSeries {
  const { low, high, coefficients: c } = series;
  const n = c.length;
  const half = (high - low) / 2;
  const out = new Float64Array(n + 1);
  for (let k = 1; k <= n; k++) {
    const before = (k === 1 ? 2 : 1) * c[k - 1];
    const after = k + 1 < n ? c[k + 1] : 0;
    out[k] = (-half * (before - after)) / (2 * k);
  }
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += out[k];
  out[0] = atHigh - sum;
  return { low, high, coefficients: out };
}

/** The series without its last coefficients, as far as their sum stays below `tolerance` times the largest. */
export function trim(series: ChebyshevSeries, tolerance: number): ChebyshevSeries {
  const { coefficients: c } = series;
  const largest = c.reduce((top, v) => Math.max(top, Math.abs(v)), 0);
  let end = c.length;
  let dropped = 0;
  while (end > 1 && (dropped += Math.abs(c[end - 1])) <= tolerance * largest) end--;
  return { ...series, coefficients: c.slice(0, end) };
}
