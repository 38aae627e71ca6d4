/** Roots of the secular equation against closed forms and against the equation itself. */
import { secularOrigin, solveSecular } from "../condensed/secular-equation";
import { address, filled } from "./forms";

/** 1/rho + sum z^2 / (gap - x), the gaps measured from the origin of the root. */
function residual(k: i32, z: StaticArray<f64>, gaps: StaticArray<f64>, rho: f64, x: f64): f64 {
  let sum = 1 / rho;
  let size = sum;
  for (let i = 0; i < k; i++) {
    const term = (z[i] * z[i]) / (gaps[i] - x);
    sum += term;
    size += abs(term);
  }
  return abs(sum) / size;
}

describe("solveSecular", () => {
  test("two poles: the eigenvalues of [1 + 1/2, 1/2; 1/2, 2 + 1/2]", () => {
    const d: StaticArray<f64> = [1, 2];
    const z: StaticArray<f64> = [Math.SQRT1_2, Math.SQRT1_2];
    const gaps = filled(2, 0);
    for (let j = 0; j < 2; j++) {
      const x = solveSecular(2, j, address(d), address(z), 1, address(gaps), false);
      const root = 2 + (j == 0 ? -Math.SQRT1_2 : Math.SQRT1_2);
      expect(abs(d[secularOrigin] + x - root)).toBeLessThan(1e-15);
    }
  });

  test("roots interlace and satisfy the equation, with poles 1e-13 apart and weights from 1e-14 to 1", () => {
    const k = 40;
    const d = new StaticArray<f64>(k);
    const z = new StaticArray<f64>(k);
    const gaps = filled(k, 0);
    for (let i = 0; i < k; i++) {
      d[i] = (i as f64) / 10 + (i % 2 == 0 ? 0 : -0.1 + 1e-13);
      z[i] = 10 ** (-((i * 5) % 15) as f64);
    }
    for (let squared = 0; squared < 2; squared++)
      for (let j = 0; j < k; j++) {
        const x = solveSecular(k, j, address(d), address(z), 0.7, address(gaps), squared == 1);
        expect(x - gaps[j] > 0).toBe(true);
        if (j < k - 1) expect(gaps[j + 1] - x > 0).toBe(true);
        expect(residual(k, z, gaps, 0.7, x)).toBeLessThan(1e-14);
      }
  });
});
