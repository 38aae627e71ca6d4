/** Reflectors take a vector to a multiple of the first unit vector, at every scale. */
import { makeReflector, reflectorBeta } from "../reflectors/householder";

describe("makeReflector", () => {
  test("H x = beta e_0 and beta = -sign(x_0) |x|", () => {
    const scales: StaticArray<f64> = [1e-300, 1e-155, 1, 1e150, 1e300];
    for (let s = 0; s < scales.length; s++) {
      const x: StaticArray<f64> = [2 * scales[s], 3 * scales[s], -6 * scales[s]];
      const original: StaticArray<f64> = [2, 3, -6];
      const tau = makeReflector<f64>(3, changetype<usize>(x), 1);
      expect(abs(reflectorBeta / scales[s] + 7)).toBeLessThan(1e-14);
      // tau (v . x) v, v_0 = 1
      const product = original[0] + x[1] * original[1] + x[2] * original[2];
      expect(abs(original[0] - tau * product + 7)).toBeLessThan(1e-14);
      expect(abs(original[1] - tau * product * x[1])).toBeLessThan(1e-14);
      expect(abs(original[2] - tau * product * x[2])).toBeLessThan(1e-14);
    }
  });
  test("a multiple of e_0 is left alone", () => {
    const x: StaticArray<f64> = [-3, 0, 0];
    expect(makeReflector<f64>(3, changetype<usize>(x), 1)).toBe(0);
    expect(reflectorBeta).toBe(-3);
  });
  test("with a stride, in f32", () => {
    const x: StaticArray<f32> = [3, 99, 4, 99];
    const tau = makeReflector<f32>(2, changetype<usize>(x), 2);
    expect(abs(reflectorBeta + 5)).toBeLessThan(1e-6);
    expect(abs((tau as f64) - 1.6)).toBeLessThan(1e-6);
    expect(x[1]).toBe(99);
  });
});
