/** What a reader sees of a curvature analysis: figures, report, terminal summary. */
import { describe, expect, it } from "vitest";
import { analyzeCurvature } from "../../../src/analysis/index.ts";
import { initialize, mlp } from "../../../src/networks/index.ts";
import { curvatureFigures, curvatureSummary, toCurvatureHtml } from "../../../src/report/index.ts";
import { sampleCurvature } from "./sample-curvature.ts";

const { estimated, exact } = await sampleCurvature();
const numbersIn = (svg: string) => svg.match(/NaN|Infinity|undefined/g);

describe("figures", () => {
  it("of estimates: density, outliers, distribution, zeros, parts, layers", () => {
    const figures = curvatureFigures(estimated);
    expect(figures.map(({ id }) => id)).toEqual(["density", "outliers", "cdf", "zeros", "parts", "layers"]);
    for (const { id, svg, caption } of figures) {
      expect([id, numbersIn(svg), numbersIn(caption)]).toEqual([id, null, null]);
      expect(svg.startsWith("<svg")).toBe(true);
    }
  });

  it("of batches: spectrum, outliers, batch size, local statistics in three columns", () => {
    const figures = curvatureFigures(exact);
    expect(figures.map(({ id }) => id)).toEqual([
      "density",
      "outliers",
      "batch-size",
      "ratios-genuine",
      "ratios-paper",
      "ratios-roundoff",
      "spacings-genuine",
      "spacings-paper",
      "spacings-roundoff",
    ]);
    for (const { id, svg, caption } of figures)
      expect([id, numbersIn(svg), numbersIn(caption)]).toEqual([id, null, null]);
  });

  it("draw stems for the spectrum beside the smooth curve, and both bands of the distribution", () => {
    const [density, outliers, cdf, zeros] = curvatureFigures(estimated).map(({ svg }) => svg);
    expect(density.match(/<path class="data" d="[^"]*V/)).not.toBeNull();
    expect(density).toMatch(/class="band".*class="law"/);
    expect(cdf).toMatch(/class="noise".*class="band".*class="law"/);
    // Four classes: guides after ranks 3 and 4, none at 16 of ten pairs.
    expect(outliers.match(/C−1|>C<|C²/g)).toEqual(["C−1", ">C<"]);
    expect(zeros).toContain("known zeros, at least");
  });

  it("are left out where there is nothing to draw", () => {
    const { structuralZeros, top, density, ...bare } = estimated;
    expect(curvatureFigures({ ...bare, complete: false }).map(({ id }) => id)).toEqual(["layers"]);
    expect(
      curvatureFigures({ ...exact, batches: [], local: undefined, ranked: undefined, batchSize: undefined }),
    ).toEqual([]);
  });
});

describe("the report", () => {
  it("has every figure, a row for every matrix, and no script or markup from a name", () => {
    const hostile = { ...estimated, network: { ...estimated.network, name: "<script>x</script>" } };
    const html = toCurvatureHtml(hostile);
    expect(html).not.toContain("<script>x");
    expect(html.match(/<figure>/g)).toHaveLength(6);
    expect(html.match(/<td class="name">/g)).toHaveLength(5);
    expect(numbersIn(html.replace(/<script>[\s\S]*?<\/script>/, ""))).toBeNull();
  });

  it("says that a run was stopped", () => {
    expect(toCurvatureHtml({ ...exact, complete: false })).toContain("stopped before its end");
    expect(toCurvatureHtml(exact)).not.toContain("stopped before its end");
  });
});

describe("the terminal's summary", () => {
  it("fits into 80 columns and says the same numbers", () => {
    for (const analysis of [estimated, exact]) {
      const lines = curvatureSummary(analysis).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    }
    const text = curvatureSummary(estimated);
    expect(text).toContain("network: 92 parameters, 96 samples");
    expect(text).toContain("H = G + R");
    expect(text).toMatch(/fc1 +56/);
    expect(curvatureSummary(exact)).toMatch(/genuine ⟨r⟩ +0\.\d{4} ± 0\.\d{4} over \d+ levels/);
  });

  it("gives no stable rate for a sum over samples", async () => {
    const net = mlp([6, 4]);
    const data = {
      inputs: { rows: 8, cols: 6, data: Float64Array.from({ length: 48 }, (_, i) => Math.sin(i * i)) },
      labels: Int32Array.from({ length: 8 }, (_, i) => i % 4),
    };
    const of = (reduction: "mean" | "sum") =>
      analyzeCurvature(net, initialize(net), data, {
        reduction,
        steps: 8,
        vectors: 2,
        split: false,
        blocks: false,
      });
    expect(curvatureSummary(await of("mean"))).toContain("stable up to 2/λ");
    expect(curvatureSummary(await of("sum"))).not.toContain("stable up to 2/λ");
  });
});
