/** Plane rotations at every scale, the robust hypotenuse, and the sorts. */
import { hypotenuse, rotation, rotationC, rotationR, rotationS } from "../base/numeric";
import { sortIndices, sortValuesAscending, sortValuesDescending } from "../base/sorting";

describe("rotation", () => {
  test("annihilates and stays orthogonal from denormals to the largest numbers", () => {
    const scales: StaticArray<f64> = [1e-310, 1e-200, 1e-10, 1, 1e150, 1e300];
    for (let i = 0; i < scales.length; i++) {
      const f = 3 * scales[i];
      const g = -4 * scales[i];
      rotation(f, g);
      expect(abs(rotationC * rotationC + rotationS * rotationS - 1)).toBeLessThan(1e-15);
      expect(abs(rotationC - 0.6)).toBeLessThan(1e-12);
      expect(abs(rotationR / scales[i] - 5)).toBeLessThan(1e-12);
    }
  });
  test("zeros leave or swap", () => {
    rotation(2, 0);
    expect(rotationC).toBe(1);
    expect(rotationR).toBe(2);
    rotation(0, -2);
    expect(rotationC).toBe(0);
    expect(rotationS).toBe(-1);
    expect(rotationR).toBe(2);
  });
});

describe("hypotenuse", () => {
  test("3, 4, 5 without overflow", () => {
    expect(hypotenuse(3, -4)).toBe(5);
    expect(abs(hypotenuse(3e307, 4e307) / 5e307 - 1)).toBeLessThan(1e-15);
    expect(hypotenuse(0, 0)).toBe(0);
  });
});

describe("sorting", () => {
  test("values both ways, and indices, with repeats", () => {
    for (let n = 0; n < 40; n++) {
      const x = new StaticArray<f64>(n + 1);
      for (let i = 0; i < n; i++) x[i] = ((i * 7919) % 13) as f64;
      const at = changetype<usize>(x);
      const order = new StaticArray<i32>(n + 1);
      sortIndices(n, at, changetype<usize>(order));
      let seen: f64 = 0;
      for (let i = 0; i < n; i++) {
        seen += order[i] as f64;
        if (i > 0) expect(x[order[i - 1]] <= x[order[i]]).toBe(true);
      }
      expect(seen).toBe(((n * (n - 1)) / 2) as f64);
      sortValuesAscending(n, at);
      for (let i = 1; i < n; i++) expect(x[i - 1] <= x[i]).toBe(true);
      sortValuesDescending(n, at);
      for (let i = 1; i < n; i++) expect(x[i - 1] >= x[i]).toBe(true);
    }
  });
});
