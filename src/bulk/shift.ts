/**
 * What noise does to a low-rank signal, and how to undo it. For W = signal + noise with a singular value of strength
 * t sigma sqrt n in the signal (sigma the noise's standard deviation, n the longer side, q = m/n), the matrix shows
 *
 *     nu = sigma sqrt n sqrt((1 + t^2)(q + t^2))/t     when t > q^(1/4),
 *
 * and nothing outside the bulk otherwise (Benaych-Georges and Nadakuditi, J. Multivar. Anal. 111, 120, 2012, Sec. 3.1).
 * The inverse, with y = nu/(sigma sqrt n) above the edge 1 + sqrt q, is the shift of Staats, Thamm and Rosenow
 * (PRE 108, L022302, 2023, Eq. 3):
 *
 *     t^2 = [y^2 - q - 1 + sqrt((y^2 - q - 1)^2 - 4q)]/2.
 *
 * Squared overlaps of the observed with the true singular vectors:
 *
 *     short side (length m): 1 - q (1 + t^2)/(t^2 (t^2 + q)),     long side (length n): 1 - (q + t^2)/(t^2 (t^2 + 1)).
 */
import { WignerscopeError } from "../kernel/index.ts";

export interface NoiseLevel {
  readonly rows: number;
  readonly cols: number;
  /** Standard deviation of the noise entries. */
  readonly sigma: number;
}

/** A signal behind an outlier. */
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
  if (!(rows >= 1 && cols >= 1))
    throw new WignerscopeError("INVALID_SHAPE", `rows and cols must be >= 1, got ${rows} and ${cols}`);
  if (!(sigma >= 0) || !Number.isFinite(sigma))
    throw new WignerscopeError("INVALID_ARGUMENT", `sigma must be a finite number >= 0, got ${sigma}`);
  const n = Math.max(rows, cols);
  return { q: Math.min(rows, cols) / n, unit: sigma * Math.sqrt(n) };
}

/** The smallest strength that noise lets through, sigma sqrt n q^(1/4). @throws INVALID_SHAPE, INVALID_ARGUMENT */
export function detectionThreshold(noise: NoiseLevel): number {
  const { q, unit } = noiseUnit(noise);
  return unit * q ** 0.25;
}

/**
 * The signal behind an observed singular value `nu`, or undefined at or below the edge, where none can be told.
 * Without noise (sigma 0) the observed value is the signal.
 * @throws INVALID_SHAPE, INVALID_ARGUMENT
 */
export function signalOf(nu: number, noise: NoiseLevel): Signal | undefined {
  const { q, unit } = noiseUnit(noise);
  if (unit === 0) return nu > 0 ? { strength: nu, leftOverlap: 1, rightOverlap: 1 } : undefined;
  const y = nu / unit;
  if (!(y > 1 + Math.sqrt(q))) return undefined;
  const t2 = squaredStrength(y, q);
  const short = 1 - (q * (1 + t2)) / (t2 * (t2 + q));
  const long = 1 - (q + t2) / (t2 * (t2 + 1));
  const wide = noise.rows <= noise.cols;
  return {
    strength: unit * Math.sqrt(t2),
    leftOverlap: wide ? short : long,
    rightOverlap: wide ? long : short,
  };
}

/**
 * Where noise puts a signal of the given strength; the upper edge for signals below the threshold.
 * @throws INVALID_SHAPE, INVALID_ARGUMENT
 */
export function observedPosition(strength: number, noise: NoiseLevel): number {
  const { q, unit } = noiseUnit(noise);
  if (unit === 0) return strength;
  const t = strength / unit;
  if (!(t > q ** 0.25)) return unit * (1 + Math.sqrt(q));
  return unit * Math.hypot(1, t) * Math.sqrt(q / t ** 2 + 1);
}

/** t^2 for y above the edge: the larger root of t^4 - (y^2 - q - 1) t^2 + q = 0. */
export function squaredStrength(y: number, q: number): number {
  const rootQ = Math.sqrt(q);
  // y^2 - q - 1 -+ 2 sqrt q, factored: no cancellation at the edge
  const above = (y - 1 - rootQ) * (y + 1 + rootQ);
  const below = (y - 1 + rootQ) * (y + 1 - rootQ);
  return (above + 2 * rootQ + Math.sqrt(above * below)) / 2;
}
