/** `wignerscope web`: the page, served from the package to this machine alone. */
import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { WignerscopeError } from "../../base/index.ts";
import { wholeNumber } from "../arguments.ts";
import { interruptible } from "../interrupt.ts";

/** Where the build leaves the page, beside the folder of the command line. */
const PAGE = fileURLToPath(new URL("../web/", import.meta.url));
const LARGEST_PORT = 65_535;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export function webCommand(): Command {
  return new Command("web")
    .description("serve the page on this machine: drop a model on it and look at it in the browser")
    .addOption(
      new Option("--port <n>", "where it listens; 0 takes any that is free")
        .argParser(wholeNumber(0, LARGEST_PORT))
        .default(4173),
    )
    .action(({ port }: { readonly port: number }) => interruptible((signal) => serveUntil(signal, port)));
}

/** Serves until it is told to stop. */
async function serveUntil(signal: AbortSignal, port: number): Promise<void> {
  const server = await servePage(PAGE, port);
  const address = server.address();
  const at = typeof address === "object" && address ? address.port : port;
  console.log(`http://localhost:${at}/ shows the page; nothing leaves this machine. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  server.closeAllConnections();
  server.close();
}

/**
 * A server of the files in `folder` that listens on the loopback address alone.
 * @throws READ_FAILED where it cannot listen.
 */
export async function servePage(folder: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(folder, request.method ?? "", request.url ?? "/", response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        new WignerscopeError(
          "READ_FAILED",
          cause.code === "EADDRINUSE"
            ? `port ${port} is taken by another program; --port 0 takes any that is free`
            : `the page cannot be served on port ${port}: ${cause.message}`,
        ),
      ),
    );
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function answer(folder: string, method: string, url: string, response: ServerResponse): Promise<void> {
  if (method !== "GET" && method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  // The parser resolves every "..", so that no path leads out of the folder; encoded ones are names that no file has.
  const address = `http://localhost${url}`;
  const path = URL.canParse(address) ? new URL(address).pathname : "/";
  const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  const content = await readFile(file).catch(() => undefined);
  if (!content) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
    return;
  }
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, "X-Content-Type-Options": "nosniff" });
  response.end(method === "HEAD" ? undefined : content);
}
