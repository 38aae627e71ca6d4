/** The kernel's unit tests again, inside a real Chromium: another engine, and the pages' own memory. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, type Site, serve } from "./browser.ts";

/** Tabs that share the files; each has a process of its own. */
const TABS = 2;
/** About as many as there are in Node: files that were not found would not be missed otherwise. */
const LEAST_TESTS = 1900;

let browser: Browser;
let site: Site;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-kernel-"));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    resolve: { alias: { vitest: fileURLToPath(new URL("kernel/vitest.ts", import.meta.url)) } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      target: "es2022",
      rollupOptions: {
        input: fileURLToPath(new URL("kernel/run.ts", import.meta.url)),
        // The package says that its files have no side effects; those of tests are tests.
        treeshake: false,
        output: { entryFileNames: "run.js" },
      },
    },
  });
  await writeFile(join(folder, "index.html"), '<!doctype html><script type="module" src="run.js"></script>');
  [browser, site] = await Promise.all([launch(), serve(folder)]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

test("all unit tests of the kernel pass in Chromium", async () => {
  const outcomes = await Promise.all(
    Array.from({ length: TABS }, async (_, part) => {
      const page = await browser.newPage();
      await page.goto(`${site.url}?part=${part}&of=${TABS}`);
      const handle = await page.waitForFunction(() => window.outcome, undefined, { timeout: 120_000 });
      return handle.jsonValue();
    }),
  );
  expect(outcomes.flatMap((outcome) => outcome?.failed ?? ["no outcome"])).toEqual([]);
  expect(outcomes.reduce((sum, outcome) => sum + (outcome?.passed ?? 0), 0)).toBeGreaterThan(LEAST_TESTS);
});
