import { describe, expect, test } from "vitest";
import {
  type AnalyzedLayer,
  analyzeModel,
  analyzeProduct,
  blobFolder,
  compareModels,
  filterModel,
  type LayerResult,
  type Matrix,
  type Model,
  matmul,
  matrix,
  openModel,
  pairMatrices,
  Random,
  selectMatrices,
  svdvals,
  type TensorInfo,
  type WriteModelOptions,
  writeSafetensors,
} from "../../../src/index.ts";
import { adapterConfig } from "../../../src/models/index.ts";
import { type Entry, safetensors } from "./safetensors.ts";

const gaussian = (rows: number, cols: number, seed: number): Matrix<Float64Array> =>
  matrix(rows, cols, new Random(seed).normals(rows * cols));
const entry = (name: string, a: Matrix, shape: readonly number[] = [a.rows, a.cols]): Entry => ({
  name,
  shape,
  data: a.data,
});
const alpha = (name: string, value: number): Entry => ({ name, shape: [], data: [value] });

const [R, IN, OUT] = [6, 70, 90];
const [A, B] = [gaussian(R, IN, 1), gaussian(OUT, R, 2)];

async function open(entries: readonly Entry[], config?: unknown): Promise<Model> {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  const files = new Map(config === undefined ? [] : [["adapter_config.json", new Blob([text])]]);
  return openModel(safetensors(entries), { name: "adapter.safetensors", folder: blobFolder(files) });
}

async function analyze(entries: readonly Entry[], options = {}, config?: unknown): Promise<LayerResult[]> {
  const results: LayerResult[] = [];
  for await (const layer of analyzeModel(await open(entries, config), options)) results.push(layer);
  return results.sort((a, b) => a.index - b.index);
}

function analyzed(layer: LayerResult | undefined): AnalyzedLayer {
  if (layer?.status !== "analyzed") throw new Error(`not analysed: ${layer?.reason}`);
  return layer;
}

const peft = [
  entry("base_model.model.fc.lora_A.weight", A),
  entry("base_model.model.fc.lora_B.weight", B),
  entry("norm.weight", gaussian(1, 90, 3), [90]),
];

describe("a pair is one row, its product", () => {
  test.each([
    ["PEFT", "base_model.model.fc.lora_A.weight", "base_model.model.fc.lora_B.weight"],
    [
      "PEFT with a named adapter",
      "base_model.model.fc.lora_A.default.weight",
      "base_model.model.fc.lora_B.default.weight",
    ],
    ["loralib", "fc.lora_A", "fc.lora_B"],
    ["kohya", "fc.lora_down.weight", "fc.lora_up.weight"],
    ["diffusers", "fc.lora.down.weight", "fc.lora.up.weight"],
    ["older diffusers", "fc_lora.down.weight", "fc_lora.up.weight"],
    ["oldest diffusers", "fc.lora_linear_layer.down.weight", "fc.lora_linear_layer.up.weight"],
  ])("under the names of %s", async (_, a, b) => {
    for (const entries of [
      [entry(a, A), entry(b, B)],
      [entry(b, B), entry(a, A)],
    ]) {
      const rows = await analyze(entries, { depth: "quick" });
      expect(rows).toHaveLength(1);
      const { analysis, ...row } = analyzed(rows[0]);
      expect(row).toMatchObject({ index: 0, name: "fc.weight", shape: [OUT, IN], factors: { a, b } });
      expect(analysis).toMatchObject({
        kind: "product",
        lowRank: { rank: R, scale: 1, scaleFrom: "unknown" },
      });
      const wanted = svdvals(matmul(B, A));
      for (const [k, nu] of analysis.singularValues.entries()) expect(nu / wanted[k]).toBeCloseTo(1, 12);
    }
  });

  test("every tensor is accounted for", async () => {
    const rows = await analyze([...peft, alpha("base_model.model.fc.alpha", 12)]);
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ["fc.weight", "analyzed"],
      ["norm.weight", "skipped"],
    ]);
    expect(analyzed(rows[0]).factors).toMatchObject({ alpha: "base_model.model.fc.alpha" });
    expect(analyzed(rows[0]).analysis).toMatchObject({
      lowRank: { scale: 2, scaleFrom: "alpha tensor" },
    });
  });

  test("or two matrices, if asked for", async () => {
    const rows = await analyze(peft, { lowRank: "factors", minSize: 5, depth: "quick" });
    expect(rows.map(({ name }) => name)).toEqual(peft.map(({ name }) => name));
    expect(rows.slice(0, 2).map((row) => analyzed(row).analysis.kind)).toEqual(["matrix", "matrix"]);
  });

  test("several adapters of a weight, and a weight beside its adapter, keep names of their own", async () => {
    const names = ["fc.lora_A.one", "fc.lora_B.one", "fc.lora_A.two", "fc.lora_B.two"];
    const rows = await analyze(names.map((name, k) => entry(name, k % 2 === 0 ? A : B)));
    expect(rows.map(({ name }) => name)).toEqual(["fc.lora_A.one", "fc.lora_A.two"]);
    const beside = await analyze([...peft, entry("fc.weight", gaussian(OUT, IN, 5))]);
    expect(new Set(beside.map(({ name }) => name)).size).toBe(beside.length);
  });

  test("a lonely factor is a tensor like any other", async () => {
    expect(await analyze([peft[0]])).toMatchObject([{ name: peft[0].name, code: "TOO_SMALL" }]);
  });

  test.each([
    [
      "inner sizes",
      [entry("x.lora_A.weight", A), entry("x.lora_B.weight", gaussian(90, 5, 1))],
      /no product/,
    ],
    ["vectors", [entry("x.lora_A.weight", A, [R * IN]), entry("x.lora_B.weight", B)], /are not matrices/],
    [
      "no rank",
      [entry("x.lora_A.weight", A, [0, IN]), entry("x.lora_B.weight", B, [OUT, 0])].map((e) => ({
        ...e,
        data: [],
      })),
      /no entries/,
    ],
    [
      "a third factor",
      [entry("x.lora_down.weight", A), entry("x.lora_up.weight", B), entry("x.lora_mid.weight", A)],
      /third factor/,
    ],
    [
      "an up kernel that is not pointwise",
      [entry("x.lora_down.weight", A, [R, 7, 1, 10]), entry("x.lora_up.weight", B, [OUT / 9, R, 3, 3])],
      /pointwise/,
    ],
  ])("pairs without a product have a row with the reason: %s", async (_, entries, reason) => {
    const [row] = await analyze(entries);
    expect(row).toMatchObject({ status: "skipped", name: "x.weight", code: "INVALID_SHAPE" });
    expect(row).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  test("layers are chosen by the weight's name or the factors'", async () => {
    const rows = (layers: string[]) => analyze(peft.slice(0, 2), { layers, depth: "quick" });
    for (const layers of [["fc.weight"], ["*lora_A*"], ["*lora_B*"]]) analyzed((await rows(layers))[0]);
    for (const layers of [["other"], ["!fc.weight"], ["!*lora_B*"]])
      expect(await rows(layers)).toMatchObject([{ code: "FILTERED" }]);
  });

  test("convolutions: the kernel's matrix, or its slices", async () => {
    const down = gaussian(4, 60 * 2 * 2, 4);
    const up = gaussian(80, 4, 5);
    const entries = [
      entry("c.lora_down.weight", down, [4, 60, 2, 2]),
      entry("c.lora_up.weight", up, [80, 4, 1, 1]),
    ];
    const [whole] = await analyze(entries);
    expect(analyzed(whole)).toMatchObject({
      name: "c.weight",
      shape: [80, 60, 2, 2],
      analysis: { rows: 80, cols: 240 },
    });
    const wanted = svdvals(matmul(up, down));
    expect(analyzed(whole).analysis.singularValues[3] / wanted[3]).toBeCloseTo(1, 10);
    const slices = await analyze(entries, { conv: "slices" });
    expect(slices.map(({ name }) => name)).toEqual([
      "c.weight[0,0]",
      "c.weight[0,1]",
      "c.weight[1,0]",
      "c.weight[1,1]",
    ]);
    const slice = matrix(
      4,
      60,
      Float64Array.from({ length: 240 }, (_, i) => down.data[4 * i + 3]),
    );
    expect(analyzed(slices[3]).analysis.singularValues[0] / svdvals(matmul(up, slice))[0]).toBeCloseTo(1, 10);
  });

  test("adapters of one weight are told apart in time that grows with their number", () => {
    const info = (name: string, shape: number[]) =>
      ({ name, shape, dtype: "F32", kind: "float", readable: true, bytes: 0 }) as const;
    const described = (tensors: readonly TensorInfo[]) => ({
      name: "m",
      format: "safetensors" as const,
      metadata: new Map(),
      companions: new Map(),
      tensors,
    });
    // quadratic, this took a minute and a half at 100,000
    const pairs = Array.from({ length: 100_000 }, (_, k) => [
      info(`x.lora_A.n${k}.weight`, [4, 64]),
      info(`x.lora_B.n${k}.weight`, [64, 4]),
    ]).flat();
    const base = described([info("x.weight", [64, 64])]);
    expect(pairMatrices(base, described(pairs)).skipped).toMatchObject([
      { name: "x.weight", code: "UNMATCHED", reason: expect.stringContaining("several adapters") },
    ]);
  }, 30_000);

  test("thin factors cannot ask for an endless product", () => {
    const info = (name: string, shape: number[]) =>
      ({ name, shape, dtype: "F32", kind: "float", readable: true, bytes: 0 }) as const;
    const tensors = [info("x.lora_A.weight", [1, 2 ** 30]), info("x.lora_B.weight", [2 ** 30, 1])];
    expect(selectMatrices({ tensors }).skipped).toMatchObject([
      { reason: expect.stringContaining("at most") },
    ]);
  });
});

describe("the scale", () => {
  const scaleOf = async (config: unknown, options = {}) => {
    const { analysis } = analyzed((await analyze(peft, { depth: "quick", ...options }, config))[0]);
    return analysis.kind === "product" ? analysis.lowRank : undefined;
  };

  test("comes from adapter_config.json beside the file", async () => {
    expect(await scaleOf({ lora_alpha: 24, r: 6 })).toMatchObject({
      scale: 4,
      scaleFrom: "adapter_config.json",
    });
    expect((await scaleOf({ lora_alpha: 24, use_rslora: true }))?.scale).toBeCloseTo(24 / Math.sqrt(6), 12);
    expect(await scaleOf({ lora_alpha: 24, alpha_pattern: { fc: 6, c: 600 } })).toMatchObject({ scale: 1 });
    // A name counts for a whole module or for the end of its path, not for the end of a word.
    expect(await scaleOf({ lora_alpha: 24, alpha_pattern: { c: 600 } })).toMatchObject({ scale: 4 });
    expect(await scaleOf({ lora_alpha: 24 }, { adapterScale: -2 })).toMatchObject({
      scale: -2,
      scaleFrom: "option",
    });
  });

  test("multiplies the values and the entries", async () => {
    const [one, three] = await Promise.all(
      [1, 3].map(async (adapterScale) => analyzed((await analyze(peft, { adapterScale }))[0]).analysis),
    );
    expect(three.singularValues[0] / one.singularValues[0]).toBeCloseTo(3, 10);
    expect(three.entries.maxAbs / one.entries.maxAbs).toBeCloseTo(3, 10);
    const entries = Array.from(matmul(B, A).data);
    expect(one.entries).toMatchObject({ count: OUT * IN, zeros: 0 });
    expect(one.entries.mean).toBeCloseTo(entries.reduce((sum, x) => sum + x, 0) / entries.length, 10);
    expect(one.entries.maxAbs).toBeCloseTo(Math.max(...entries.map(Math.abs)), 10);
  });

  test.each([
    ["not JSON", "{"],
    ["no object", "[1]"],
    ["no alpha", {}],
    ["text for a number", { lora_alpha: "8" }],
    ["an alpha of nothing", { lora_alpha: 0 }],
    ["text for a flag", { lora_alpha: 8, use_rslora: "yes" }],
    ["a regular expression", { lora_alpha: 8, alpha_pattern: { "(a+)+$": 3 } }],
    ["a file too long", `{"lora_alpha": 8, "x": "${"y".repeat(1_000_001)}"}`],
    ["a key that comes twice", '{"lora_alpha": 8, "lora_alpha": 9}'],
  ])("of a configuration with %s is unknown, and the model says why", async (_, config) => {
    expect(await scaleOf(config)).toEqual({ rank: R, scale: 1, scaleFrom: "unknown" });
    expect(adapterConfig(await open(peft, config))).toMatchObject({
      problem: expect.stringContaining("adapter_config"),
    });
  });

  test("an alpha that is no number refuses the layer, not the model", async () => {
    const name = "base_model.model.fc.alpha";
    for (const [shape, data] of [
      [[2], [1, 2]],
      [[0], []],
      [[], [Number.NaN]],
      [[1, 1], [Number.POSITIVE_INFINITY]],
    ])
      expect((await analyze([...peft, { name, shape, data }]))[0]).toMatchObject({
        status: "skipped",
        code: "CORRUPT_FILE",
        reason: `"${name}" is not a single finite number`,
      });
    await expect(analyze(peft, { adapterScale: 0 })).rejects.toThrow(/adapterScale/);
  });
});

describe("what an adapter is", () => {
  const analysis = (b: Matrix, a: Matrix) => analyzeProduct({ b, a, scale: 1, scaleFrom: "unknown" });

  test("noise is random, a direction in it is a spike", () => {
    expect(analysis(B, A).verdict).toMatchObject({ kind: "random", learnedSpikes: 0 });
    const learned = { ...B, data: B.data.slice() };
    for (let i = 0; i < OUT; i++) learned.data[i * R] = 8 * (i % 2 === 0 ? 1 : -1);
    const a = { ...A, data: A.data.slice() };
    for (let j = 0; j < IN; j++) a.data[j] = 2 * (j % 3 === 0 ? 1 : -1);
    const { verdict, noise } = analysis(learned, a);
    expect(verdict).toMatchObject({ kind: "bulk and spikes", learnedSpikes: 1 });
    expect(noise).toMatchObject({ available: true, numSpikes: 1, hardRank: R });
  });

  test("heavy entries are entries, not learning", () => {
    const t = (rows: number, cols: number, seed: number) =>
      matrix(
        rows,
        cols,
        new Random(seed).normals(rows * cols).map((x) => x ** 5),
      );
    expect(analysis(t(OUT, R, 8), t(R, IN, 9)).verdict).toMatchObject({ kind: "heavy-tailed entries", p: 1 });
  });

  test("an adapter at its start is zero, and says so; so does one of rank 1", () => {
    const start = analysis(matrix(OUT, R, new Float64Array(OUT * R)), A);
    expect(start.verdict).toMatchObject({
      available: false,
      reason: expect.stringContaining("start of training"),
    });
    expect(start.norms.matrixRank).toBe(0);
    const one = analysis(gaussian(OUT, 1, 1), gaussian(1, IN, 2));
    expect(one.verdict).toMatchObject({ available: false, reason: expect.stringContaining("rank 1") });
    expect(one.noise).toMatchObject({ available: false });
  });

  test("a product beyond the range of numbers is refused by its own name", () => {
    const large = (x: Matrix, factor: number) => ({ ...x, data: x.data.map((value) => value * factor) });
    const product = (b: Matrix, a: Matrix, scale: number) => () =>
      analyzeProduct({ b, a, scale, scaleFrom: "option" });
    expect(product(B, A, 1e308)).toThrow(/factor B times 1e\+308: entry/);
    expect(product(large(B, 1e200), large(A, 1e200), 1)).toThrow(/core of the product: entry/);
    expect(analysis(large(B, 1e200), large(A, 1e-200)).verdict).toMatchObject({ kind: "random" });
  });

  test("dead directions collapse the rank; dead rows do not disturb the noise", () => {
    const half = { ...B, data: B.data.map((x, i) => (i % R < 3 ? x : 0)) };
    expect(analysis(half, A).verdict).toMatchObject({ kind: "rank-collapsed" });
    const dead = { ...B, data: B.data.map((x, i) => (i < 30 * R ? 0 : x)) };
    expect(analysis(dead, A).verdict).toMatchObject({ kind: "random" });
  });

  test("Marchenko-Pastur and Porter-Thomas are not applied", () => {
    const product = analysis(B, A);
    expect(product.kind).toBe("product");
    for (const part of ["bulk", "vectors", "signFlips", "planted"]) expect(product).not.toHaveProperty(part);
  });

  test("factors that do not fit or hold a NaN are refused with the place", () => {
    expect(() => analysis(B, gaussian(5, 70, 1))).toThrow(/90 x 6 and 5 x 70/);
    const bad = { ...A, data: A.data.slice() };
    bad.data[75] = Number.NaN;
    expect(() => analysis(B, bad)).toThrow(/factor A: entry \[1, 5\]/);
    expect(() => analyzeProduct({ b: B, a: A, scale: Number.NaN, scaleFrom: "option" })).toThrow(/scale/);
  });
});

describe("compare", () => {
  const base = gaussian(OUT, IN, 7);
  const compare = async (entries: readonly Entry[], config?: unknown, weight = entry("fc.weight", base)) => {
    const before = await openModel(safetensors([weight]), { name: "base" });
    for await (const row of compareModels(before, await open(entries, config), {
      depth: "quick",
      directions: 2,
    }))
      return row;
    throw new Error("no row");
  };
  const norm = (a: Matrix) => Math.hypot(...a.data);

  test("uses the same scale, and analyses the change as a product", async () => {
    const row = await compare(peft.slice(0, 2), { lora_alpha: 12 });
    if (row.status !== "compared") throw new Error(row.reason);
    expect(row.comparison.distance / norm(matmul(B, A))).toBeCloseTo(2, 10);
    expect(row.comparison.delta).toMatchObject({ lowRank: { scale: 2 }, verdict: { kind: "random" } });
  });

  test("finds the weight behind kohya's flat names", async () => {
    const names = [
      "lora_unet_mid_fc.lora_down.weight",
      "lora_unet_mid_fc.lora_up.weight",
      "lora_unet_mid_fc.alpha",
    ];
    const entries = [entry(names[0], A), entry(names[1], B), alpha(names[2], 3)];
    const row = await compare(entries, undefined, entry("mid.fc.weight", base));
    if (row.status !== "compared") throw new Error(row.reason);
    expect(row.comparison.distance / norm(matmul(B, A))).toBeCloseTo(0.5, 10);
  });

  test("transposes where the base keeps its weights in x out", async () => {
    const turned = gaussian(IN, OUT, 8);
    const row = await compare(
      peft.slice(0, 2),
      { lora_alpha: 6, fan_in_fan_out: true },
      entry("fc.weight", turned),
    );
    if (row.status !== "compared") throw new Error(row.reason);
    expect(row.comparison.distance / norm(matmul(B, A))).toBeCloseTo(1, 10);
  });

  test("says why an adapter is not compared", async () => {
    const magnitude = entry("base_model.model.fc.lora_magnitude_vector", gaussian(1, OUT, 1), [OUT]);
    expect(await compare([...peft, magnitude])).toMatchObject({
      code: "UNMATCHED",
      reason: expect.stringContaining("DoRA"),
    });
    expect(await compare([...peft, entry("fc.weight", base)])).toMatchObject({
      code: "UNMATCHED",
      reason: expect.stringContaining("several"),
    });
    expect(await compare(peft, { lora_alpha: 6, fan_in_fan_out: true })).toMatchObject({
      reason: expect.stringContaining("70 x 90"),
    });
  });
});

test("filter leaves the factors as they are, and says so", async () => {
  const model = await open([...peft, entry("full.weight", gaussian(60, 60, 3))]);
  const chunks: Uint8Array[] = [];
  const write = (how: WriteModelOptions) =>
    writeSafetensors(model, { write: (chunk) => chunks.push(chunk.slice()) }, how);
  const report = await filterModel(model, write, { rule: { method: "edge" }, minSize: 5 });
  expect(report.kept).toMatchObject([{ name: "fc.weight", reason: expect.stringContaining("product") }]);
  expect(report.filtered.map(({ name }) => name)).toEqual(["full.weight"]);
});
