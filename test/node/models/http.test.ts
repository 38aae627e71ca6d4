/** Models behind a real web server: one that serves ranges, and the ways in which servers fail. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpFolder, httpSource, openModel } from "../../../src/models/index.ts";
import {
  concat,
  externalData,
  graph,
  onnxModel,
  pb,
  raw,
  safetensors,
  tensorProto,
} from "../../unit/models/encoders.ts";

const values = Float32Array.from({ length: 100_000 }, (_, i) => i);
const file = safetensors([
  { name: "a", dtype: "F32", shape: [100, 1000], data: raw(values) },
  { name: "b", dtype: "F32", shape: [2, 2], data: raw(Float32Array.of(1, 2, 3, 4)) },
]);
const small = safetensors([
  { name: "b", dtype: "F32", shape: [2, 2], data: raw(Float32Array.of(1, 2, 3, 4)) },
]);
const external = onnxModel(
  graph(
    [],
    [
      tensorProto({ name: "w", dims: [2], type: 1, data: externalData({ location: "sub/w 1.bin" }) }),
      tensorProto({ name: "v", dims: [2], type: 1, data: externalData({ location: "gone.bin" }) }),
      tensorProto({ name: "big", dims: [20_000], type: 1, data: pb.bytes(9, new Uint8Array(80_000)) }),
    ],
  ),
);

let server: Server;
let base: string;
let requests: string[] = [];
let changes = 0;

/** RFC 9110: one range of bytes. */
function serveRange(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  etag = '"1"',
): void {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  if (!match) throw new Error("no range asked for");
  const first = Number(match[1]);
  const last = Math.min(Number(match[2]), bytes.length - 1);
  if (first >= bytes.length) {
    response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
    return;
  }
  const headers = { "Content-Range": `bytes ${first}-${last}/${bytes.length}`, ETag: etag };
  response.writeHead(206, headers).end(bytes.subarray(first, last + 1));
}

/** A body without an end. */
function pump(response: ServerResponse, step: number): void {
  while (!response.destroyed && response.write(new Uint8Array(step)));
  if (!response.destroyed) response.once("drain", () => pump(response, step));
}

let abandoned = 0;
const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  "/m.safetensors": (request, response) => serveRange(request, response, file),
  "/dir/m.onnx": (request, response) => serveRange(request, response, external),
  "/dir/sub/w%201.bin": (request, response) => serveRange(request, response, raw(Float32Array.of(5, 6))),
  "/empty.safetensors": (request, response) => serveRange(request, response, new Uint8Array(0)),
  "/ignores-small": (_, response) => response.end(small),
  "/ignores-big": (_, response) => response.writeHead(200, { "Content-Length": 10 ** 12 }).flushHeaders(),
  "/ignores-endless": (_, response) => pump(response, 1 << 20),
  "/endless-elsewhere": (_, response) =>
    pump(response.writeHead(206, { "Content-Range": "bytes 1-9/10" }), 1 << 16),
  "/endless-nowhere": (_, response) => pump(response.writeHead(206), 1 << 16),
  "/to-a-file": (_, response) => response.writeHead(302, { Location: "file:///etc/hostname" }).end(),
  "/wrong-range": (_, response) =>
    response
      .writeHead(206, { "Content-Range": `bytes 1-${file.length - 1}/${file.length}` })
      .end(file.subarray(1)),
  "/no-content-range": (_, response) => response.writeHead(206).end(file.subarray(0, 65536)),
  "/lies": (_, response) =>
    response.writeHead(206, { "Content-Range": "bytes 0-65535/1000000000000" }).end("short"),
  "/pours": (_, response) =>
    response.writeHead(206, { "Content-Range": "bytes 0-9/10" }).end(new Uint8Array(1 << 20)),
  "/changes": (request, response) => serveRange(request, response, file, `"${changes++}"`),
  "/hangs": () => {},
  "/breaks": (_, response) => {
    response.writeHead(206, { "Content-Range": "bytes 0-65535/100000", "Content-Length": 65536 });
    response.write(new Uint8Array(100), () => response.destroy());
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    requests.push(`${request.url} ${request.headers.range}`);
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    response.on("close", () => {
      if (!response.writableFinished) abandoned++;
    });
    if (route) route(request, response);
    else response.writeHead(404).end("no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("a server with ranges", () => {
  it("gives the header in one request and each tensor in one more", async () => {
    requests = [];
    const source = await httpSource(`${base}/m.safetensors`);
    expect([source.name, source.size]).toEqual(["m.safetensors", file.length]);
    const model = await openModel(source);
    expect(model.tensors).toHaveLength(2);
    expect(requests).toEqual(["/m.safetensors bytes=0-65535"]);
    expect((await model.read("b")).data).toEqual(Float32Array.of(1, 2, 3, 4));
    expect((await model.read("a")).data).toEqual(values);
    expect(requests).toHaveLength(3);
  });

  it("gives the external data of a model from beside it", async () => {
    const url = `${base}/dir/m.onnx?token=1`;
    requests = [];
    const model = await openModel(await httpSource(url), { folder: httpFolder(url) });
    expect([...(await model.readTensor("w")).data]).toEqual([5, 6]);
    expect(requests).toContain("/dir/sub/w%201.bin?token=1 bytes=0-65535");
    expect(model.tensors[1]).toMatchObject({ readable: false, reason: expect.stringContaining("404") });
  });

  it("gives an empty file, which is then refused as such", async () => {
    const source = await httpSource(`${base}/empty.safetensors`);
    expect(source.size).toBe(0);
    await expect(openModel(source)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
  });
});

describe("a server that fails", () => {
  it("is taken whole where it ignores ranges and the file is small", async () => {
    const model = await openModel(await httpSource(`${base}/ignores-small`));
    expect((await model.read("b")).data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it.each([
    ["/ignores-big", /ignores range requests/],
    ["/ignores-endless", /ignores range requests/],
    ["/missing", /answered 404/],
    ["/wrong-range", /answered bytes 1-/],
    ["/no-content-range", /no Content-Range/],
    ["/lies", /sent 5 of 65536 bytes/],
    ["/pours", /more than the 10 bytes/],
    ["/breaks", /broke off/],
    ["/to-a-file", /request failed/],
  ])("is refused: %s", async (path, message) => {
    await expect(httpSource(base + path)).rejects.toMatchObject({
      code: "READ_FAILED",
      message: expect.stringMatching(message),
    });
  });

  it.each(["/endless-elsewhere", "/endless-nowhere"])("is hung up on: %s", async (path) => {
    abandoned = 0;
    await expect(httpSource(base + path)).rejects.toMatchObject({ code: "READ_FAILED" });
    await expect.poll(() => abandoned).toBe(1);
  });

  it("may send its answer byte by byte", async () => {
    const single = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of small) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const model = await openModel(await httpSource(`${base}/x`, { fetch: async () => new Response(single) }));
    expect((await model.read("b")).data).toEqual(Float32Array.of(1, 2, 3, 4));
  });

  it("is refused when the file changes between two reads", async () => {
    const model = await openModel(await httpSource(`${base}/changes`));
    await expect(model.read("a")).rejects.toThrow(/changed on the server/);
  });

  it("can be given up", async () => {
    const opening = httpSource(`${base}/hangs`, { signal: AbortSignal.timeout(50) });
    await expect(opening).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("is reported when it is not there, and the URL when it is none", async () => {
    await expect(httpSource("http://127.0.0.1:1/x")).rejects.toMatchObject({ code: "READ_FAILED" });
    await expect(httpSource("m.safetensors")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("is not asked for paths that leave the folder", async () => {
    requests = [];
    const bytes = onnxModel(
      graph(
        [],
        [
          tensorProto({
            name: "w",
            dims: [1],
            type: 1,
            data: externalData({ location: "//evil.example/x" }),
          }),
        ],
      ),
    );
    await expect(
      openModel(concat(bytes), { name: "m.onnx", folder: httpFolder(`${base}/dir/m.onnx`) }),
    ).rejects.toMatchObject({
      code: "UNSAFE_PATH",
    });
    expect(requests).toEqual([]);
  });
});
