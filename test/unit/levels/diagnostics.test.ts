/** What an unfolding says of itself, by hand: a law F(x) = x/count leaves levels as they are. */
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { unfold, unfoldPooled } from "../../../src/levels/index.ts";
import { codeOf } from "../error-code.ts";

const asTheyAre = (levels: ArrayLike<number>, count: number) =>
  unfold(levels, { method: "law", law: (x) => x / count, count }).diagnostics;

describe("diagnostics", () => {
  test("of four levels", () => {
    const { meanSpacing, varianceSpacing, residual, largestTrend, trustedL, ...rest } = asTheyAre(
      [1, 2, 4, 9],
      10,
    );
    expect(rest).toEqual({
      method: "law",
      given: 4,
      stripped: 0,
      kept: 4,
      first: 0,
      monotoneFraction: 1,
    });
    expect(meanSpacing).toBeCloseTo(8 / 3, 14);
    expect(varianceSpacing).toBeCloseTo(26 / 9, 14);
    // the line 4 + 2.6 (i - 3/2) leaves .9, -.7, -1.3, 1.1
    expect(residual).toBeCloseTo(Math.sqrt(4.2 / 4), 14);
    // one window of all four
    expect(largestTrend).toBeCloseTo(0, 14);
    expect(trustedL).toBeCloseTo(0.4, 14);
  });

  test.each([
    [12, 10],
    [100, 10],
    [144, 12],
    [400, 20],
  ])("the largest trend of %i levels is over windows of %i", (n, window) => {
    const levels = new Random(n)
      .uniforms(n)
      .map((u) => (n + 1) * u)
      .sort();
    // the line by the normal equations
    const index = Array.from(levels.keys());
    const [meanI, meanX] = [(n - 1) / 2, levels.reduce((sum, x) => sum + x, 0) / n];
    const slope =
      index.reduce((sum, i) => sum + (i - meanI) * (levels[i] - meanX), 0) /
      index.reduce((sum, i) => sum + (i - meanI) ** 2, 0);
    const residuals = index.map((i) => levels[i] - meanX - slope * (i - meanI));
    let largest = 0;
    for (let i = 0; i + window <= n; i++) {
      const mean = residuals.slice(i, i + window).reduce((sum, r) => sum + r, 0) / window;
      largest = Math.max(largest, Math.abs(mean));
    }
    expect(asTheyAre(levels, n + 1).largestTrend).toBeCloseTo(largest, 10);
  });

  test("what is stripped below and above, with ends of the interval kept", () => {
    const { levels, diagnostics } = unfold([0, 1, 2, 3, 4, 5, 6], {
      method: "law",
      law: (x) => x / 10,
      count: 10,
      within: [1, 4],
    });
    expect([...levels]).toEqual([1, 2, 3, 4]);
    expect(diagnostics).toMatchObject({ given: 7, stripped: 3, kept: 4, first: 1 });
    const outside = unfold([-5, 0, 1, 2, 3], { method: "law", law: (x) => x / 3, count: 3, within: [-1, 9] });
    expect([...outside.levels]).toEqual([1, 2]);
    expect(outside.diagnostics).toMatchObject({ given: 5, stripped: 3, kept: 2, first: 2 });
  });

  test("the share of neighbours in order, where a least-squares parabola turns back", () => {
    const levels = [0, 1, 1.5, 1.8, 1.9, 1.95, 8, 9, 10];
    // 1, x, x^2 made orthogonal on the levels one after the other
    const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
    const basis: number[][] = [];
    for (const power of [0, 1, 2]) {
      let column = levels.map((x) => x ** power);
      for (const q of basis) {
        const share = dot(column, q) / dot(q, q);
        column = column.map((v, i) => v - share * q[i]);
      }
      basis.push(column);
    }
    const staircase = levels.map((_, i) => i + 0.5);
    const fitted = levels.map((_, i) =>
      basis.reduce((sum, q) => sum + (dot(staircase, q) / dot(q, q)) * q[i], 0),
    );
    const inOrder = fitted.filter((v, i) => i > 0 && v >= fitted[i - 1]).length;
    expect(inOrder).toBe(6);
    const unfolded = unfold(levels, { method: "polynomial", degree: 2 });
    expect(unfolded.diagnostics.monotoneFraction).toBe(6 / 8);
    [...fitted]
      .sort((a, b) => a - b)
      .forEach((v, i) => {
        expect(unfolded.levels[i]).toBeCloseTo(v, 10);
      });
    expect(unfolded.diagnostics.trustedL).toBeCloseTo(0.9, 14);
  });

  test("two levels are the fewest, and they must differ", () => {
    expect(asTheyAre([1, 2], 4).kept).toBe(2);
    expect(codeOf(() => asTheyAre([1], 4))).toBe("TOO_FEW");
    expect(codeOf(() => asTheyAre([2, 2], 4))).toBe("TOO_FEW");
    expect(codeOf(() => unfold([1, 2], { method: "law", law: (x) => x / 4, count: 0 }))).toBe(
      "INVALID_ARGUMENT",
    );
    expect(codeOf(() => unfold([1, 2], { method: "law", law: 3 as never }))).toBe("INVALID_ARGUMENT");
  });
});

test("a share of the spectra is data, at least one on either side", () => {
  const spectra = Array.from({ length: 5 }, (_, k) => [0, 1, 2, 3].map((x) => x + k / 10));
  const data = (share?: number) => unfoldPooled(spectra, { share }).length;
  expect([data(), data(0.5), data(0.6), data(0.01), data(0.99)]).toEqual([1, 2, 3, 1, 4]);
  expect(codeOf(() => data(1))).toBe("INVALID_ARGUMENT");
  // by the four others, all above 0, one below 1 each
  expect([...unfoldPooled(spectra)[0].levels]).toEqual([0, 1, 2, 3]);
});
