/**
 * Where the m singular values of an m x n noise matrix (m <= n, independent entries of variance 1) typically lie.
 *
 * The Marchenko-Pastur law of nu on [sqrt n - sqrt m, sqrt n + sqrt m] becomes smooth in the angle theta,
 *
 *     nu^2 = (sqrt n - sqrt m)^2 + 4 sqrt(nm) sin^2(theta/2),   0 <= theta <= pi,
 *     F(theta) = [2 sqrt(nm) sin theta + (n + m) theta - (n - m) phi]/(2 pi m),
 *     tan(phi/2) = (sqrt n + sqrt m)/(sqrt n - sqrt m) tan(theta/2),
 *     F'(theta) = 2 n sin^2 theta/(pi nu^2),
 *
 * which for m = n is the quarter circle, (theta + sin theta)/pi. Derived from Marchenko and Pastur (Math. USSR Sb. 1,
 * 457, 1967). Level i of m is put at probability (i - 1/2)/m.
 */

/** Newton steps from the previous level's angle; quadratic convergence needs about four. */
const NEWTON_CAP = 60;

/** The shape of a noise matrix, rows <= cols after orientation. */
export interface NoiseShape {
  /** Number of levels, the shorter side. */
  readonly m: number;
  /** The longer side. */
  readonly n: number;
}

/** Edges sqrt n -+ sqrt m for unit variance. */
export function noiseEdges({ m, n }: NoiseShape): { lower: number; upper: number } {
  return { lower: Math.sqrt(n) - Math.sqrt(m), upper: Math.sqrt(n) + Math.sqrt(m) };
}

/** Probability that a level of unit-variance noise lies at or below nu. */
export function noiseCdf(nu: number, shape: NoiseShape): number {
  const { lower, upper } = noiseEdges(shape);
  if (!(nu > lower)) return 0;
  if (nu >= upper) return 1;
  const sine = Math.sqrt(((nu - lower) * (nu + lower)) / ((upper - lower) * (upper + lower)));
  return probability(2 * Math.asin(Math.min(1, sine)), shape);
}

/** Density of the levels of unit-variance noise at nu. */
export function noiseDensity(nu: number, { m, n }: NoiseShape): number {
  const { lower, upper } = noiseEdges({ m, n });
  if (!(nu > lower) || !(nu < upper)) return 0;
  return Math.sqrt((upper - nu) * (upper + nu) * (nu - lower) * (nu + lower)) / (Math.PI * m * nu);
}

/** The position nu with probability p below it, unit variance. */
export function noiseQuantile(p: number, shape: NoiseShape): number {
  return level(angle(p, shape, Math.PI / 2), shape);
}

/** The m typical levels, ascending, unit variance. */
export function typicalLevels(shape: NoiseShape): Float64Array {
  const { m } = shape;
  const levels = new Float64Array(m);
  let theta = Math.min(Math.PI / 2, Math.cbrt(1 / m));
  for (let i = 0; i < m; i++) {
    theta = angle((i + 0.5) / m, shape, theta);
    levels[i] = level(theta, shape);
  }
  return levels;
}

function level(theta: number, { m, n }: NoiseShape): number {
  return Math.hypot(Math.sqrt(n) - Math.sqrt(m), 2 * (n * m) ** 0.25 * Math.sin(theta / 2));
}

function probability(theta: number, { m, n }: NoiseShape): number {
  const rootM = Math.sqrt(m);
  const rootN = Math.sqrt(n);
  const phi =
    n === m
      ? 0
      : 2 * Math.atan2((rootN + rootM) * Math.sin(theta / 2), (rootN - rootM) * Math.cos(theta / 2));
  return (2 * rootN * rootM * Math.sin(theta) + (n + m) * theta - (n - m) * phi) / (2 * Math.PI * m);
}

/** The angle of probability p: Newton inside a shrinking bracket, from `start`. */
function angle(p: number, shape: NoiseShape, start: number): number {
  let low = 0;
  let high = Math.PI;
  let theta = start;
  for (let k = 0; k < NEWTON_CAP; k++) {
    const excess = probability(theta, shape) - p;
    if (excess > 0) high = theta;
    else low = theta;
    const slope = (2 * shape.n * Math.sin(theta) ** 2) / (Math.PI * level(theta, shape) ** 2);
    const next = theta - excess / slope;
    const inside = next > low && next < high;
    const moved = inside ? next : (low + high) / 2;
    if (Math.abs(moved - theta) <= 1e-14 * Math.PI) return moved;
    theta = moved;
  }
  return theta;
}
