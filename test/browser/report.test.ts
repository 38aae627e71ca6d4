/** The saved report, opened from disk in a real browser. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHtml } from "../../src/report/index.ts";
import {
  bareLayer,
  HOSTILE_NAMES,
  sampleLayer,
  sampleModel,
  sampleTransformer,
  skippedLayer,
} from "../unit/report/sample.ts";
import { launch } from "./browser.ts";
import { openPage } from "./page.ts";

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-report-"));
  browser = await launch();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openReport(html: string, options: Parameters<Browser["newPage"]>[0] = {}) {
  const path = join(folder, `report-${Math.random()}.html`);
  await writeFile(path, html);
  const url = pathToFileURL(path).href;
  return { ...(await openPage(browser, url, { ...options, offline: true })), url };
}

const column = (page: Page, n: number) => page.locator(`#table tbody td:nth-child(${n})`).allTextContents();
const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

describe("the report from disk", () => {
  it("asks for nothing and complains of nothing", async () => {
    const { page, seen, url } = await openReport(toHtml(sampleTransformer()));
    await page.click("#open-all");
    await page.locator("details.layer").last().scrollIntoViewIfNeeded();
    expect(seen.requests).toEqual([url]);
    expect(seen.complaints).toEqual([]);
    await page.close();
  });

  it("sorts by mouse and keyboard, what has no value last", async () => {
    const { page } = await openReport(toHtml(sampleTransformer()));
    const spikes = async () => (await column(page, 5)).map((text) => Number.parseInt(text, 10));
    const head = page.getByRole("button", { name: "Spikes" });
    await head.click();
    const falling = await spikes();
    expect(falling.slice(0, -1)).toEqual(falling.slice(0, -1).sort((a, b) => b - a));
    expect(falling.at(-1)).toBeNaN();
    expect(await page.locator('th[aria-sort="descending"]').textContent()).toBe("Spikes");
    await head.focus();
    await page.keyboard.press("Enter");
    const rising = await spikes();
    expect(rising.slice(0, -1)).toEqual(rising.slice(0, -1).sort((a, b) => a - b));
    expect(rising.at(-1)).toBeNaN();
    await page.getByRole("button", { name: "Layer" }).click();
    const names = await column(page, 2);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, undefined, { numeric: true })));
    await page.close();
  });

  it("filters by name and opens a layer from its row", async () => {
    const { page } = await openReport(toHtml(sampleTransformer()));
    await page.fill("#filter", "LAYERS.3");
    expect(await page.locator("#table tbody tr:visible").count()).toBe(2);
    expect(await page.locator("details.layer:visible").count()).toBe(2);
    expect(await page.textContent("#filter-status")).toBe("2 shown");
    const link = page.locator("#table tbody tr:visible a").first();
    const target = page.locator((await link.getAttribute("href"))!);
    expect(await target.getAttribute("open")).toBeNull();
    await link.click();
    await expect.poll(() => target.getAttribute("open")).not.toBeNull();
    expect(await target.locator("svg.fig").count()).toBe(9);
    await page.close();
  });

  it("follows the system's theme and the reader's", async () => {
    const light = await openReport(toHtml(sampleTransformer()), { colorScheme: "light" });
    const dark = await openReport(toHtml(sampleTransformer()), { colorScheme: "dark" });
    const [paper, night] = [await background(light.page), await background(dark.page)];
    expect(paper).not.toBe(night);
    await light.page.click("#theme");
    expect(await background(light.page)).toBe(night);
    await dark.page.click("#theme");
    expect(await background(dark.page)).toBe(paper);
    await Promise.all([light.page.close(), dark.page.close()]);
  });

  it("fits a narrow screen without sideways scrolling", async () => {
    const { page } = await openReport(toHtml(sampleTransformer()), { viewport: { width: 360, height: 740 } });
    await page.click("#open-all");
    const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(screen);
    await page.close();
  });

  it("saves a figure as a picture that stands alone", async () => {
    const { page, seen } = await openReport(toHtml(sampleTransformer()));
    const figure = page.locator("details.layer figure").first();
    await figure.hover();
    const [file] = await Promise.all([page.waitForEvent("download"), figure.locator("button.save").click()]);
    expect(file.suggestedFilename()).toBe("layer-0-spectrum.svg");
    const svg = await readFile(await file.path(), "utf8");
    expect(svg).not.toContain("var(--");
    const alone = await openReport(
      `<!doctype html><img id="i" src="data:image/svg+xml,${encodeURIComponent(svg)}">`,
    );
    const width = await alone.page.evaluate(async () => {
      const image = document.getElementById("i") as HTMLImageElement;
      await image.decode();
      return image.naturalWidth;
    });
    expect(width).toBe(360);
    expect(seen.complaints).toEqual([]);
    await Promise.all([page.close(), alone.page.close()]);
  });

  it("runs nothing that a name asks for", async () => {
    const layers = HOSTILE_NAMES.map((name, i) => {
      if (i % 3 === 0) return sampleLayer({ index: i, name, size: 100, spikes: [2] });
      return i % 3 === 1 ? bareLayer(i, name) : skippedLayer(i, name, `why ${name}`);
    });
    for (const name of HOSTILE_NAMES) {
      const { page, seen, url, dialogs } = await openReport(toHtml(sampleModel(layers, name)));
      await page.click("#open-all");
      expect(dialogs()).toBe(0);
      expect(seen.requests).toEqual([url]);
      expect(seen.complaints).toEqual([]);
      await page.close();
    }
  });

  it("would not run a script that slipped through: the policy stops it", async () => {
    const html = toHtml(sampleTransformer(1)).replace(
      "<main>",
      "<main><script>alert(1)</script><p style='color:red'>",
    );
    const { page, seen, dialogs } = await openReport(html);
    await page.waitForTimeout(100);
    expect(dialogs()).toBe(0);
    expect(seen.complaints.join("\n")).toMatch(/Content Security Policy/);
    await page.close();
  });

  it("prints with every layer open", async () => {
    const { page } = await openReport(toHtml(sampleTransformer(2)));
    const pdf = await page.pdf({ format: "A4" });
    expect(String(pdf.subarray(0, 5))).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(40_000);
    await page.close();
  });
});
