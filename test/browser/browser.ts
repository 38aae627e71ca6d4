/** A real Chromium, and a server on the loopback for what it opens. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import { build } from "vite";

export async function launch(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // The package's own defaults would switch web security off.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    headless: true,
  });
}

/** Everything that a page complained about and everything that it asked for. */
export interface Watch {
  readonly complaints: string[];
  readonly requests: string[];
}

export function watch(page: Page): Watch {
  const seen: Watch = { complaints: [], requests: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
  });
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
  return seen;
}

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** Serves a folder, with byte ranges and to any origin, as a model hub does. */
export async function serve(folder: string): Promise<Site> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const file = path.endsWith("/") ? `${path}index.html` : path;
  const headers: Record<string, string> = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "range",
    "access-control-expose-headers": "content-range, content-length, etag",
    "accept-ranges": "bytes",
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
  };
  if (request.method === "OPTIONS") {
    response.writeHead(204, headers).end();
    return;
  }
  const bytes = await readFile(join(folder, decodeURIComponent(file)));
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  if (!range) {
    response.writeHead(200, headers).end(bytes);
    return;
  }
  const first = Number(range[1]);
  const last = Math.min(bytes.length - 1, range[2] ? Number(range[2]) : bytes.length - 1);
  headers["content-range"] = `bytes ${first}-${last}/${bytes.length}`;
  response.writeHead(206, headers).end(bytes.subarray(first, last + 1));
}

/** The page as `npm run build:web` makes it, built afresh into a folder of its own and served. */
export async function servePage(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "wignerscope-page-"));
  await build({
    root: "src/web",
    configFile: "src/web/vite.config.ts",
    logLevel: "warn",
    build: { outDir: folder, emptyOutDir: true },
  });
  const site = await serve(folder);
  return {
    url: site.url,
    async close() {
      await site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
