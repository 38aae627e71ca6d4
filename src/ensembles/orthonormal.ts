/** Orthonormal frames of the invariant law: a few columns of a Haar orthogonal matrix. */
import type { Random } from "../kernel/index.ts";

/**
 * k orthonormal vectors of length n, uniform on the Stiefel manifold, as k contiguous runs of n numbers: Gaussian
 * vectors made orthonormal by Gram-Schmidt, twice (Bjorck's "twice is enough"), so that the result is orthonormal to
 * rounding. Gram-Schmidt gives a QR factorization with a positive diagonal of R, which is what makes Q Haar (Mezzadri,
 * Notices AMS 54, 592, 2007). O(n k^2): meant for k much below n, see `haarOrthogonal` for the whole matrix.
 */
export function orthonormalVectors(n: number, k: number, random: Random): Float64Array {
  const frame = random.normals(n * k);
  for (let j = 0; j < k; j++) {
    const v = frame.subarray(j * n, (j + 1) * n);
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        const u = frame.subarray(i * n, (i + 1) * n);
        let overlap = 0;
        for (let l = 0; l < n; l++) overlap += u[l] * v[l];
        for (let l = 0; l < n; l++) v[l] -= overlap * u[l];
      }
      let square = 0;
      for (let l = 0; l < n; l++) square += v[l] * v[l];
      const inverse = 1 / Math.sqrt(square);
      for (let l = 0; l < n; l++) v[l] *= inverse;
    }
  }
  return frame;
}
