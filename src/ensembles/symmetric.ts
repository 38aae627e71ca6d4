/** Real symmetric matrices from their upper triangles, the order in which the symmetric ensembles draw. */

/** Tile in which the triangle is mirrored: 32 x 32 f64 are 8 KiB, two of them fit any first-level cache. */
const TILE = 32;

/**
 * The full n x n symmetric matrix of the packed upper triangle (row 0: n entries, row 1: n - 1, ...), the diagonal
 * multiplied by `diagonal` and the rest by `offDiagonal`.
 */
export function unpackSymmetric(
  n: number,
  packed: Float64Array,
  diagonal: number,
  offDiagonal: number,
): Float64Array {
  const full = new Float64Array(n * n);
  for (let i = 0, at = 0; i < n; i++) {
    full[i * n + i] = diagonal * packed[at++];
    for (let j = i + 1; j < n; j++) full[i * n + j] = offDiagonal * packed[at++];
  }
  return mirrorUpper(n, full);
}

/** Copies the upper triangle onto the lower, in place. */
export function mirrorUpper(n: number, full: Float64Array): Float64Array {
  for (let i0 = 0; i0 < n; i0 += TILE)
    for (let j0 = i0; j0 < n; j0 += TILE) {
      const i1 = Math.min(n, i0 + TILE);
      const j1 = Math.min(n, j0 + TILE);
      for (let j = j0; j < j1; j++)
        for (let i = i0, end = Math.min(i1, j); i < end; i++) full[j * n + i] = full[i * n + j];
    }
  return full;
}

/** n(n + 1)/2, the entries of a packed triangle. */
export function packedSize(n: number): number {
  return (n * (n + 1)) / 2;
}
