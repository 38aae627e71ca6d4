/** Sums on a grid against sums one by one. */
import { exponentialSums } from "../statistics/exponential-sums";

describe("exponentialSums", () => {
  test("odd and even counts equal direct sums to 1e-12", () => {
    const x: StaticArray<f64> = [-3.7, 0, 0.25, 11.5, 40.125];
    const w: StaticArray<f64> = [1, 0.5, -2, 0.25, 3];
    for (let count = 1; count < 40; count += 6) {
      const re = new StaticArray<f64>(count + 1);
      const im = new StaticArray<f64>(count + 1);
      exponentialSums(
        changetype<usize>(x),
        changetype<usize>(w),
        x.length,
        0.3,
        0.0175,
        changetype<usize>(re),
        changetype<usize>(im),
        count,
      );
      for (let j = 0; j < count; j++) {
        let c: f64 = 0;
        let s: f64 = 0;
        for (let i = 0; i < x.length; i++) {
          const phase = 2 * Math.PI * x[i] * (0.3 + 0.0175 * (j as f64));
          c += w[i] * Math.cos(phase);
          s += w[i] * Math.sin(phase);
        }
        expect(abs(re[j] - c)).toBeLessThan(1e-12);
        expect(abs(im[j] - s)).toBeLessThan(1e-12);
      }
    }
  });
});
