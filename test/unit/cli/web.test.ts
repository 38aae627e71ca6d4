/** The server of the page: its files, and nothing outside of its folder. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servePage } from "../../../src/cli/commands/web.ts";

let folder: string;
let server: Server;
let port: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-web-"));
  await mkdir(join(folder, "page/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "page/index.html"), "<h1>page</h1>");
  await writeFile(join(folder, "page/assets/main.js"), "export {};");
  server = await servePage(join(folder, "page"), 0);
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  port = address.port;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Without the client's own tidying of the path. */
function get(path: string, method = "GET"): Promise<{ status?: number; type?: string; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode, type: response.headers["content-type"], body }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("serves the page and its scripts with their types", async () => {
  expect(await get("/")).toEqual({ status: 200, type: "text/html; charset=utf-8", body: "<h1>page</h1>" });
  expect(await get("/assets/main.js?v=1")).toMatchObject({
    status: 200,
    type: "text/javascript; charset=utf-8",
  });
});

test("serves nothing outside of its folder, and takes nothing", async () => {
  for (const path of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/../../secret.txt",
    "//",
  ])
    expect((await get(path)).body).not.toContain("secret");
  expect((await get("/gone.js")).status).toBe(404);
  expect((await get("/", "POST")).status).toBe(405);
});

test("says which port is taken", async () => {
  await expect(servePage(folder, port)).rejects.toThrow(/is taken by another program; --port 0/);
});
