/** What an unfolding did, in numbers that tell whether to trust what is computed from it. */

export interface UnfoldingDiagnostics {
  readonly method: "gaussian" | "polynomial" | "law" | "pool";
  /** Levels that were given. */
  readonly given: number;
  /** Levels outside `within` or outside the law, taken away before the unfolding. */
  readonly stripped: number;
  /** Levels that came back. */
  readonly kept: number;
  /** Index, in ascending order, of the first level kept. */
  readonly first: number;
  /** <s>, 1 when the unfolding is right. */
  readonly meanSpacing: number;
  /** Population variance of the spacings: .286 for GOE, .180 for GUE, .104 for GSE, 1 for Poisson levels. */
  readonly varianceSpacing: number;
  /** Share of neighbours whose order the smooth staircase keeps: below 1 it decreases somewhere. */
  readonly monotoneFraction: number;
  /**
   * Largest moving average, over sqrt(kept) levels (at least 10), of the residual between the unfolded levels and the
   * straight line through them, in mean spacings. What is left of a trend shows here; 512 GOE levels
   * unfolded by their law give 1.2 by themselves.
   */
  readonly largestTrend: number;
  /** Root mean square of the same residual, not averaged: .73 for 512 GOE levels unfolded by their law. */
  readonly residual: number;
  /**
   * Window length up to which Sigma^2 of these levels can be trusted (GOE: within 5 %); Delta_3 can be trusted further.
   * Gaussian a/3, polynomial kept/(2.5 (degree + 1)); never more than a tenth of the levels.
   */
  readonly trustedL: number;
}

/** Windows longer than this share of the spectrum have too few independent positions to mean anything. */
const LONGEST_WINDOW_SHARE = 0.1;

export function diagnose(
  unfolded: Float64Array,
  monotoneFraction: number,
  known: Pick<UnfoldingDiagnostics, "method" | "given" | "stripped" | "first" | "trustedL">,
): UnfoldingDiagnostics {
  const kept = unfolded.length;
  const count = kept - 1;
  const meanSpacing = (unfolded[count] - unfolded[0]) / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (unfolded[i + 1] - unfolded[i] - meanSpacing) ** 2;
  const residuals = residualsOfLine(unfolded);
  return Object.freeze({
    ...known,
    kept,
    meanSpacing,
    varianceSpacing: squares / count,
    monotoneFraction,
    largestTrend: largestMovingAverage(residuals),
    residual: Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / kept),
    trustedL: Math.min(known.trustedL, kept * LONGEST_WINDOW_SHARE),
  });
}

/** What is left of the unfolded levels after their least-squares line against the index. */
function residualsOfLine(unfolded: Float64Array): Float64Array {
  const n = unfolded.length;
  const middle = (n - 1) / 2;
  let mean = 0;
  let covariance = 0;
  for (let i = 0; i < n; i++) {
    mean += unfolded[i] / n;
    covariance += (i - middle) * unfolded[i];
  }
  const slope = covariance / ((n * (n * n - 1)) / 12);
  return unfolded.map((x, i) => x - mean - slope * (i - middle));
}

function largestMovingAverage(residuals: Float64Array): number {
  const n = residuals.length;
  const window = Math.min(n, Math.max(10, Math.round(Math.sqrt(n))));
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    sum += residuals[i];
    if (i >= window) sum -= residuals[i - window];
    if (i >= window - 1) largest = Math.max(largest, Math.abs(sum) / window);
  }
  return largest;
}
