/** Models behind a real web server: one that serves ranges, and the ways in which servers fail. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf, openModelFile } from "../../../src/models/index.node.ts";
import { httpFolder, httpSource, openModel, openModelAddress } from "../../../src/models/index.ts";
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
import { runCommand } from "../command.ts";

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

/** The same with no ETag but what is set already; an `X-Size` stands for a file of another size. */
function serveVersion(request: IncomingMessage, response: ServerResponse): void {
  const size = Number(response.getHeader("X-Size") ?? file.length);
  const [first, wanted] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [])
    .slice(1)
    .map(Number);
  if (first >= size) {
    response.writeHead(416, { "Content-Range": `bytes */${size}` }).end();
    return;
  }
  const last = Math.min(wanted, size - 1);
  response
    .writeHead(206, { "Content-Range": `bytes ${first}-${last}/${size}` })
    .end(file.subarray(first, last + 1));
}

/** A body without an end. */
function pump(response: ServerResponse, step: number): void {
  while (!response.destroyed && response.write(new Uint8Array(step)));
  if (!response.destroyed) response.once("drain", () => pump(response, step));
}

/** The time-out that is asked for by default: a wait of this length is for silence, others are pauses. */
const SILENCE = 30_000;

/** Pauses take no time and are noted; silence is never long enough, unless `impatient`. */
function noWait(pauses: number[] = [], impatient = false) {
  return (milliseconds: number, signal: AbortSignal): Promise<void> => {
    if (milliseconds !== SILENCE) pauses.push(milliseconds);
    if (milliseconds !== SILENCE || impatient) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
  };
}

/** Paths of answers that the other side hung up on. */
let abandoned: string[] = [];
let failures = 0;
let version: Record<string, string> = {};
/** Fails as often as `failures` says, then serves. */
function afterFailures(fail: (response: ServerResponse, request: IncomingMessage) => void) {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (failures-- > 0) fail(response, request);
    else serveRange(request, response, file);
  };
}
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
  "/unavailable": afterFailures((response) => response.writeHead(503).end()),
  "/too-many": afterFailures((response) => response.writeHead(429, { "Retry-After": "7" }).end()),
  "/later": afterFailures((response) =>
    response
      .writeHead(503, {
        Date: "Thu, 01 Jan 2026 00:00:00 GMT",
        "Retry-After": "Thu, 01 Jan 2026 00:00:09 GMT",
      })
      .end(),
  ),
  "/much-later": afterFailures((response) => response.writeHead(429, { "Retry-After": "3600" }).end()),
  "/timeout": afterFailures((response) => response.writeHead(408).end()),
  "/tears": afterFailures((response, request) => {
    const [first, last] =
      /(\d+)-(\d+)/
        .exec(request.headers.range ?? "")
        ?.slice(1)
        .map(Number) ?? [];
    response.writeHead(206, {
      "Content-Range": `bytes ${first}-${last}/${file.length}`,
      "Content-Length": last - first + 1,
    });
    response.write(new Uint8Array(100), () => response.destroy());
  }),
  "/drops": afterFailures((response) => response.destroy()),
  "/stalls": afterFailures((response) => {
    response.writeHead(206, { "Content-Range": `bytes 0-65535/${file.length}`, "Content-Length": 65536 });
    response.write(new Uint8Array(100));
  }),
  "/forbidden": (_, response) => response.writeHead(403).end(),
  "/versions": (request, response) => {
    for (const [name, value] of Object.entries(version)) response.setHeader(name, value);
    serveVersion(request, response);
  },
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
      if (!response.writableFinished) abandoned.push(path);
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
    ["/breaks", /broke off: .* \(tried 5 times\)/],
    ["/to-a-file", /request failed: .* \(tried 5 times\)/],
  ])("is refused: %s", async (path, message) => {
    await expect(httpSource(base + path, { wait: noWait() })).rejects.toMatchObject({
      code: "READ_FAILED",
      message: expect.stringMatching(message),
    });
  });

  it.each(["/endless-elsewhere", "/endless-nowhere"])("is hung up on: %s", async (path) => {
    abandoned = [];
    await expect(httpSource(base + path)).rejects.toMatchObject({ code: "READ_FAILED" });
    await expect.poll(() => abandoned).toContain(path);
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
    await expect(model.read("a")).rejects.toMatchObject({
      code: "CHANGED",
      message: 'changes: the file changed on the server while it was read: its ETag was "0" and is "1"',
    });
  });

  it("can be given up", async () => {
    const opening = httpSource(`${base}/hangs`, { signal: AbortSignal.timeout(50) });
    await expect(opening).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("is reported when it is not there, and the URL when it is none", async () => {
    const refused = httpSource("http://127.0.0.1:1/x", { wait: noWait() });
    await expect(refused).rejects.toMatchObject({ code: "READ_FAILED" });
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

describe("what may pass", () => {
  const open = async (path: string, failing: number, options: Parameters<typeof httpSource>[1] = {}) => {
    failures = failing;
    requests = [];
    return httpSource(base + path, options);
  };

  it.each([
    ["/unavailable", [500, 1000, 2000]],
    ["/timeout", [500, 1000, 2000]],
    ["/too-many", [7000, 7000, 7000]],
    ["/later", [9000, 9000, 9000]],
    ["/tears", [500, 1000, 2000]],
    ["/drops", [500, 1000, 2000]],
  ])("is asked for again: %s", async (path, expected) => {
    const pauses: number[] = [];
    const source = await open(path, 3, { wait: noWait(pauses) });
    expect(source.size).toBe(file.length);
    expect(pauses).toEqual(expected);
    expect(requests).toHaveLength(4);
    // So is a range in the middle, and it comes back whole.
    failures = 1;
    const bytes = await source.read(100_000, 1000);
    expect(bytes).toEqual(file.slice(100_000, 101_000));
    expect(pauses).toHaveLength(4);
  });

  it("is given up after four more times, or as many as are asked for", async () => {
    const pauses: number[] = [];
    await expect(open("/unavailable", 9, { wait: noWait(pauses) })).rejects.toMatchObject({
      code: "READ_FAILED",
      message: "unavailable: the server answered 503 Service Unavailable (tried 5 times)",
    });
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
    await expect(open("/unavailable", 9, { wait: noWait(), retries: 0 })).rejects.toThrow(/Unavailable$/);
    expect(requests).toHaveLength(1);
    await expect(open("/unavailable", 9, { wait: noWait(), retries: 1 })).rejects.toThrow(/tried 2 times/);
    await expect(open("/too-many", 9, { wait: noWait(), retries: 2 })).rejects.toThrow(
      "too-many: the server answered 429 Too Many Requests (tried 3 times)",
    );
  });

  it("is not waited for longer than a minute", async () => {
    const pauses: number[] = [];
    await expect(open("/much-later", 1, { wait: noWait(pauses) })).rejects.toThrow(
      "much-later: the server answered 429 Too Many Requests (it asks to wait 3600 s)",
    );
    expect(pauses).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it("is silence of 30 seconds, before the answer or within it, which hangs up", async () => {
    const pauses: number[] = [];
    await expect(open("/hangs", 0, { wait: noWait(pauses, true) })).rejects.toThrow(
      "hangs: no byte for 30 s (tried 5 times)",
    );
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
    abandoned = [];
    let silences = 0;
    const wait = (milliseconds: number, signal: AbortSignal): Promise<void> => {
      // The first 100 bytes come; what is waited for after them does not.
      if (milliseconds !== SILENCE) return Promise.resolve();
      const late = ++silences === 3;
      return new Promise((resolve) => {
        if (late) setImmediate(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    };
    const source = await open("/stalls", 1, { wait });
    expect(source.size).toBe(file.length);
    expect(requests.filter((request) => request.startsWith("/stalls"))).toHaveLength(2);
    await expect.poll(() => abandoned).toContain("/stalls");
  });

  it("is another length of silence where that is asked for", async () => {
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    await expect(open("/hangs", 0, { wait, timeout: 1500, retries: 1 })).rejects.toThrow(/no byte for 1.5 s/);
    expect(waits).toEqual([1500, 500, 1500]);
  });

  it("is not what a server refuses for good", async () => {
    for (const path of ["/forbidden", "/missing"]) {
      await expect(open(path, 0)).rejects.toMatchObject({ code: "READ_FAILED" });
      expect(requests.filter((request) => request.startsWith(path))).toHaveLength(1);
    }
  });

  it("is not waited for by a caller who has gone", async () => {
    const stop = new AbortController();
    // By a timer of its own: it is the abort that ends the pause.
    failures = 9;
    const opening = httpSource(`${base}/too-many`, { signal: stop.signal });
    await expect.poll(() => failures).toBe(8);
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("a file that changes on the server", () => {
  const opened = async (first: Record<string, string>) => {
    version = first;
    return httpSource(`${base}/versions`, { wait: noWait() });
  };
  const changed = (message: string) => ({ code: "CHANGED", message: expect.stringContaining(message) });

  it.each([
    ["ETag", { ETag: '"a"' }, { ETag: '"b"' }, 'its ETag was "a" and is "b"'],
    [
      "time",
      { "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT" },
      { "Last-Modified": "Thu, 01 Jan 2026 00:00:01 GMT" },
      "its Last-Modified was Thu, 01 Jan 2026 00:00:00 GMT and is Thu, 01 Jan 2026 00:00:01 GMT",
    ],
    [
      "size",
      {},
      { "X-Size": `${file.length - 1}` },
      `it had ${file.length} bytes and has ${file.length - 1}`,
    ],
    [
      "size, so that the range is gone",
      {},
      { "X-Size": "90000" },
      `it had ${file.length} bytes and has 90000`,
    ],
  ])("is known by its %s", async (_, before, after, message) => {
    const source = await opened(before as Record<string, string>);
    version = after as Record<string, string>;
    await expect(source.read(100_000, 10)).rejects.toMatchObject(changed(message));
  });

  it("tells its version to those who keep results: its ETag, or else its time", async () => {
    const source = await opened({ ETag: '"a"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT" });
    expect(source.version).toBe('"a"');
    expect((await openModel(source)).source.version).toBe('"a"');
    const time = "Thu, 01 Jan 2026 00:00:00 GMT";
    expect((await opened({ "Last-Modified": time })).version).toBe(time);
    expect((await opened({})).version).toBeUndefined();
    const whole = new Response(new Uint8Array(small), { headers: { ETag: '"w"' } });
    expect((await httpSource("http://x.example/m", { fetch: async () => whole })).version).toBe('"w"');
  });

  it("is not asked for again", async () => {
    const source = await opened({ ETag: '"a"' });
    version = { ETag: '"b"' };
    requests = [];
    await expect(source.read(100_000, 10)).rejects.toMatchObject({ code: "CHANGED" });
    expect(requests).toHaveLength(1);
  });

  it("is not one that a server leaves a header of out", async () => {
    const source = await opened({ ETag: '"a"' });
    version = {};
    await expect(source.read(100_000, 10)).resolves.toEqual(file.slice(100_000, 100_010));
    version = { ETag: '"a"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT" };
    await expect(source.read(100_000, 10)).resolves.toHaveLength(10);
  });
});

describe("a folder on a server", () => {
  it("keeps the files opened last, and asks for others again, which must be what they were", async () => {
    const asked: string[] = [];
    let etag = '"1"';
    // A server without ranges: whole files of 30 MiB, of which two fit into what is kept.
    const bytes = new Uint8Array(30 << 20);
    const fetch = async (url: URL | RequestInfo) => {
      asked.push(new URL(String(url)).pathname);
      return new Response(bytes, { headers: { ETag: etag } });
    };
    const folder = httpFolder("http://x.example/dir/model.onnx", { fetch });
    for (const path of ["a", "b", "a", "c", "a", "b"]) expect((await folder.open(path)).size).toBe(30 << 20);
    // "b" was opened longest ago when "c" came, and "c" when "b" came back.
    expect(asked).toEqual(["/dir/a", "/dir/b", "/dir/c", "/dir/b"]);
    etag = '"2"';
    await expect(folder.open("c")).rejects.toMatchObject({ code: "CHANGED" });
    await expect(folder.open("a")).resolves.toBeDefined();
  });

  it("refuses options that it does not have", async () => {
    await expect(httpSource("http://x.example/", { retrys: 3 } as object)).rejects.toThrow(
      'httpSource: there is no option "retrys"; did you mean "retries"?',
    );
    expect(() => httpFolder("http://x.example/", { name: "x" } as object)).toThrow(
      /there is no option "name"/,
    );
  });
});

describe("an address in a path's place", () => {
  it("opens the model there, and its other files beside it", async () => {
    const model = await openModelFile(`${base}/dir/m.onnx?token=1`);
    expect([model.name, model.format]).toEqual(["m.onnx", "onnx"]);
    expect([...(await model.readTensor("w")).data]).toEqual([5, 6]);
    expect(filesOf(model)).toEqual([]);
    await model.close();
  });

  it("says what the server says where there is no such file", async () => {
    await expect(openModelFile(`${base}/nowhere.onnx`)).rejects.toMatchObject({
      code: "READ_FAILED",
      message: "nowhere.onnx: the server answered 404 Not Found",
    });
    await expect(openModelFile("")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(openModelFile("m", { sgnal: 1 } as object)).rejects.toThrow('did you mean "signal"?');
  });

  it("is the file's where it is that of the page which shows it", async () => {
    const asked: string[] = [];
    const fetch = async (url: URL | RequestInfo) => {
      asked.push(String(url));
      return new Response(new Uint8Array(small));
    };
    await openModelAddress("https://huggingface.co/org/name/blob/main/m.safetensors", { fetch });
    await openModelAddress("https://example.org/blob/m.safetensors", { fetch });
    expect(asked).toEqual([
      "https://huggingface.co/org/name/resolve/main/m.safetensors",
      "https://example.org/blob/m.safetensors",
    ]);
  });

  it("is taken by the command line", async () => {
    const { code, stdout } = await runCommand(["inspect", `${base}/m.safetensors`], { cwd: tmpdir() });
    expect(code).toBe(0);
    expect(stdout).toContain(`${base}/m.safetensors: safetensors, 2 tensors`);
    expect(stdout).toMatch(/a +F32 +100 x 1000/);
  });
});
