/** Figures: what is drawn where, and that each stands alone as a file. */
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { analyzeMatrix } from "../../../src/analysis/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import { longRangeFigures } from "../../../src/report/figures/long-range.ts";
import { noiseLaw } from "../../../src/report/figures/noise-law.ts";
import { spectrumFigure } from "../../../src/report/figures/spectrum.ts";
import { statisticFigure } from "../../../src/report/figures/statistic.ts";
import { vectorsFigures } from "../../../src/report/figures/vectors.ts";
import { probability } from "../../../src/report/numbers.ts";
import { PLOT } from "../../../src/report/svg/figure.ts";
import { simplify } from "../../../src/report/svg/marks.ts";
import { standaloneSvg } from "../../../src/report/svg/standalone.ts";
import { wrapText } from "../../../src/report/text.ts";
import { sampleMatrix } from "./sample.ts";

const spiked = sampleMatrix({ index: 0, name: "w", size: 120, spikes: [3, 4, 6] });

/** Pixel coordinates of the dots of a class. */
function dotsOf(svg: string, className: string): [number, number][] {
  const d = new RegExp(`class="${className}" d="([^"]*)"`).exec(svg)?.[1] ?? "";
  return [...d.matchAll(/M([\d.-]+),([\d.-]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
}

describe("figures", () => {
  it("draw points where the axes put them, and none that lie outside", () => {
    const { svg } = statisticFigure({
      id: "t",
      title: "T",
      caption: "",
      description: "a test",
      xLabel: "x",
      yLabel: "y",
      x: { from: 0, to: 10 },
      y: { from: 0, to: 1 },
      series: [{ at: [0, 5, 10, 5], values: [0, 0.5, 1, 7] }],
    });
    const middle = [(PLOT.left + PLOT.right) / 2, (PLOT.top + PLOT.bottom) / 2];
    expect(dotsOf(svg, "pt datum")).toEqual([[PLOT.left, PLOT.bottom], middle, [PLOT.right, PLOT.top]]);
  });

  it("mark as many spikes as the fit found, all of them beyond the law's edge", () => {
    const { svg, caption } = spectrumFigure(spiked)!;
    const law = noiseLaw(spiked)!;
    const strokes = /class="spike" d="([^"]*)"/.exec(svg)![1]!.match(/M/g)!;
    expect(spiked.bulk.available && spiked.bulk.numSpikes).toBe(3);
    expect(strokes.length).toBe(3);
    expect(caption).toContain("3 values stand out");
    for (const nu of spiked.singularValues.subarray(0, 3)) expect(nu).toBeGreaterThan(law.upper);
    // The law's area is the bulk's share of the values.
    let area = 0;
    const steps = 20_000;
    const width = (law.upper - law.lower) / steps;
    for (let i = 0; i < steps; i++) area += law.density(law.lower + (i + 0.5) * width) * width;
    expect(area).toBeCloseTo(117 / 120, 3);
  });

  it("show the null band where there is one", () => {
    const full = analyzeMatrix(gaussian(100, 120), { depth: "full" });
    const [variance, rigidity] = longRangeFigures(full);
    for (const f of [variance!, rigidity!]) {
      expect(f.svg).toContain('class="band"');
      expect(f.caption).toContain("199 noise matrices");
    }
    expect(longRangeFigures(spiked).map((f) => f.svg.includes('class="band"'))).toEqual([false, false]);
    expect(vectorsFigures(spiked).length).toBe(2);
  });

  it("become files that parse, with colours of their own", () => {
    const { svg } = spectrumFigure(spiked)!;
    for (const theme of ["light", "dark", "auto"] as const) {
      const file = standaloneSvg(svg, { theme });
      expect(file.includes("var(--")).toBe(theme === "auto");
      expect(file.includes("prefers-color-scheme")).toBe(theme === "auto");
      const { document } = parseHTML(`<html><body>${file}</body></html>`);
      expect(document.querySelectorAll("svg[xmlns] > rect.sheet").length).toBe(1);
    }
    expect(standaloneSvg(svg, { theme: "dark" })).not.toBe(standaloneSvg(svg, { theme: "light" }));
  });
});

describe("small things", () => {
  it("simplify a path within the tolerance, ends kept", () => {
    const wave = Array.from({ length: 400 }, (_, i) => [i, 40 * Math.sin(i / 30)] as const);
    const kept = simplify(wave, 0.5);
    expect(kept.length).toBeLessThan(80);
    expect([kept[0], kept[kept.length - 1]]).toEqual([wave[0], wave[399]]);
    for (let k = 1; k < kept.length; k++) {
      const [[x0, y0], [x1, y1]] = [kept[k - 1]!, kept[k]!];
      for (let x = x0; x <= x1; x++) {
        const line = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
        expect(Math.abs(line - wave[x]![1])).toBeLessThan(1);
      }
    }
  });

  it("wrap text and print p-values", () => {
    expect(wrapText("one two three four", 9)).toEqual(["one two", "three", "four"]);
    expect(wrapText("abcdefghijkl", 6)).toEqual(["ab…jkl"]);
    expect([0.5, 0.034, 0.0004, 1e-30].map(probability)).toEqual(["0.50", "0.034", "4×10⁻⁴", "< 10⁻¹⁶"]);
  });
});
