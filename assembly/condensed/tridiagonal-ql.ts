/**
 * Eigenvalues and vectors of a symmetric tridiagonal matrix by implicit QL with Wilkinson's shift (LAPACK: dsteqr;
 * Bowdler, Martin, Reinsch and Wilkinson, Numer. Math. 11, 293, 1968). A block whose last diagonal entry is the
 * smaller of its two ends is turned end for end first, so that graded matrices are always chased from small to large.
 *
 * Eigenvectors are the ROWS of `zt`: a rotation then joins two contiguous rows.
 */
import {
  at,
  hypotenuse,
  put,
  rotation,
  rotationC,
  rotationR,
  rotationS,
  SAFE_MINIMUM,
  unitRoundoff,
} from "../base/numeric";
import { rotate, swap } from "../blas/vectors";

/** Sweeps allowed for each eigenvalue, on average. */
const MAX_SWEEPS: i32 = 30;

/**
 * d: n, e: n - 1 (f64), scaled so that the largest is neither near overflow nor near underflow; on return d ascends
 * and e is destroyed. zt: n rows of `width` elements of T, multiplied from the left by the eigenvectors' transpose
 * (identity on entry gives the eigenvectors as rows); width = 0 for values only.
 * Returns the number of off-diagonal entries that did not converge.
 */
export function tridiagonalQl<T>(n: i32, d: usize, e: usize, width: i32, zt: usize): i32 {
  const eps2 = unitRoundoff<f64>() * unitRoundoff<f64>();
  const stride = (width as usize) * sizeof<T>();
  let sweeps = MAX_SWEEPS * n;
  let first: i32 = 0;
  while (first < n) {
    let last = first;
    while (last < n - 1 && !negligible(d, e, last, eps2)) last++;
    if (last < n - 1) put<f64>(e, last, 0);
    if (abs<f64>(at<f64>(d, last)) < abs<f64>(at<f64>(d, first))) reverse<T>(first, last, d, e, width, zt);
    // The block first..last is unreduced; find its values from the front.
    for (let l = first; l <= last; l++) {
      while (true) {
        let m = l;
        while (m < last && !negligible(d, e, m, eps2)) m++;
        if (m == l) break;
        if (m < last) put<f64>(e, m, 0);
        if (sweeps-- == 0) return countNonzero(n - 1, e);
        let g = (at<f64>(d, l + 1) - at<f64>(d, l)) / (2 * at<f64>(e, l));
        g = at<f64>(d, m) - at<f64>(d, l) + at<f64>(e, l) / (g + copysign<f64>(hypotenuse(g, 1), g));
        let s: f64 = 1;
        let c: f64 = 1;
        let p: f64 = 0;
        for (let i = m - 1; i >= l; i--) {
          const f = s * at<f64>(e, i);
          const b = c * at<f64>(e, i);
          rotation(g, f);
          c = rotationC;
          s = rotationS;
          if (i < m - 1) put<f64>(e, i + 1, rotationR);
          g = at<f64>(d, i + 1) - p;
          const r = (at<f64>(d, i) - g) * s + 2 * c * b;
          p = s * r;
          put<f64>(d, i + 1, g + p);
          g = c * r - b;
          if (width > 0)
            rotate<T>(width, zt + ((i as usize) + 1) * stride, zt + (i as usize) * stride, c as T, s as T);
        }
        put<f64>(d, l, at<f64>(d, l) - p);
        put<f64>(e, l, g);
      }
    }
    first = last + 1;
  }
  sortAscending<T>(n, d, width, zt);
  return 0;
}

/** |e_i|^2 <= eps^2 |d_i| |d_(i+1)| + smallest normal */
// @ts-ignore: decorator
@inline
function negligible(d: usize, e: usize, i: i32, eps2: f64): bool {
  const x = abs<f64>(at<f64>(e, i));
  return x * x <= eps2 * abs<f64>(at<f64>(d, i)) * abs<f64>(at<f64>(d, i + 1)) + SAFE_MINIMUM;
}

function countNonzero(n: i32, e: usize): i32 {
  let count: i32 = 0;
  for (let i: i32 = 0; i < n; i++) if (at<f64>(e, i) != 0) count++;
  return max<i32>(count, 1);
}

/** Turns the block first..last end for end: a similarity by the reversing permutation. */
function reverse<T>(first: i32, last: i32, d: usize, e: usize, width: i32, zt: usize): void {
  const stride = (width as usize) * sizeof<T>();
  for (let i = first, j = last; i < j; i++, j--) {
    swap<f64>(1, d + ((i as usize) << 3), d + ((j as usize) << 3));
    if (width > 0) swap<T>(width, zt + (i as usize) * stride, zt + (j as usize) * stride);
  }
  for (let i = first, j = last - 1; i < j; i++, j--)
    swap<f64>(1, e + ((i as usize) << 3), e + ((j as usize) << 3));
}

/** Selection sort: at most n row swaps. */
function sortAscending<T>(n: i32, d: usize, width: i32, zt: usize): void {
  const stride = (width as usize) * sizeof<T>();
  for (let i: i32 = 0; i < n - 1; i++) {
    let k = i;
    for (let j = i + 1; j < n; j++) if (at<f64>(d, j) < at<f64>(d, k)) k = j;
    if (k == i) continue;
    swap<f64>(1, d + ((i as usize) << 3), d + ((k as usize) << 3));
    if (width > 0) swap<T>(width, zt + (i as usize) * stride, zt + (k as usize) * stride);
  }
}

export function tridiagonalQlF64(n: i32, d: usize, e: usize, width: i32, zt: usize): i32 {
  return tridiagonalQl<f64>(n, d, e, width, zt);
}
