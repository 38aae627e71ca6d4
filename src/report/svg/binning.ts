/** Binning and thinning for the eye: a figure holds what a screen can show, however long the spectrum. */

export interface Histogram {
  readonly from: number;
  readonly width: number;
  /** Counts divided by (total * width): the bars' area is the share of `total` that lies inside. */
  readonly densities: readonly number[];
}

/**
 * Bins of equal width over [from, to]; values outside are not drawn but count in `total`, so that bars compare with
 * the density of a law.
 */
export function histogram(
  values: ArrayLike<number>,
  from: number,
  to: number,
  bins: number,
  total = values.length,
): Histogram {
  const width = (to - from) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v < from || v > to) continue;
    counts[Math.min(bins - 1, Math.floor((v - from) / width))]! += 1;
  }
  return { from, width, densities: counts.map((c) => c / (total * width)) };
}

/** Number of bins for `n` values of which most lie in the range drawn: n^(1/2), within what a figure can carry. */
export function binCount(n: number): number {
  return Math.max(8, Math.min(64, Math.round(1.6 * Math.sqrt(n))));
}

export type Point = readonly [number, number];

/** Leaves out points within `distance` pixels of the last one kept; the ends stay. */
export function thin(points: readonly Point[], distance: number): Point[] {
  const kept: Point[] = [];
  let last: Point | undefined;
  points.forEach((p, i) => {
    const far = !last || Math.hypot(p[0] - last[0], p[1] - last[1]) >= distance;
    if (!far && i !== points.length - 1) return;
    if (Number.isFinite(p[0]) && Number.isFinite(p[1])) kept.push((last = p));
  });
  return kept;
}
