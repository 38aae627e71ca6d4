/** What every test of the built page starts from: a real browser, the page served, and a folder for files. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launch, type Site, servePage } from "./browser.ts";
import { type OpenPage, openPage } from "./page.ts";

export interface BuiltPage {
  readonly browser: Browser;
  readonly folder: string;
  readonly url: string;
  /** Opens the page in a tab of its own, `?build=simd` unless another query is given. */
  open(query?: string, options?: Parameters<Browser["newPage"]>[0]): Promise<OpenPage>;
}

/** For all tests of a file, which calls this at its top; there is nothing in it before the first test runs. */
export function builtPage(): BuiltPage {
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
  return {
    get browser() {
      return browser;
    },
    get folder() {
      return folder;
    },
    get url() {
      return site.url;
    },
    open: (query = "?build=simd", options = {}) => openPage(browser, site.url + query, options),
  };
}
