/**
 * The signal behind an outlier. Noise of standard deviation sigma lifts a singular value t sigma sqrt n of a low-rank
 * signal (t > q^(1/4)) to sigma sqrt n sqrt((1 + t^2)(q + t^2))/t; the inverse is the shift of Staats, Thamm and
 * Rosenow (PRE 108, L022302, 2023, Eq. 3). The formulas are those of Benaych-Georges and Nadakuditi (J. Multivar. Anal.
 * 111, 120, 2012); here they are put in the units of the matrix, and sigma = 0 is allowed.
 */
import { requireAtLeast, requireObject, requireSize } from "../base/index.ts";
import { signalFromOutlier, spikedRectangular } from "../laws/index.ts";

export interface NoiseLevel {
  readonly rows: number;
  readonly cols: number;
  /** Standard deviation of the noise entries. */
  readonly sigma: number;
}

export interface Signal {
  /** Singular value of the signal, in the units of nu. */
  readonly strength: number;
  /** Squared overlap of the observed and the true left singular vector. */
  readonly leftOverlap: number;
  /** Squared overlap of the observed and the true right singular vector. */
  readonly rightOverlap: number;
}

/** q and the unit sigma sqrt n of a noise level. @throws INVALID_SHAPE, INVALID_ARGUMENT */
export function noiseUnit({ rows, cols, sigma }: NoiseLevel): { q: number; unit: number } {
  requireSize("rows", rows);
  requireSize("cols", cols);
  requireAtLeast("sigma", sigma, 0);
  const n = Math.max(rows, cols);
  return { q: Math.min(rows, cols) / n, unit: sigma * Math.sqrt(n) };
}

/**
 * The signal behind an observed singular value `nu`, or undefined at or below the edge of the noise, where none can be
 * told. Without noise (sigma 0) the observed value is the signal.
 * @throws INVALID_SHAPE, INVALID_ARGUMENT
 * @example
 * ```ts
 * import { signalOf } from "wignerscope";
 * signalOf(25, { rows: 100, cols: 100, sigma: 1 })?.strength; // 20.0
 * ```
 */
export function signalOf(nu: number, noise: NoiseLevel): Signal | undefined {
  requireObject("signalOf: noise", noise, ["rows", "cols", "sigma"]);
  const { unit } = noiseUnit(noise);
  if (!(nu > 0)) return undefined;
  if (unit === 0) return { strength: nu, leftOverlap: 1, rightOverlap: 1 };
  const strength = signalFromOutlier({ nu, ...noise });
  if (strength === undefined) return undefined;
  const { leftOverlap, rightOverlap } = spikedRectangular({ theta: strength, ...noise });
  return { strength, leftOverlap, rightOverlap };
}

/** The smallest strength that noise lets through, sigma sqrt n q^(1/4). @throws INVALID_SHAPE, INVALID_ARGUMENT */
export function detectionThreshold(noise: NoiseLevel): number {
  requireObject("detectionThreshold: noise", noise, ["rows", "cols", "sigma"]);
  const { q, unit } = noiseUnit(noise);
  return unit * q ** 0.25;
}

/**
 * Where noise puts a signal of the given strength; the upper edge for signals below the threshold.
 * @throws INVALID_SHAPE, INVALID_ARGUMENT
 */
export function observedPosition(strength: number, noise: NoiseLevel): number {
  requireObject("observedPosition: noise", noise, ["rows", "cols", "sigma"]);
  const { q, unit } = noiseUnit(noise);
  if (unit === 0) return strength;
  return strength > 0 ? spikedRectangular({ theta: strength, ...noise }).outlier : unit * (1 + Math.sqrt(q));
}
