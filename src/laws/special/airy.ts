/**
 * The Airy function Ai on [-5, infinity), to a few roundings: Maclaurin's series below 1, the trapezoidal rule on
 * Ai(x) = (1/pi) sqrt(x/3) K_{1/3}(zeta), K_nu(zeta) = int_0^inf exp(-zeta cosh t) cosh(nu t) dt, zeta = (2/3) x^(3/2)
 * (DLMF 9.6.2, 10.32.9), where its terms are all positive, and the asymptotic series from zeta = 20 on (DLMF 9.7.5).
 */

const AI_0 = 0.3550280538878172;
const MINUS_AI_PRIME_0 = 0.2588194037928068;
const SERIES_END = 1;
/** The asymptotic series' smallest term is exp(-2 zeta) = 4e-18 here. */
const ASYMPTOTIC_ZETA = 20;
const SQRT_PI = Math.sqrt(Math.PI);

/** Step of the trapezoidal rule: its error exp(-2 pi^2/(h^2 zeta)) is below 1e-20 up to zeta = 20. */
const STEP = 1 / 7;
/** exp(-zeta (cosh t - 1)) is below 1e-17 from here on at zeta(1) = 2/3. */
const RANGE = 4.9;
const COUNT = Math.ceil(RANGE / STEP);
/** cosh t - 1 and the weight h cosh(t/3) at t = h, 2h, ... */
const FALL = Float64Array.from({ length: COUNT }, (_, i) => 2 * Math.sinh(((i + 1) * STEP) / 2) ** 2);
const WEIGHT = Float64Array.from({ length: COUNT }, (_, i) => STEP * Math.cosh(((i + 1) * STEP) / 3));
/** exp of less than this adds nothing. */
const NOTHING = 38;

/** Ai(x) for x >= -5: relative error below 1e-15 (1 + zeta) for x >= 0, absolute 1e-13 at the lower end. */
export function airyAi(x: number): number {
  if (x < SERIES_END) return series(x);
  const zeta = (2 / 3) * x * Math.sqrt(x);
  if (zeta >= ASYMPTOTIC_ZETA) return asymptotic(x, zeta);
  let sum = STEP / 2;
  for (let i = 0; i < COUNT; i++) {
    const fall = zeta * FALL[i];
    if (fall > NOTHING) break;
    sum += WEIGHT[i] * Math.exp(-fall);
  }
  return ((Math.sqrt(x / 3) * Math.exp(-zeta)) / Math.PI) * sum;
}

/** Ai(0) f(x) + Ai'(0) g(x), DLMF 9.4.1. */
function series(x: number): number {
  const cube = x * x * x;
  let f = 1;
  let g = x;
  let sumF = 1;
  let sumG = x;
  for (let k = 3; k < 120; k += 3) {
    f *= cube / ((k - 1) * k);
    g *= cube / (k * (k + 1));
    sumF += f;
    sumG += g;
    if (Math.abs(f) + Math.abs(g) < 1e-18) break;
  }
  return AI_0 * sumF - MINUS_AI_PRIME_0 * sumG;
}

function asymptotic(x: number, zeta: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 2 * ASYMPTOTIC_ZETA; k++) {
    term *= -((6 * k - 5) * (6 * k - 3) * (6 * k - 1)) / (216 * k * (2 * k - 1) * zeta);
    sum += term;
    if (Math.abs(term) < 1e-17) break;
  }
  return (Math.exp(-zeta) / (2 * SQRT_PI * Math.sqrt(Math.sqrt(x)))) * sum;
}
