import { describe, expect, it } from "vitest";
import { binCount, histogram } from "../../../src/report/svg/binning.ts";
import { brokenScale, linearScale, logScale } from "../../../src/report/svg/scale.ts";
import { count, duration, fixed, percent, significant } from "../../../src/report/text/numbers.ts";

describe("numbers for people", () => {
  it("are short and carry a true minus sign", () => {
    expect(
      [0, 0.0123456, -1.5, 1234.5, 99.96, 1.2e-7, -3.4e6, Number.NaN, Infinity].map((v) => significant(v)),
    ).toEqual(["0", "0.0123", "−1.50", "1235", "100", "1.20×10⁻⁷", "−3.40×10⁶", "–", "∞"]);
    expect([fixed(-0.0001, 2), fixed(-1.239, 2), fixed(Number.NaN, 2)]).toEqual(["0.00", "−1.24", "–"]);
    expect([0, 0.0004, 0.034, 0.5, 1].map(percent)).toEqual(
      ["0", "< 0.1", "3.4", "50", "100"].map((n) => `${n}\u202f%`),
    );
    expect([999, 12345, 1234567].map(count)).toEqual(["999", "12\u2009345", "1\u2009234\u2009567"]);
    expect([0.34, 12.34, 245, 7620].map(duration)).toEqual(["340 ms", "12.3 s", "4 min 05 s", "2 h 07 min"]);
  });
});

describe("scales", () => {
  it("map their domain to their range, with round ticks inside", () => {
    const scales = [
      linearScale([-0.3, 7.7], [10, 110]),
      logScale([3e-4, 5e3], [110, 10]),
      logScale([2, 7], [0, 100]),
      brokenScale([0, 300], 1.2, [10, 310]),
      linearScale([0, 4e-7], [0, 100]),
    ];
    for (const scale of scales) {
      expect(scale(scale.domain[0])).toBeCloseTo(scale.range[0], 9);
      expect(scale(scale.domain[1])).toBeCloseTo(scale.range[1], 9);
      expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
      const [lo, hi] = scale.domain;
      for (const t of scale.ticks) {
        expect(t.at).toBeGreaterThanOrEqual(lo - 1e-9 * hi);
        expect(t.at).toBeLessThanOrEqual(hi * (1 + 1e-9));
      }
    }
    expect(linearScale([-0.3, 7.7], [0, 1]).ticks.map((t) => t.label)).toEqual(["0", "2", "4", "6"]);
    expect(logScale([3e-4, 5e3], [0, 1]).ticks.map((t) => t.label)).toContain("10⁻³");
  });

  it("of a broken axis rise through the break", () => {
    const scale = brokenScale([0, 300], 1.2, [10, 310]);
    const xs = [0, 0.6, 1.2, 1.3, 10, 300].map(scale);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(scale(1.2)).toBe(scale.gap![0]);
  });
});

describe("histogram", () => {
  it("integrates to the share of values inside, the last edge included", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => i / 999);
    const h = histogram(values, 0, 1, 10);
    expect(h.densities.reduce((a, d) => a + d * h.width, 0)).toBeCloseTo(1, 12);
    const half = histogram(values, 0, 0.5, 7, 2000);
    expect(half.densities.reduce((a, d) => a + d * half.width, 0)).toBeCloseTo(0.25, 2);
    expect([binCount(2), binCount(400), binCount(1e6)]).toEqual([8, 32, 64]);
  });
});
