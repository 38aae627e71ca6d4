/** Window statistics of a few levels against values by hand, and of long fences against closed forms. */
import { countMoments, rigidity } from "../statistics/windows";

function fence(n: i32, from: f64): StaticArray<f64> {
  const levels = new StaticArray<f64>(n);
  for (let i = 0; i < n; i++) levels[i] = from + (i as f64);
  return levels;
}

/** <(n - L)^2> - <n - L>^2 */
function variance(levels: StaticArray<f64>, L: f64, from: f64, to: f64): f64 {
  const out: StaticArray<f64> = [0, 0];
  countMoments(changetype<usize>(levels), levels.length, L, from, to, changetype<usize>(out));
  return out[1] - out[0] * out[0];
}

describe("countMoments", () => {
  test("two levels by hand", () => {
    // windows (t, t + 1], t in [0, 3], levels 1 and 2.5: one level for t in [0, 1) and [1.5, 2.5), none elsewhere
    const levels: StaticArray<f64> = [1, 2.5];
    const out: StaticArray<f64> = [0, 0];
    countMoments(changetype<usize>(levels), 2, 1, 0, 4, changetype<usize>(out));
    expect(abs(out[0] - (2.0 / 3 - 1))).toBeLessThan(1e-15);
    expect(abs(out[1] - 1.0 / 3)).toBeLessThan(1e-15);
  });

  test("a fence: f (1 - f) over whole periods", () => {
    const levels = fence(200, 0);
    for (let f: f64 = 0; f < 1; f += 0.125)
      expect(abs(variance(levels, 7 + f, 10.5, 110.5 + 7 + f) - f * (1 - f))).toBeLessThan(1e-12);
  });

  test("one position, and no levels at all", () => {
    const levels = fence(10, 0);
    expect(variance(levels, 9, 0, 9)).toBe(0);
    const none = new StaticArray<f64>(0);
    expect(variance(none, 1, 0, 9)).toBe(0);
  });
});

describe("rigidity", () => {
  test("a fence at whole L: 1/12 - 1/(60 L^2)", () => {
    const levels = fence(300, 100);
    for (let L: f64 = 1; L < 40; L *= 2) {
      const value = rigidity(changetype<usize>(levels), 300, L, 100.25, 350.25 + L);
      expect(abs(value - (1.0 / 12 - 1 / (60 * L * L)))).toBeLessThan(1e-12);
    }
  });

  test("a window without levels or with all of them at its end is a straight line", () => {
    const levels: StaticArray<f64> = [5, 5, 5];
    expect(rigidity(changetype<usize>(levels), 3, 2, 1, 3)).toBe(0);
    expect(rigidity(changetype<usize>(levels), 0, 2, 1, 3)).toBe(0);
    // one step in the middle of a window of length 1: 1/4 - (1/4)^2 12 = 1/16
    const one: StaticArray<f64> = [0.5];
    expect(abs(rigidity(changetype<usize>(one), 1, 1, 0, 1) - 0.0625)).toBeLessThan(1e-16);
  });
});
