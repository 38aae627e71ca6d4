/** The Hessian tab in a real browser: the same numbers as Node from dropped files and from the example; stopping; errors in words. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { analyzeCurvature } from "../../src/analysis/index.ts";
import { init } from "../../src/kernel/index.ts";
import { openModel } from "../../src/models/index.ts";
import { labelled, loadNetwork, parseNetwork, readNumbers } from "../../src/networks/index.ts";
import { toCurvatureJson } from "../../src/report/index.ts";
import { builtPage } from "./built-page.ts";
import {
  differences,
  download,
  expectOwnRequests,
  expectParquet,
  file,
  finished,
  saved,
  start,
} from "./page.ts";

const FOLDER = "examples/fashion";
const NAMES = ["net.json", "weights.safetensors", "images.idx.gz", "labels.idx.gz"] as const;
const FEW = { steps: 12, vectors: 2, limit: 100 } as const;

const site = builtPage();
const open = (query = "?build=simd") => site.open(`hessian.html${query}`);
const read = (name: string) => readFile(`${FOLDER}/${name}`);

const fill = async (page: Page, values: Readonly<Record<string, number | string>>) => {
  for (const [id, value] of Object.entries(values)) await page.fill(`#${id}`, String(value));
};

/** Lets go of files over the page. */
async function drop(page: Page, files: readonly { name: string; content: Uint8Array }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, base64 } of list)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    },
    files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString("base64") })),
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

/** The same analysis in this thread of Node. */
async function inNode() {
  await init({ build: "simd" });
  const [net, weights, images, labels] = await Promise.all(NAMES.map(read));
  const loaded = await loadNetwork(parseNetwork(net.toString()), await openModel(weights));
  const data = labelled(await readNumbers(images), await readNumbers(labels), {
    scale: { mean: 73, sd: 86 },
    limit: FEW.limit,
  });
  const { steps, vectors } = FEW;
  const analysis = await analyzeCurvature(loaded.network, loaded.parameters, data, { steps, vectors });
  return JSON.parse(toCurvatureJson(analysis));
}

describe("the Hessian tab", () => {
  it("sorts dropped files into their places and finds what Node finds", async () => {
    const { page, seen } = await open();
    expect(await page.textContent("#plan-text")).toBe("Still to choose: a network, its weights, data");
    expect(await page.isDisabled("#go")).toBe(true);
    await drop(page, await Promise.all(NAMES.map(async (name) => ({ name, content: await read(name) }))));
    for (const [slot, name] of [
      ["network", "net.json"],
      ["weights", "weights.safetensors"],
      ["data", "images.idx.gz"],
      ["labels", "labels.idx.gz"],
    ])
      await expect.poll(() => page.textContent(`#h-${slot}-name`)).toContain(name);
    await fill(page, { ...FEW, scale: "73,86" });
    await start(page);
    await finished(page);
    const record = JSON.parse(await saved(page, "json"));
    const wanted = await inNode();
    expect(record.generator.kernel).toBe("simd");
    expect(record.complete).toBe(true);
    for (const part of ["point", "top", "trace", "density", "gaussNewton", "residual", "blocks"])
      expect([part, differences(record[part], wanted[part])]).toEqual([part, []]);
    expect(seen.complaints).toEqual([]);
    expectOwnRequests(seen, site.url);
    await page.close();
  });

  it("takes the example, shows figures and gives its files", async () => {
    const { page, seen } = await open();
    await page.click("#example");
    await page.check("input[value=exact]");
    await fill(page, { limit: 64, batch: 32, batches: 2 });
    await start(page);
    await finished(page);
    expect(await page.textContent("#result h1")).toBe("weights.safetensors");
    expect(await page.locator("#result svg.fig").count()).toBeGreaterThan(1);
    const record = JSON.parse(await saved(page, "json"));
    expect(record.kind).toBe("exact");
    expect(record.batches).toHaveLength(2);
    expect(record.network).toMatchObject({ samples: 64, classes: 10 });
    const report = await download(page, "#save-html");
    expect(report.suggestedFilename()).toBe("wignerscope-hessian-weights.html");
    expect(await readFile(await report.path(), "utf8")).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    await expectParquet(page);
    // What was chosen is still there.
    await page.click("#back");
    expect(await page.isEnabled("#go")).toBe(true);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("stops and keeps what is done", async () => {
    const { page, seen } = await open("");
    await page.click("#example");
    // A minute of work on any machine, in memory that every tab has.
    await fill(page, { steps: 300, vectors: 30 });
    await start(page);
    await page.waitForSelector("#bar[value]");
    await page.click("#cancel");
    await finished(page);
    expect(await page.textContent("#status")).toMatch(/^Stopped after/);
    const record = JSON.parse(await saved(page, "json"));
    expect(record.complete).toBe(false);
    expect(await page.textContent("#result")).toContain("stopped before its end");
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it.each([
    [
      "a spec that is no JSON",
      { "h-network": ["net.json", "{ dense }"] },
      {},
      /^net\.json: it is not the JSON of a network/,
    ],
    [
      "a layer that does not exist",
      { "h-network": ["net.json", '{ "input": [196], "layers": [{ "kind": "lstm" }] }'] },
      {},
      /^net\.json: layers\[0\]\.kind must be one of dense/,
    ],
    [
      "a network of other shapes",
      {
        "h-network": [
          "net.json",
          '{ "input": [196], "layers": [{ "kind": "dense", "units": 10, "name": "fc1" }] }',
        ],
      },
      {},
      /fc1\.weight.*\[16, 196\].*\[10, 196\]/,
    ],
    ["a preset that does not exist", {}, { "h-preset": "mpl:3-2" }, /preset must be .*mlp:784/],
    [
      "labels of other samples",
      { "h-labels": ["labels.csv", "1\n2\n3\n"] },
      {},
      /labels must be for the 1000 samples/,
    ],
    ["data that are prose", { "h-data": ["data.csv", "Dear Sir,"] }, {}, /^data\.csv: .*no numbers/],
    ["a scale that is none", {}, { scale: "73" }, /^Scale must be empty, the word standard, or a mean/],
  ] as const)("says of %s what is wrong", async (_, files, fields, message) => {
    const { page, seen } = await open("");
    await page.click("#example");
    await expect.poll(() => page.textContent("#h-labels-name")).toContain("labels.idx.gz");
    for (const [id, [name, content]] of Object.entries(files))
      await page.setInputFiles(`#${id}`, file(name, Buffer.from(content)));
    await fill(page, fields);
    await start(page);
    await page.waitForSelector("#error:not([hidden])");
    expect(await page.textContent("#error")).toMatch(message);
    expect(await page.locator("#start").isVisible()).toBe(true);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("is a tab beside the first, and both fit on a phone", async () => {
    const { page } = await site.open("", { viewport: { width: 390, height: 800 } });
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overhang()).toBe(0);
    await page.click(".tabs >> text=Hessian");
    expect(await page.textContent("h1")).toContain("Where does the loss");
    expect(await overhang()).toBe(0);
    await page.click(".tabs >> text=Weights");
    expect(await page.textContent("h1")).toContain("What is noise");
    await page.close();
  });
});
