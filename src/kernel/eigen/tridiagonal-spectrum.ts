/** Which algorithm finds the eigenvalues of a tridiagonal matrix in linear memory. */
import { checkConverged } from "../precision.ts";
import { kernel } from "../wasm.ts";

/**
 * From this order on, divide and conquer with fast sums (O(n log^2 n)) beats implicit QL (O(n^2)): in
 * bench/micro/routes.ts, on the forms of GOE matrices, .28 against .26 ms at 100, .45 against .57 at 150, 2.0 against 4.0
 * at 400. The root-free variant of QL (dsterf) is not taken: sides of very different size can cost it most digits (1.73
 * for 2 in test/unit/kernel/lapack-symmetric.test.ts).
 */
const DIVIDE_FROM = 150;

/**
 * d (n) becomes the eigenvalues, ascending, and e (n - 1) is destroyed; both scaled already.
 * @throws NO_CONVERGENCE naming the caller.
 */
export function tridiagonalSpectrum(n: number, d: number, e: number, caller: string): void {
  const { exports, memory } = kernel();
  if (n >= DIVIDE_FROM) {
    const solved = memory.frame((inner) => {
      // Copies, so that QL can start afresh should a root not settle.
      const values = inner.f64(n);
      const sides = inner.f64(n);
      const work = inner.bytes(exports.tridiagonalValuesWorkspace(n));
      inner.view(Float64Array, values, n).set(inner.view(Float64Array, d, n));
      inner.view(Float64Array, sides, n - 1).set(inner.view(Float64Array, e, n - 1));
      if (exports.tridiagonalValues(n, values, sides, work) !== 0) return false;
      inner.view(Float64Array, d, n).set(inner.view(Float64Array, values, n));
      return true;
    });
    if (solved) return;
  }
  checkConverged(exports.tridiagonalQlF64(n, d, e, 0, 0), caller);
}
