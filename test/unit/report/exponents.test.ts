/** How exponents are shown: those of tails that are no power law are pale and counted apart, those off a figure are arrows. */
import { describe, expect, it } from "vitest";
import type { AnalyzedLayer, Tail } from "../../../src/analysis/index.ts";
import { depthFigures } from "../../../src/report/figures/depth.ts";
import { statisticFigure } from "../../../src/report/figures/statistic.ts";
import { layerMarkup } from "../../../src/report/html/layer.ts";
import { tableRow } from "../../../src/report/html/layer-table.ts";
import { summaryMarkup } from "../../../src/report/html/summary.ts";
import { PLOT } from "../../../src/report/svg/figure.ts";
import { toTable } from "../../../src/report/text/table.ts";
import type { TailAnswer } from "../../../src/tails/index.ts";
import { sampleLayer, sampleModel } from "./sample.ts";

function withTail(
  index: number,
  answer: TailAnswer,
  alpha: number,
  warning?: Tail["warning"],
): AnalyzedLayer {
  const layer = sampleLayer({ index, name: `w${index}`, size: 100, spikes: [2] });
  const { tail } = layer.analysis;
  if (!tail.available) throw new Error(tail.reason);
  const changed = {
    ...tail,
    alpha,
    sigma: 0.1,
    verdict: { ...tail.verdict, answer },
    ...(warning && { warning }),
  };
  return { ...layer, analysis: { ...layer.analysis, tail: changed } };
}

const layers = [
  withTail(0, "power law", 3),
  withTail(1, "power law", 1.5, "over-trained"),
  withTail(2, "not tested", 4),
  withTail(3, "not a power law", 3.5),
  withTail(4, "too few points", 5),
  withTail(5, "not a power law", 40),
  withTail(6, "not tested", 13, "under-trained"),
];

describe("the exponents by depth", () => {
  const figure = depthFigures(layers).find(({ id }) => id === "alpha-by-depth")!;
  const points = (className: string) =>
    [...(figure.svg.match(new RegExp(`class="${className}" d="([^"]*)"`))?.[1] ?? "").matchAll(/M[^M]+/g)]
      .length;

  it("count only what may be a power law as usual", () => {
    expect(figure.caption).toBe(
      "2 of 4 exponents lie in the shaded range from 2 to 6 that is usual for well-trained layers; lower means a heavier tail, higher means hardly any. For 2 it was not tested whether a power law fits. 3 pale points belong to tails that are not a power law, or too short to judge: their exponents say nothing. 2 arrows stand for values above 12.",
    );
  });

  it("draw the others pale, and an arrow for what is above the figure", () => {
    expect([points("pt big"), points("pt rest big")]).toEqual([3, 2]);
    // an arrow is a shaft and a head
    expect([points("pt arrow"), points("pt rest arrow")]).toEqual([2, 2]);
    const tip = new RegExp(`class="pt arrow" d="M([\\d.]+),\\d+V${PLOT.top + 1}M`);
    expect(figure.svg).toMatch(tip);
  });
});

it("a series of discs has arrows for what is above the figure, a series of dots has not", () => {
  const drawn = (style: "discs" | "dots") =>
    statisticFigure({
      id: "t",
      title: "T",
      caption: "",
      description: "a test",
      xLabel: "x",
      yLabel: "y",
      x: { from: 0, to: 4 },
      y: { from: 0, to: 1 },
      series: [{ at: [1, 2, 3], values: [0.5, 1.5, -1], style }],
    }).svg;
  expect(drawn("discs").match(/arrow/g)).toHaveLength(1);
  expect(drawn("dots")).not.toContain("arrow");
  expect(drawn("discs").match(/class="pt datum big" d="M[^"]*h0"/g)).toHaveLength(1);
});

it("tables dim an exponent that describes nothing and mark one with a warning", () => {
  const classOf = (layer: AnalyzedLayer) =>
    /<td(?: class="(\w+)")? data-v="[\d.]+">[\d.]+ <small>± 0\.10/.exec(tableRow(layer))?.[1];
  expect(layers.map((layer) => classOf(layer) ?? "")).toEqual(["", "warm", "", "dim", "dim", "dim", "warm"]);
  const [dim, yellow] = ["\u001b[2m", "\u001b[33m"];
  const painted = toTable(sampleModel(layers), { width: 100, color: true });
  const painters = ["3.00", "1.50", "4.00", "3.50", "5.00", "40.00", "13.00"].map((text) => {
    const line = painted.split("\n").find((l) => l.includes(text))!;
    const before = line.slice(0, line.indexOf(text));
    return before.endsWith(dim) ? "dim" : before.endsWith(yellow) ? "yellow" : "";
  });
  expect(painters).toEqual(["", "yellow", "", "dim", "dim", "dim", "yellow"]);
});

it("the summary takes the median over the exponents that may be power laws", () => {
  const markup = summaryMarkup(sampleModel(layers));
  // of 1.5, 3, 4 and 13
  expect(markup).toContain(
    "Tail exponent α</dt><dd>3.50<small>median; 1.5 to 13.0 · 4 of 7 tails may be power laws",
  );
  expect(layerMarkup(layers[0]!)).toContain("α 3.00 ·");
  expect(layerMarkup(layers[3]!)).not.toContain("α 3.50 ·");
});
