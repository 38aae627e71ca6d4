/** Figures: what is drawn where, and that each stands alone as a file. */
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { analyzeMatrix } from "../../../src/analysis/index.ts";
import { matrix } from "../../../src/base/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import { inWords } from "../../../src/report/columns/quantity.ts";
import { depthFigures } from "../../../src/report/figures/depth.ts";
import { longRangeFigures } from "../../../src/report/figures/long-range.ts";
import { noiseLaw } from "../../../src/report/figures/noise-law.ts";
import { spectrumFigure } from "../../../src/report/figures/spectrum.ts";
import { statisticFigure } from "../../../src/report/figures/statistic.ts";
import { tailFigure } from "../../../src/report/figures/tail.ts";
import { tailIndexFigures } from "../../../src/report/figures/tail-index.ts";
import { vectorsFigures } from "../../../src/report/figures/vectors.ts";
import { PLOT } from "../../../src/report/svg/figure.ts";
import { simplify } from "../../../src/report/svg/marks.ts";
import { standaloneSvg } from "../../../src/report/svg/standalone.ts";
import { probability } from "../../../src/report/text/numbers.ts";
import { wrapText } from "../../../src/report/text/text.ts";
import { sampleLayer, sampleMatrix } from "./sample.ts";

const spiked = sampleMatrix({ index: 0, name: "w", size: 120, spikes: [3, 4, 6] });

/** Noise, whose edge every lighter law fits better than a power law. */
const edge = analyzeMatrix(gaussian(400, 400));

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
      expect(f.caption).toContain("99 noise matrices");
    }
    expect(longRangeFigures(spiked).map((f) => f.svg.includes('class="band"'))).toEqual([false, false]);
    expect(vectorsFigures(spiked).length).toBe(2);
  });

  it("cut a line where it leaves the figure, and where it has no value", () => {
    const { svg } = statisticFigure({
      id: "t",
      title: "T",
      caption: "",
      description: "a test",
      xLabel: "x",
      yLabel: "y",
      x: { from: 0, to: 6 },
      y: { from: 0, to: 1 },
      series: [
        { at: [0, 1, 2, 3, 4, 5, 6], values: [0.5, 1.5, 0.5, Number.NaN, 0.5, -0.5, -1], style: "line" },
      ],
    });
    const pieces = [...svg.matchAll(/class="data" d="M([^"]*)"/g)].map((m) => m[1]!.split(/[L ]/));
    const px = (share: number) =>
      (PLOT.left + (share * (PLOT.right - PLOT.left)) / 6).toFixed(1).replace(".0", "");
    const middle = String((PLOT.top + PLOT.bottom) / 2);
    expect(pieces).toEqual([
      [`${PLOT.left},${middle}`, `${px(0.5)},${PLOT.top}`],
      [`${px(1.5)},${PLOT.top}`, `${px(2)},${middle}`],
      [`${px(4)},${middle}`, `${px(4.5)},${PLOT.bottom}`],
    ]);
  });

  it("draw every law of the tail from xmin on, the better ones heavier, each with its name", () => {
    const { tail } = edge;
    if (!tail.available || !tail.verdict.comparisons) throw new Error("the sample has a tail");
    const { comparisons, better: preferred, fit } = tail.verdict;
    const { svg, caption } = tailFigure(edge)!;
    const names = [...svg.matchAll(/class="lb key( strong)?"[^>]*>(.*?)<\/text>/g)].map(
      (m) => [m[2]!.replace(/<[^>]*>/g, ""), m[1] !== undefined] as const,
    );
    const drawn = comparisons.filter((c) => !(c.nested && c.logLikelihoodRatio === 0));
    const byLikelihood = [...drawn].sort((a, b) => b.logLikelihood - a.logLikelihood);
    expect(names.map(([name]) => name)).toEqual([
      `power law, α = ${fit!.alpha.toFixed(2)}`,
      ...byLikelihood.map((c) => inWords(c.alternative)),
    ]);
    const better = preferred.map(inWords);
    expect(better.length).toBeGreaterThan(0);
    expect(
      names
        .filter(([, strong]) => strong)
        .map(([name]) => name)
        .sort(),
    ).toEqual([...better].sort());
    for (const name of better) expect(caption).toContain(name);
    // every law starts at the first point of the tail, and its curve and its key are the two paths of its class
    const first = dotsOf(svg, "pt datum").at(-1)!;
    for (const role of ["law", "third", "other", "fourth", "fifth"]) {
      const starts = [
        ...svg.matchAll(new RegExp(`class="${role}(?: strong)?" d="M([\\d.]+),([\\d.]+)`, "g")),
      ];
      expect(starts.length, role).toBe(2);
      const [x, y] = starts[0]!.slice(1).map(Number);
      expect(Math.abs(x! - first[0])).toBeLessThan(0.2);
      expect(Math.abs(y! - first[1])).toBeLessThan(0.2);
    }
  });

  it("say of noise that its spectrum ends and of a heavy tail that it is one", () => {
    const [noise] = tailIndexFigures(analyzeMatrix(gaussian(300, 300)));
    expect(noise!.caption).toMatch(/is below 0, as where a spectrum has an end/);
    // quantiles of a Pareto law: a sample without chance
    const n = 400;
    const data = new Float64Array(n * n);
    for (let i = 0; i < n; i++) data[i * n + i] = (1 - (i + 0.5) / n) ** (-1 / 2.6);
    const pareto = analyzeMatrix(matrix(n, n, data));
    const [hill, local] = tailIndexFigures(pareto);
    expect(hill!.caption).toMatch(/agrees with Hill’s 0\.\d\d\./);
    expect(hill!.caption).toContain("in line with the fit’s");
    expect(local!.caption).toContain("level within its errors");
    if (!pareto.tail.available) throw new Error("it has a tail");
    const index = pareto.tail.tailIndex;
    if (!index?.available) throw new Error("it has estimates");
    const { plateau } = index;
    // lambda = nu^2 has the survival x^-1.3
    expect(Math.abs(plateau.gamma - 1 / 1.3)).toBeLessThan(4 * plateau.gammaError);
    expect(plateau.k).toBeGreaterThan(n / 2);
    expect(tailIndexFigures(analyzeMatrix(gaussian(100, 100), { depth: "quick" }))).toEqual([]);
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

describe("the name of a level", () => {
  const named = (values: readonly number[]) =>
    /<text[^>]*>level<\/text>/.exec(
      statisticFigure({
        id: "t",
        title: "T",
        caption: "",
        description: "a test",
        xLabel: "x",
        yLabel: "y",
        x: { from: 0, to: 3 },
        y: { from: 0, to: 10 },
        series: [{ at: [0, 1, 2, 3], values, style: "dots" }],
        levels: [{ y: 5, name: "level" }],
      }).svg,
    )?.[0] ?? "";

  it("stands at the right, or where the data are in its way there, at the left", () => {
    expect(named([5.2, 9, 9, 9])).toContain('text-anchor="end"');
    expect(named([9, 9, 9, 5.2])).not.toContain("text-anchor");
    // Below the line it is in nobody's way, and with both ends taken it stays.
    expect(named([9, 9, 9, 4.8])).toContain('text-anchor="end"');
    expect(named([5.2, 9, 9, 5.2])).toContain('text-anchor="end"');
  });
});

it("draws matrices by depth at the numbers that tables and files give them", () => {
  const layers = [10, 11, 13, 20].map((index) =>
    sampleLayer({ index, name: `w${index}`, size: 120, spikes: [3, 4, 6] }),
  );
  const signal = depthFigures(layers).find(({ id }) => id === "spikes-by-depth");
  expect(signal?.svg).toContain("number of the matrix (#)");
  const { document } = parseHTML(`<svg>${signal?.svg}</svg>`);
  const d = document.querySelector(".spike-pt")?.getAttribute("d") ?? "";
  const xs = Array.from(d.matchAll(/M([\d.]+),/g), (match) => Number(match[1]));
  expect(xs).toHaveLength(4);
  // Distances as 1 : 2 : 7, drawn to a tenth of a pixel.
  const unit = (xs[3] - xs[0]) / 10;
  expect((xs[1] - xs[0]) / unit).toBeCloseTo(1, 1);
  expect((xs[2] - xs[1]) / unit).toBeCloseTo(2, 1);
});
