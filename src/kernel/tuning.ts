/**
 * Which route a decomposition takes, by size. Measured with bench/micro/routes.ts, and QR_RATIO with bench/micro/run.ts
 * (2-core Xeon, Node 20, simd build); the sizes inside the kernel are in assembly/tuning.ts.
 */

/**
 * From this ratio of rows to columns on, a QR factorisation before the reduction saves time: by the operation count from
 * 5/3 (Chan, ACM TOMS 8, 72, 1982); bench/micro/run.ts has the two level at 1.75 for n = 1024, QR first a third slower
 * at 1.2.
 */
export const QR_RATIO = 1.75;

/**
 * From this ratio on, the Gram matrix (m n^2 and 4/3 n^3) is tried before QR and reduction (2 m n^2 + 2 n^3): twice as
 * fast in f64. In f32 the Gram matrix is formed in f64, at half the rate, and is still the faster route, if by little:
 * bench/linalg.bench.ts times both beside LAPACK.
 */
export const GRAM_RATIO = 2;

/** The Gram matrix's values are kept when s_1 / s_n is at most this: they lose 3 bits. */
export const GRAM_CONDITION = 16;

/**
 * From this size on singular values are computed by way of a band matrix. One stage is a tenth faster at 96, the two are
 * level from 256 to 400, and at 2048 one stage takes up to twice as long.
 */
export const TWO_STAGE_SIZE = 256;

/**
 * Bandwidth between the two stages: wider bands make the first stage faster and the second longer. The best is flat: a
 * band of half or twice the width costs less than a seventh.
 */
export function bandwidthFor(n: number): number {
  if (n < 400) return 8;
  return n < 1600 ? 16 : 32;
}

/**
 * From this size on eigenvalues are computed by way of a band matrix: a tenth slower at 1024, a tenth faster at 1536.
 * Later than for singular values, because the one-stage reduction of a symmetric matrix fetches only a triangle.
 */
export const SYMMETRIC_TWO_STAGE_SIZE = 1280;

/** Bandwidth between the two stages. */
export const SYMMETRIC_BANDWIDTH = 32;
