/** The built page under test: what a reader does with it, and what comes out. */
import { readFile } from "node:fs/promises";
import type { Browser, Download, Page } from "playwright-core";
import { expect } from "vitest";
import { Random } from "../../src/kernel/index.ts";
import { type Watch, watch } from "./browser.ts";

export interface OpenPage {
  readonly page: Page;
  readonly seen: Watch;
  /** Dialogs that something opened. */
  readonly dialogs: () => number;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<OpenPage> {
  const page = await browser.newPage({ ...options, acceptDownloads: true });
  const seen = watch(page);
  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, seen, dialogs: () => dialogs };
}

type Files = Parameters<Page["setInputFiles"]>[1];

/** A file to choose that is on no disk. */
export const file = (name: string, content: Uint8Array) => ({
  name,
  mimeType: "",
  buffer: Buffer.from(content),
});

/** Chooses files for a place and waits until their headers are read. */
export async function choose(page: Page, place: "model" | "base", files: Files): Promise<void> {
  const list = page.locator(place === "model" ? "#models > li" : "#base > li");
  const before = place === "base" ? 0 : await list.count();
  await page.setInputFiles(place === "model" ? "#file" : "#base-file", files);
  await expect.poll(() => list.count()).toBeGreaterThan(before);
  await page.waitForFunction(() => !document.body.textContent?.includes("reading the header"));
}

/** Starts what is planned; `ready` first waits until it may start. */
export async function start(page: Page): Promise<void> {
  await page.waitForSelector("#go:not([disabled])");
  await page.click("#go");
}

export const finished = (page: Page) => page.waitForSelector("#saves:not([hidden])", { timeout: 100_000 });

/** Stops what runs; both tests of this give it work for several seconds, and none of it gets done. */
export async function stop(page: Page): Promise<void> {
  await page.waitForSelector("#cancel:visible");
  await page.click("#cancel");
  await finished(page);
  expect(await page.textContent("#status")).toMatch(/^Stopped: 0 matrices/);
  expect(await page.textContent("#r-intro")).toContain("stopped early");
}

export async function download(page: Page, button: string): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
  return file;
}

export async function saved(page: Page, format: "html" | "json" | "csv"): Promise<string> {
  const file = await download(page, `#save-${format}`);
  return readFile(await file.path(), "utf8");
}

export async function expectParquet(page: Page): Promise<void> {
  const bytes = await readFile(await (await download(page, "#save-parquet")).path());
  expect([bytes.subarray(0, 4), bytes.subarray(-4)].map(String)).toEqual(["PAR1", "PAR1"]);
}

/** Nothing but the page's own files was asked for. */
export function expectOwnRequests(seen: Watch, url: string): void {
  for (const asked of seen.requests)
    expect(asked).toMatch(new RegExp(`^(${url}|blob:${url}|data:image/svg)`));
}

/** Drops a file on the page, at a point of it. */
export async function drop(
  page: Page,
  name: string,
  content: Uint8Array,
  at: { x: number; y: number },
): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ base64, name }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    },
    { base64: Buffer.from(content).toString("base64"), name },
  );
  const event = { dataTransfer: transfer, clientX: at.x, clientY: at.y };
  await page.dispatchEvent("body", "dragover", event);
  expect(await page.locator("#veil").isVisible()).toBe(true);
  await page.dispatchEvent("body", "drop", event);
  expect(await page.locator("#veil").isVisible()).toBe(false);
}

/** To 1e-12; of a p-value of 1e-282, an exponential, the exponent's digits count. */
function close(a: number, b: number): boolean {
  const size = Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(a - b) <= 1e-12 * size * (1 + Math.abs(Math.log(size || 1)));
}

/** Where two JSON values differ, times apart. */
export function differences(a: unknown, b: unknown, path = ""): string[] {
  if (path.endsWith(".seconds")) return [];
  if (typeof a === "number" && typeof b === "number") return close(a, b) ? [] : [`${path}: ${a} != ${b}`];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return a === b ? [] : [`${path}: ${a} != ${b}`];
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) => differences(left.get(key), right.get(key), `${path}.${key}`));
}

/** A .npy file of float64 normal variates, version 1.0 of the format. */
export function npy(rows: number, cols: number, seed: number): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const header = `${text.padEnd(128 - 10 - 1)}\n`;
  const data = new Random(seed).normals(rows * cols);
  const head = new Uint8Array(128);
  head.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0]);
  head.set(new TextEncoder().encode(header), 10);
  return Buffer.concat([head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}
