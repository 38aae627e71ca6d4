/** The built module in a plain page, without a bundler. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, type Site, serve, watch } from "./browser.ts";

let browser: Awaited<ReturnType<typeof launch>>;
let site: Site;
beforeAll(async () => {
  browser = await launch();
  site = await serve(fileURLToPath(new URL("../..", import.meta.url)));
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test("examples/page.html loads the module, computes, and its worker agrees", async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${site.url}examples/page.html`);
  await page.waitForFunction(() => document.querySelector("#output")?.textContent?.includes("spikes"));
  const output = await page.textContent("#output");
  expect(output).toMatch(/spikes: 1\n/);
  expect(output).toMatch(/the worker agrees: true/);
  expect(seen.complaints).toEqual([]);
});
