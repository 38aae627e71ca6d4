/**
 * Which route a decomposition takes, by size. Measured with bench/linalg.bench.ts (2-core Xeon, Node 20, simd build);
 * the sizes inside the kernel are in assembly/tuning.ts.
 */

/**
 * From this ratio of rows to columns on, a QR factorisation before the reduction saves time: by the operation count from
 * 5/3 (Chan, ACM TOMS 8, 72, 1982); bench/micro/run.ts has the two level at 1.75 for n = 1024, QR first a third slower
 * at 1.2.
 */
export const QR_RATIO = 1.75;

/** From this ratio on, the Gram matrix (m n^2) is tried before QR and reduction (2 m n^2 + 2 n^3). */
export const GRAM_RATIO = 2;

/** The Gram matrix's values are kept when s_1 / s_n is at most this: they lose 3 bits. */
export const GRAM_CONDITION = 16;

/** From this size on singular values are computed by way of a band matrix; the two are level from 64 to 128. */
export const TWO_STAGE_SIZE = 96;

/** Bandwidth between the two stages: wider bands make the first stage faster and the second longer. */
export function bandwidthFor(n: number): number {
  if (n < 400) return 8;
  return n < 1600 ? 16 : 32;
}

/**
 * From this size on eigenvalues are computed by way of a band matrix. Later than for singular values, because the
 * one-stage reduction of a symmetric matrix fetches only a triangle.
 */
export const SYMMETRIC_TWO_STAGE_SIZE = 1800;

/** Bandwidth between the two stages. */
export const SYMMETRIC_BANDWIDTH = 32;
