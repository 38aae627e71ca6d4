/** docs/schema.md says what every property and every column is: of a full analysis none is missing. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type AnalyzedLayer, analyzeMatrix, analyzeProduct } from "../../../src/analysis/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import {
  COLUMNS,
  COMPARISON_COLUMNS,
  CURVATURE_COLUMNS,
  toComparisonJson,
  toCurvatureJson,
  toJson,
} from "../../../src/report/index.ts";
import { bareLayer, sampleComparison, sampleModel, skippedLayer } from "./sample.ts";
import { sampleCurvature } from "./sample-curvature.ts";

const page = readFileSync("docs/schema.md", "utf8");
const words = new Set([...page.matchAll(/`([^`]+)`/g)].flatMap((m) => m[1]!.split(/[.:\s]+/)));

/** Names of all properties, whatever their depth; parameters of fitted laws and options have names of their own. */
function names(value: unknown, key = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => names(item, key));
  if (typeof value !== "object" || value === null || key === "parameters" || key === "options") return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...names(item, name)]);
}

it("names every property of the JSON", () => {
  // Heavy-tailed entries reach every branch: spikes, a tail, alternatives.
  const a = gaussian(90, 120);
  const heavy = { ...a, data: Float64Array.from(a.data, (x) => x ** 3) };
  const layer: AnalyzedLayer = {
    ...skippedLayer(0, "w"),
    status: "analyzed",
    analysis: analyzeMatrix(heavy, { depth: "full" }),
    seconds: 1,
  };
  const product = { b: gaussian(90, 12), a: gaussian(12, 80, { seed: 2 }) };
  for (let i = 0; i < 90; i++) product.b.data[12 * i] = 9;
  const adapter: AnalyzedLayer = {
    ...layer,
    index: 3,
    factors: { b: "w.lora_up.weight", a: "w.lora_down.weight", alpha: "w.alpha" },
    analysis: analyzeProduct({ ...product, scale: 2, scaleFrom: "alpha tensor" }),
  };
  const rows = [layer, bareLayer(1, "bare"), skippedLayer(2, "b"), adapter];
  const json = JSON.parse(toJson(sampleModel(rows)));
  expect(json.layers[3].analysis.noise.spikes.length).toBeGreaterThan(0);
  expect(json.layers[0].analysis.bulk.spikes.length).toBeGreaterThan(0);
  expect(json.layers[0].analysis.levels.null.samples).toBeGreaterThan(0);
  const missing = [...new Set(names(json))].filter((name) => !words.has(name));
  expect(missing).toEqual([]);
});

it("names every property of the JSON of a comparison", () => {
  const json = JSON.parse(toComparisonJson([sampleComparison("b", "m", String)]));
  expect(json.comparisons[0].summary.tested).toHaveLength(2);
  expect(names(json)).toContain("relativeDistance");
  const missing = [...new Set(names(json))].filter((name) => !words.has(name));
  expect(missing).toEqual([]);
});

it("names every property of the JSON of a curvature analysis", async () => {
  const { estimated, exact } = await sampleCurvature();
  const json = [estimated, exact].map((one) => JSON.parse(toCurvatureJson(one)));
  expect(json[0].blocks).toHaveLength(2);
  expect(json[1].batchSize.fits).toHaveLength(3);
  const missing = [...new Set(json.flatMap((one) => names(one)))].filter((name) => !words.has(name));
  expect(missing).toEqual([]);
});

it("has a row for every column, with its type and meaning, in order", () => {
  const rows = [
    ...page.matchAll(/^\| `(\w+)` \| (integer|real|text|flag) \| (nu|lambda|s|) \| (.*) \|$/gm),
  ].map((m) => m.slice(1));
  const columns = [...COLUMNS, ...COMPARISON_COLUMNS, ...CURVATURE_COLUMNS].map((c) => [
    c.name,
    c.type,
    c.unit ?? "",
    c.meaning,
  ]);
  expect(rows, "npm run accept:schema writes them anew").toEqual(columns);
});
