/** Projection on the complement of orthonormal rows, and the norm at every scale. */
import { divideF64, norm2F64, orthogonalize, orthogonalizeWorkspace } from "../krylov/orthogonalize";
import { address, filled } from "./forms";
import { workspace } from "./matrices";

describe("orthogonalize", () => {
  test("removes what lies in the span of unit rows and nothing else", () => {
    const n = 13;
    const count = 5;
    const q = filled(n * count, 0);
    for (let i = 0; i < count; i++) q[i * n + 2 * i] = 1;
    const w = filled(n, 3);
    orthogonalize(count, n, address(q), address(w), workspace(orthogonalizeWorkspace(count)));
    for (let i = 0; i < n; i++) expect(w[i]).toBe(i % 2 == 0 && i < 2 * count ? 0 : 3);
  });
});

describe("norm2", () => {
  test("3, 4, 12 has norm 13 at every scale", () => {
    const scales: StaticArray<f64> = [1e-310, 1e-160, 1, 1e160, 1e300];
    for (let i = 0; i < scales.length; i++) {
      const x: StaticArray<f64> = [3 * scales[i], -4 * scales[i], 12 * scales[i]];
      const norm = norm2F64(3, address(x));
      expect(abs(norm / scales[i] - 13)).toBeLessThan(1e-11);
      divideF64(3, address(x), norm);
      expect(abs(norm2F64(3, address(x)) - 1)).toBeLessThan(1e-11);
    }
    expect(norm2F64(4, address(filled(4, 0)))).toBe(0);
  });
});
