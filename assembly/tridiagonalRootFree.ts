/**
 * Eigenvalues of a symmetric tridiagonal matrix by the root-free QL iteration of Pal, Walker and Kahan (LAPACK:
 * dsterf; Parlett, The Symmetric Eigenvalue Problem, section 8.15). The sweep carries squares of the off-diagonal
 * entries, gamma and p = gamma^2 / c, so that no square root is taken inside it. Blocks between negligible
 * off-diagonal entries are solved on their own, each from its smaller end.
 */
import { at, hypotenuse, put, SAFE_MINIMUM, unitRoundoff } from "./numeric";
import { sortValuesAscending } from "./sorting";

/** Sweeps allowed for each eigenvalue, on average (dsterf's MAXIT). */
const MAX_SWEEPS: i32 = 30;

/** Cosines below this might overflow when inverted. */
const C_FLOOR: f64 = 1e-250;

/**
 * d: n, e: n - 1 (f64), scaled so that squares stay in range; on return d ascends and e is destroyed.
 * Returns the number of off-diagonal entries that did not converge.
 */
export function tridiagonalRootFree(n: i32, d: usize, e: usize): i32 {
  const eps = unitRoundoff<f64>();
  const eps2 = eps * eps;
  let sweeps = MAX_SWEEPS * n;
  for (let i: i32 = 0; i < n - 1; i++) put<f64>(e, i, at<f64>(e, i) * at<f64>(e, i));
  let first: i32 = 0;
  while (first < n) {
    let last = first;
    while (last < n - 1 && !negligible(d, e, last, eps2)) last++;
    if (last < n - 1) put<f64>(e, last, 0);
    if (abs<f64>(at<f64>(d, last)) < abs<f64>(at<f64>(d, first))) reverseBlock(first, last, d, e);
    for (let l = first; l <= last; l++) {
      while (true) {
        let m = l;
        while (m < last && !negligible(d, e, m, eps2)) m++;
        if (m < last) put<f64>(e, m, 0);
        if (m == l) break;
        if (m == l + 1) {
          solveTwoByTwo(d, e, l);
          l++;
          break;
        }
        if (sweeps-- == 0) return m - l;
        sweep(d, e, l, m);
      }
    }
    first = last + 1;
  }
  sortValuesAscending(n, d);
  return 0;
}

/** e holds squares here: e_i^2 <= eps^2 |d_i d_(i+1)| + smallest normal. */
// @ts-ignore: decorator
@inline
function negligible(d: usize, e: usize, i: i32, eps2: f64): bool {
  return at<f64>(e, i) <= eps2 * abs<f64>(at<f64>(d, i) * at<f64>(d, i + 1)) + SAFE_MINIMUM;
}

/** One root-free QL sweep over rows l..m with Wilkinson's shift from the top corner. */
function sweep(d: usize, e: usize, l: i32, m: i32): void {
  const root = sqrt<f64>(at<f64>(e, l));
  const head = at<f64>(d, l);
  const half = (at<f64>(d, l + 1) - head) / (2 * root);
  const sigma = head - root / (half + copysign<f64>(hypotenuse(half, 1), half));
  let c: f64 = 1;
  let s: f64 = 0;
  let gamma = at<f64>(d, m) - sigma;
  let p = gamma * gamma;
  for (let i = m - 1; i >= l; i--) {
    const bb = at<f64>(e, i);
    const r = p + bb;
    if (i != m - 1) put<f64>(e, i + 1, s * r);
    const oldC = c;
    // Three divisions at once: gamma^2 / c = gamma^2 (r / p) spares the chain its second one.
    const inverseC = r / p;
    c = p / r;
    s = bb / r;
    const oldGamma = gamma;
    const alpha = at<f64>(d, i);
    gamma = c * (alpha - sigma) - s * oldGamma;
    put<f64>(d, i + 1, oldGamma + (alpha - gamma));
    p = c > C_FLOOR ? gamma * gamma * inverseC : c != 0 ? (gamma * gamma) / c : oldC * bb;
  }
  put<f64>(e, l, s * p);
  put<f64>(d, l, sigma + gamma);
}

/** Both eigenvalues of the block at l (dlae2), without cancellation in the smaller one; e_l is a square. */
function solveTwoByTwo(d: usize, e: usize, l: i32): void {
  const a = at<f64>(d, l);
  const c = at<f64>(d, l + 1);
  const b = sqrt<f64>(at<f64>(e, l));
  const sum = a + c;
  const root = hypotenuse(a - c, 2 * b);
  put<f64>(e, l, 0);
  if (sum == 0) {
    put<f64>(d, l, -0.5 * root);
    put<f64>(d, l + 1, 0.5 * root);
    return;
  }
  const large = 0.5 * (sum + copysign<f64>(root, sum));
  const big = abs<f64>(a) > abs<f64>(c) ? a : c;
  const small = abs<f64>(a) > abs<f64>(c) ? c : a;
  put<f64>(d, l, large);
  put<f64>(d, l + 1, (big / large) * small - (b / large) * b);
}

function reverseBlock(first: i32, last: i32, d: usize, e: usize): void {
  for (let i = first, j = last; i < j; i++, j--) {
    const held = at<f64>(d, i);
    put<f64>(d, i, at<f64>(d, j));
    put<f64>(d, j, held);
  }
  for (let i = first, j = last - 1; i < j; i++, j--) {
    const held = at<f64>(e, i);
    put<f64>(e, i, at<f64>(e, j));
    put<f64>(e, j, held);
  }
}
