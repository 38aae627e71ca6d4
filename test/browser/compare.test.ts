/** The page compares: a network before and after training, checkpoints, an adapter; what it says when it cannot. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assembleComparison, type ComparisonResult, compareModels } from "../../src/analysis/index.ts";
import { init, Random } from "../../src/kernel/index.ts";
import { openModel } from "../../src/models/index.ts";
import { toComparisonJson } from "../../src/report/index.ts";
import { type Entry, safetensors } from "../unit/analysis/safetensors.ts";
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

const FOLDER = "test/fixtures/fashion-mlp";
const [BEFORE, AFTER] = [`${FOLDER}/init.safetensors`, `${FOLDER}/trained.safetensors`];

const site = builtPage();

const noise = (name: string, rows: number, cols: number, seed: number): Entry => ({
  name,
  shape: [rows, cols],
  data: new Random(seed).normals(rows * cols),
});

/** The same comparison in this thread of Node. */
async function inNode(before: string, after: string) {
  await init({ build: "simd" });
  const [base, model] = await Promise.all(
    [before, after].map(async (path) =>
      openModel(await readFile(path), { name: path.slice(FOLDER.length + 1) }),
    ),
  );
  const layers: ComparisonResult[] = [];
  for await (const layer of compareModels(base!, model!)) layers.push(layer);
  const record = assembleComparison(base!, model!, layers, { options: {}, complete: true, seconds: 0 });
  return JSON.parse(toComparisonJson([record]));
}

describe("a network before and after training", () => {
  it("is compared as Node compares it, with estimates before and every save after", async () => {
    const { page, seen } = await site.open();
    await choose(page, "model", AFTER);
    expect(await page.textContent("#go")).toBe("Analyse");
    await choose(page, "base", BEFORE);
    await page.waitForSelector("#go:not([disabled])");
    expect(await page.textContent("#go")).toBe("Compare");
    expect(await page.textContent("#plan-text")).toBe("2 matrices, each against init.safetensors");
    for (const depth of ["quick", "standard", "full"])
      expect(await page.textContent(`#estimate-${depth}`)).toMatch(/^(about \d|under a second)/);
    await start(page);
    await finished(page);

    const json = JSON.parse(await saved(page, "json"));
    const wanted = await inNode(BEFORE, AFTER);
    expect(differences(json.comparisons[0].layers, wanted.comparisons[0].layers)).toEqual([]);
    expect(differences(json.comparisons[0].summary, wanted.comparisons[0].summary)).toEqual([]);
    expect(json.comparisons[0]).toMatchObject({ complete: true, summary: { learnedLayers: 2 } });
    expect(await page.locator("#rows tbody tr").count()).toBe(2);
    // Every figure has its sentence.
    const layer = page.locator("#layer-0");
    await layer.locator("summary").click();
    expect(await layer.locator("figure").count()).toBeGreaterThan(2);
    for (const caption of await page.locator("figure figcaption").allTextContents())
      expect(caption.length).toBeGreaterThan(20);
    expect(await page.textContent("#r-intro")).toContain("2 of 2 changes have structure");

    const html = await saved(page, "html");
    expect(html).toMatch(/^<!doctype html>[\s\S]*trained\.safetensors against init\.safetensors/);
    const shown = await page.locator("#layer-0 figcaption").allTextContents();
    const report = await site.browser.newPage();
    await report.setContent(html);
    expect(await report.locator("#layer-0 figcaption").allTextContents()).toEqual(shown);
    await report.close();
    expect((await saved(page, "csv")).split("\r\n")).toHaveLength(1 + json.comparisons[0].layers.length + 1);
    await expectParquet(page);
    expect(seen.complaints).toEqual([]);
    expectOwnRequests(seen, site.url);
    await page.close();
  });

  it("minus itself is zero, not noise; checkpoints are shown one at a time and saved together", async () => {
    const { page, seen } = await site.open();
    await choose(page, "model", [BEFORE, AFTER]);
    expect(await page.textContent("#plan-text")).toMatch(/Several models are compared with a base/);
    expect(await page.locator("#go").isDisabled()).toBe(true);
    await choose(page, "base", BEFORE);
    await page.check('input[name="depth"][value="quick"]');
    await start(page);
    await finished(page);
    const { comparisons } = JSON.parse(await saved(page, "json"));
    expect(comparisons.map((c: { model: { name: string } }) => c.model.name)).toEqual([
      "init.safetensors",
      "trained.safetensors",
    ]);
    expect(comparisons[0].summary).toMatchObject({ compared: 2, identical: 2, tests: 0 });
    for (const layer of comparisons[0].layers.filter((l: ComparisonResult) => l.status === "compared")) {
      expect(layer.comparison).toMatchObject({ identical: true, distance: 0 });
      expect(layer.comparison.delta).toBeUndefined();
    }
    expect(await page.locator("#series tbody tr").allTextContents()).toEqual([
      expect.stringMatching(/^1init\.safetensors22/),
      expect.stringMatching(/^2trained\.safetensors20/),
    ]);
    await page.getByRole("button", { name: "init.safetensors" }).click();
    expect(await page.textContent("#r-intro")).toContain("nothing changed");
    expect(await page.locator("#rows .kind").allTextContents()).toEqual(["nothing", "nothing"]);
    await page.getByRole("button", { name: "trained.safetensors", exact: true }).click();
    expect(await page.textContent("#r-intro h1")).toBe("trained.safetensors");
    expect((await download(page, "#save-html")).suggestedFilename()).toBe("wignerscope-trained.html");
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("takes both by drop and by address", async () => {
    const { page, seen } = await site.open("?build=simd", { viewport: { width: 1000, height: 800 } });
    await drop(page, "init.safetensors", await readFile(BEFORE), { x: 750, y: 400 });
    expect(await page.textContent("#base .entry-name")).toBe("init.safetensors");
    await expect.poll(() => page.textContent("#plan-text")).toMatch(/Now choose the model/);
    const hub = await serve(FOLDER);
    await page.fill("#url", `${hub.url}trained.safetensors`);
    await page.press("#url", "Enter");
    await page.check('input[name="depth"][value="quick"]');
    await start(page);
    await finished(page);
    expect(await page.textContent("#status")).toMatch(/^2 matrices in/);
    expect(seen.complaints).toEqual([]);
    await Promise.all([page.close(), hub.close()]);
  });
});

describe("while it runs", () => {
  it("stops at once, keeps what is done, and starts again", async () => {
    const { page, seen } = await site.open();
    // Large enough for several seconds on any machine.
    const [after, beforehand] = [join(site.folder, "after.npy"), join(site.folder, "before.npy")];
    await writeFile(after, npy(1800, 1800, 1));
    await writeFile(beforehand, npy(1800, 1800, 2));
    await choose(page, "model", after);
    await choose(page, "base", beforehand);
    await start(page);
    await stop(page);
    expect(JSON.parse(await saved(page, "json")).comparisons[0].complete).toBe(false);
    await page.click("#back");
    expect(await page.locator(".entry").count()).toBe(2);
    await page.click("#models .entry button:last-child");
    await choose(page, "model", after);
    await page.click(".options summary");
    await page.fill("#min-size", "2000");
    await expect.poll(() => page.textContent("#plan-text")).toMatch(/no matrix of the same name/);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });
});

describe("adapters", () => {
  const base = [noise("fc.weight", 60, 80, 1), noise("other.weight", 60, 80, 2)];
  const pair = [
    noise("base_model.model.fc.lora_A.weight", 4, 80, 3),
    noise("base_model.model.fc.lora_B.weight", 60, 4, 4),
  ];

  it("suggest their base, and are compared as W0 + scale B A", async () => {
    const { page, seen } = await site.open();
    await choose(page, "model", file("adapter_model.safetensors", safetensors(pair)));
    expect(await page.textContent("#plan-text")).toMatch(/low-rank adapter/);
    await choose(page, "base", file("base.safetensors", safetensors(base)));
    await page.click(".options summary");
    const distance = async (scale: string) => {
      await page.fill("#adapter-scale", scale);
      await start(page);
      await finished(page);
      const [{ layers }] = JSON.parse(await saved(page, "json")).comparisons;
      const compared = layers.filter((l: ComparisonResult) => l.status === "compared");
      expect(compared.map((l: ComparisonResult) => l.name)).toEqual(["fc.weight"]);
      expect(compared[0].comparison.delta.norms.stableRank).toBeLessThan(4);
      await page.click("#back");
      return compared[0].comparison.distance;
    };
    const [once, thrice] = [await distance("1"), await distance("3")];
    expect(thrice / once).toBeCloseTo(3, 6);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });
});

describe("what cannot be compared", () => {
  it("is said in plain words", async () => {
    const { page, seen } = await site.open();
    await choose(page, "model", file("a.safetensors", safetensors([noise("layer.a", 60, 60, 1)])));
    await choose(page, "base", file("b.safetensors", safetensors([noise("layer.b", 70, 60, 2)])));
    const text = (await page.textContent("#plan-text")) ?? "";
    expect(text).toMatch(/no matrix of the same name and shape in common/);
    expect(text).toContain("layer.b (70 × 60)");
    expect(text).toContain("layer.a (60 × 60)");
    expect(await page.locator("#go").isDisabled()).toBe(true);
    await page.click("#base .entry button:last-child");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("base-file");
    await choose(page, "base", file("b.pt", Buffer.from("PK\x03\x04 zipped weights")));
    expect(await page.textContent("#base .entry-note")).toMatch(/zip archive.*not read/);
    await choose(page, "base", file("c.safetensors", safetensors([noise("w", 60, 60, 2)]).slice(0, 300)));
    expect(await page.textContent("#base .entry-note")).toMatch(/not fully downloaded/);
    expect(await page.textContent("#go")).toBe("Analyse");
    expect(await page.locator("#go").isDisabled()).toBe(false);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("runs nothing that a name asks for", async () => {
    const { page, seen, dialogs } = await site.open();
    const hostile = `"><img src=x onerror=alert(1)>\u202e`;
    const model = (seed: number) =>
      safetensors([noise(hostile, 60, 60, seed), noise("<script>alert(2)</script>", 60, 60, seed + 1)]);
    await choose(page, "model", file(`${hostile}.safetensors`, model(1)));
    await choose(page, "base", file("</bdi><script>alert(3)</script>.safetensors", model(5)));
    await start(page);
    await finished(page);
    expect(await page.locator("#rows td.name").allTextContents()).toEqual([
      `"><img src=x onerror=alert(1)>\\u{202e}`,
      "<script>alert(2)</script>",
    ]);
    expect(await page.locator("main img, main script").count()).toBe(0);
    const html = await saved(page, "html");
    expect(html).not.toContain("<img");
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(dialogs()).toBe(0);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });
});

describe("for everybody", () => {
  it("is worked by keyboard alone, and every control has a name", async () => {
    const { page } = await site.open();
    await choose(page, "model", AFTER);
    await choose(page, "base", BEFORE);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement>("main input, main select, main button")]
        .filter((e) => !(e.labels?.length || e.getAttribute("aria-label") || e.textContent?.trim()))
        .map((e) => e.id || e.outerHTML),
    );
    expect(nameless).toEqual([]);
    const reached = new Set<string>();
    await page.focus("#file");
    for (let k = 0; k < 30; k++) {
      reached.add(
        await page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName || ""),
      );
      if (reached.has("go")) break;
      await page.keyboard.press("Tab");
    }
    for (const id of ["file", "url", "open-url", "base-file", "base-url", "open-base-url", "go"])
      expect(reached).toContain(id);
    await page.keyboard.press("Enter");
    await finished(page);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("save-html");
    await page.close();
  });

  it("fits a narrow screen without sideways scrolling", async () => {
    const { page } = await site.open("?build=simd", { viewport: { width: 360, height: 740 } });
    const fits = async () => {
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(wide).toBeLessThanOrEqual(screen!);
    };
    await fits();
    await choose(page, "model", AFTER);
    await choose(page, "base", BEFORE);
    await fits();
    await start(page);
    await finished(page);
    await page.click("#open-all");
    await fits();
    await page.close();
  });
});
