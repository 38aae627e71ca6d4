/** What an unfolding did, in numbers that tell whether to trust what is computed from it. */

export interface UnfoldingDiagnostics {
  readonly method: "gaussian" | "polynomial" | "law" | "pool";
  /** Levels that were given. */
  readonly given: number;
  /** Levels that came back. */
  readonly kept: number;
  /** Index, in ascending order, of the first level kept. */
  readonly first: number;
  /** <s>, 1 when the unfolding is right. */
  readonly meanSpacing: number;
  /** Population variance of the spacings: .286 for GOE, .180 for GUE, .104 for GSE, 1 for Poisson levels. */
  readonly varianceSpacing: number;
  /** Share of the spacings that are not negative: below 1 the smooth staircase decreases somewhere. */
  readonly monotoneFraction: number;
  /**
   * Largest moving average, over sqrt(kept) levels (at least 10), of the residual between the unfolded levels and the
   * straight line through them, in mean spacings. What is left of a trend shows here; GOE levels alone give about 1.
   */
  readonly largestTrend: number;
  /** Window length up to which Sigma^2 and Delta_3 of these levels can be trusted. */
  readonly trustedL: number;
}

/** Windows longer than this share of the spectrum have too few independent positions to mean anything. */
const LONGEST_WINDOW_SHARE = 0.1;

export function diagnose(
  unfolded: Float64Array,
  known: Pick<UnfoldingDiagnostics, "method" | "given" | "first" | "trustedL">,
): UnfoldingDiagnostics {
  const kept = unfolded.length;
  const count = kept - 1;
  const meanSpacing = (unfolded[count] - unfolded[0]) / count;
  let squares = 0;
  let monotone = 0;
  for (let i = 0; i < count; i++) {
    const s = unfolded[i + 1] - unfolded[i];
    squares += (s - meanSpacing) ** 2;
    if (s >= 0) monotone++;
  }
  return Object.freeze({
    ...known,
    kept,
    meanSpacing,
    varianceSpacing: squares / count,
    monotoneFraction: monotone / count,
    largestTrend: largestTrend(unfolded),
    trustedL: Math.min(known.trustedL, kept * LONGEST_WINDOW_SHARE),
  });
}

/** Least-squares line of the unfolded levels against their index, then the largest moving average of what is left. */
function largestTrend(unfolded: Float64Array): number {
  const n = unfolded.length;
  const middle = (n - 1) / 2;
  let mean = 0;
  let covariance = 0;
  for (let i = 0; i < n; i++) {
    mean += unfolded[i] / n;
    covariance += (i - middle) * unfolded[i];
  }
  const slope = n > 1 ? covariance / ((n * (n * n - 1)) / 12) : 1;
  const residual = unfolded.map((x, i) => x - mean - slope * (i - middle));
  const window = Math.min(n, Math.max(10, Math.round(Math.sqrt(n))));
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    sum += residual[i];
    if (i >= window) sum -= residual[i - window];
    if (i >= window - 1) largest = Math.max(largest, Math.abs(sum) / window);
  }
  return largest;
}
