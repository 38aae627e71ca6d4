/**
 * Spikes in noise: where a low-rank signal puts its outlier, when it can be seen, and how much of its direction survives
 * (the transition of J. Baik, G. Ben Arous and S. Peche, Ann. Probab. 33, 1643 (2005)). Limits of large sizes.
 */
import { requireFinite, requireOptions, requirePositive } from "../../base/index.ts";

/** A spike of a symmetric model. */
export interface Spike {
  /** Whether the spike is beyond the threshold. */
  readonly detectable: boolean;
  /** Where its eigenvalue lies: the outlier, or the bulk's edge when it is not detectable. */
  readonly outlier: number;
  /** Squared overlap of the sample's eigenvector with the spike's, 0 when it is not detectable. */
  readonly overlap: number;
  /** Strength at which outliers leave the bulk. */
  readonly threshold: number;
}

/** A spike of a rectangular matrix. */
export interface RectangularSpike {
  readonly detectable: boolean;
  /** Singular value: the outlier, or the bulk's edge. */
  readonly outlier: number;
  /** Squared overlap |<u, u^>|^2 of the singular vectors of length rows, 0 when not detectable. */
  readonly leftOverlap: number;
  /** Squared overlap |<v, v^>|^2 of the singular vectors of length cols, 0 when not detectable. */
  readonly rightOverlap: number;
  readonly threshold: number;
}

export interface SpikedWignerOptions {
  /** The spike's eigenvalue, of either sign. */
  readonly theta: number;
  /** Standard deviation of the semicircle, edges +-2 sigma. Default 1. */
  readonly sigma?: number;
}

/**
 * theta v v^T + W, W Wigner with the semicircle of deviation sigma: for |theta| > sigma an outlier at
 * theta + sigma^2/theta with squared overlap 1 - sigma^2/theta^2.
 * Source: F. Benaych-Georges and R. R. Nadakuditi, Adv. Math. 227, 494 (2011), section 3.1.
 * @throws INVALID_ARGUMENT unless theta is finite and sigma positive.
 */
export function spikedWigner(options: SpikedWignerOptions): Spike {
  requireOptions("spikedWigner", options, { theta: true, sigma: true });
  const theta = requireFinite("theta", options.theta);
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  const detectable = Math.abs(theta) > sigma;
  const share = sigma / theta;
  return Object.freeze({
    detectable,
    outlier: detectable ? theta + sigma * share : theta < 0 ? -2 * sigma : 2 * sigma,
    overlap: detectable ? (1 - share) * (1 + share) : 0,
    threshold: sigma,
  });
}

export interface SpikedCovarianceOptions {
  /** The spike: an eigenvalue of the population covariance in units of sigma^2 (1 is no spike). */
  readonly ell: number;
  /** Variables over samples. */
  readonly q: number;
  /** Standard deviation of the noise. Default 1. */
  readonly sigma?: number;
}

/**
 * Sample covariance X X^T/n with population covariance sigma^2 diag(ell, 1, ..., 1), q = variables/samples: for
 * ell > 1 + sqrt q (above the bulk), or ell < 1 - sqrt q with q < 1 (below it), an outlier at
 * sigma^2 ell (1 + q/(ell - 1)) with squared overlap (1 - q/(ell - 1)^2)/(1 + q/(ell - 1)).
 * Source: J. Baik and J. W. Silverstein, J. Multivar. Anal. 97, 1382 (2006); D. Paul, Stat. Sin. 17, 1617 (2007).
 * @throws INVALID_ARGUMENT unless all are positive.
 */
export function spikedCovariance(options: SpikedCovarianceOptions): Spike {
  requireOptions("spikedCovariance", options, { ell: true, q: true, sigma: true });
  const ell = requirePositive("ell", options.ell);
  const q = requirePositive("q", options.q);
  const variance = requirePositive("sigma", options.sigma ?? 1) ** 2;
  const excess = ell - 1;
  const root = Math.sqrt(q);
  const above = excess >= 0;
  const detectable = above ? excess > root : q < 1 && excess < -root;
  const edge = variance * (above ? (1 + root) ** 2 : (1 - root) ** 2);
  return Object.freeze({
    detectable,
    outlier: detectable ? variance * ell * (1 + q / excess) : edge,
    overlap: detectable ? ((excess - root) * (excess + root)) / (excess * (excess + q)) : 0,
    threshold: above ? 1 + root : 1 - root,
  });
}

export interface SpikedRectangularOptions {
  /** The signal's singular value. */
  readonly theta: number;
  readonly rows: number;
  readonly cols: number;
  /** Standard deviation of the noise entries. Default 1: nothing is divided, the bulk ends at sqrt rows + sqrt cols. */
  readonly sigma?: number;
}

/**
 * Information plus noise: theta u v^T + N, rows x cols, N with independent entries of deviation sigma. In units of
 * sigma sqrt n, n = max(rows, cols), q = min/max, t = theta/(sigma sqrt n): detectable for t > q^(1/4), then
 * nu^2 = (1 + t^2)(q + t^2)/t^2, squared overlap (t^4 - q)/(t^2 (t^2 + q)) on the shorter side, whose vectors have
 * length min, and (t^4 - q)/(t^2 (t^2 + 1)) on the longer.
 * Source: F. Benaych-Georges and R. R. Nadakuditi, J. Multivar. Anal. 111, 120 (2012), section 3.1.
 * @throws INVALID_ARGUMENT unless all are positive.
 * @example
 * ```ts
 * import { laws } from "wignerscope";
 * const { outlier, leftOverlap } = laws.spikedRectangular({ theta: 20, rows: 100, cols: 100 });
 * [outlier, leftOverlap]; // [25.0, 0.75]
 * ```
 */
export function spikedRectangular(options: SpikedRectangularOptions): RectangularSpike {
  requireOptions("spikedRectangular", options, { theta: true, rows: true, cols: true, sigma: true });
  const theta = requirePositive("theta", options.theta);
  const rows = requirePositive("rows", options.rows);
  const cols = requirePositive("cols", options.cols);
  const s = requirePositive("sigma", options.sigma ?? 1) * Math.sqrt(Math.max(rows, cols));
  const q = Math.min(rows, cols) / Math.max(rows, cols);
  const square = (theta / s) ** 2;
  const root = Math.sqrt(q);
  const detectable = square > root;
  const kept = ((square - root) * (square + root)) / square;
  const shorter = detectable ? kept / (square + q) : 0;
  const longer = detectable ? kept / (square + 1) : 0;
  return Object.freeze({
    detectable,
    outlier: detectable ? s * Math.sqrt(((1 + square) * (q + square)) / square) : s * (1 + root),
    leftOverlap: rows <= cols ? shorter : longer,
    rightOverlap: rows <= cols ? longer : shorter,
    threshold: s * Math.sqrt(root),
  });
}

export interface SignalFromOutlierOptions {
  /** An observed singular value. */
  readonly nu: number;
  readonly rows: number;
  readonly cols: number;
  /** Standard deviation of the noise entries. Default 1. */
  readonly sigma?: number;
}

/**
 * The inverse of `spikedRectangular`: the signal's singular value behind an outlier nu, or undefined at or inside the
 * bulk. In units of s: t^2 = [y + sqrt(y^2 - 4 q)]/2, y = nu^2 - q - 1.
 * @throws INVALID_ARGUMENT unless all are positive.
 */
export function signalFromOutlier(options: SignalFromOutlierOptions): number | undefined {
  requireOptions("signalFromOutlier", options, { nu: true, rows: true, cols: true, sigma: true });
  const nu = requirePositive("nu", options.nu);
  const rows = requirePositive("rows", options.rows);
  const cols = requirePositive("cols", options.cols);
  const s = requirePositive("sigma", options.sigma ?? 1) * Math.sqrt(Math.max(rows, cols));
  const root = Math.sqrt(Math.min(rows, cols) / Math.max(rows, cols));
  const y = nu / s;
  if (y <= 1 + root) return undefined;
  // (y^2 - q - 1)^2 - 4q = (y^2 - (1 + root)^2)(y^2 - (1 - root)^2), factored so that the edge does not cancel.
  const product = (y - 1 - root) * (y + 1 + root) * (y - 1 + root) * (y + 1 - root);
  return s * Math.sqrt((y * y - root * root - 1 + Math.sqrt(product)) / 2);
}
