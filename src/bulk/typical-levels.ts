/**
 * Where the m singular values of an m x n noise matrix (m <= n, independent entries of variance 1) typically lie: at
 * the probabilities (i - 1/2)/m of the Marchenko-Pastur law. In the angle theta of
 *
 *     nu^2 = (sqrt n - sqrt m)^2 + 4 sqrt(nm) sin^2(theta/2),   0 <= theta <= pi,
 *
 * the law is smooth even where its density has edges,
 *
 *     F = [2 sqrt(nm) sin theta + (n + m) theta - (n - m) phi]/(2 pi m),   F' = 2 n sin^2 theta/(pi nu^2),
 *     tan(phi/2) = (sqrt n + sqrt m)/(sqrt n - sqrt m) tan(theta/2),
 *
 * so that Newton's method goes from one level to the next in a few steps (derived from Marchenko and Pastur, Math. USSR
 * Sb. 1, 457, 1967). For all levels at once this is several times faster than quantiles one by one.
 */
import { Remembered } from "../statistics/index.ts";

/** The shape of a noise matrix. */
export interface NoiseShape {
  /** The shorter side, the number of levels. */
  readonly m: number;
  /** The longer side. */
  readonly n: number;
}

/** Newton steps, bisection where they leave the bracket; about four are taken. */
const STEP_CAP = 60;
/** Absolute accuracy of the angle: nu is then known to 1e-13 of its range. */
const ANGLE_TOLERANCE = 1e-13;
/** By shape, so that a Monte-Carlo null does not compute the same levels for every replicate. */
const remembered = new Remembered<Float64Array>(8);

/** The m typical levels, ascending, for unit variance. Shared between calls: do not write to them. */
export function typicalLevels(shape: NoiseShape): Float64Array {
  return remembered.recall([shape.m, shape.n], () => computeLevels(shape));
}

function computeLevels(shape: NoiseShape): Float64Array {
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

/** The angle of probability p, from `start`. */
function angle(p: number, shape: NoiseShape, start: number): number {
  let low = 0;
  let high = Math.PI;
  let theta = start;
  for (let k = 0; k < STEP_CAP; k++) {
    const excess = probability(theta, shape) - p;
    if (excess > 0) high = theta;
    else low = theta;
    const slope = (2 * shape.n * Math.sin(theta) ** 2) / (Math.PI * level(theta, shape) ** 2);
    const newton = theta - excess / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - theta) <= ANGLE_TOLERANCE) return next;
    theta = next;
  }
  return theta;
}
