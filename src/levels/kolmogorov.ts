/** The law of the Kolmogorov-Smirnov distance of n independent draws. */

/** Where the theta-function forms of Kolmogorov's law change places: both converge there within five terms. */
const CROSSOVER = 1;

/** P(K > x) of Kolmogorov's limit law, 2 sum_(k>=1) (-1)^(k-1) exp(-2 k^2 x^2), by whichever series is short. */
export function kolmogorovLimitSurvival(x: number): number {
  if (!(x > 0)) return 1;
  if (x < CROSSOVER) {
    let sum = 0;
    for (let k = 1; k <= 9; k += 2) sum += Math.exp((-k * k * Math.PI * Math.PI) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}

/**
 * P(D_n >= d) by Kolmogorov's limit law at (sqrt n + .12 + .11/sqrt n) d (Stephens, JRSS B 32, 115, 1970): within .002
 * of the exact value for n >= 5.
 */
export function kolmogorovSurvival(d: number, n: number): number {
  const root = Math.sqrt(n);
  return Math.min(1, Math.max(0, kolmogorovLimitSurvival((root + 0.12 + 0.11 / root) * d)));
}
