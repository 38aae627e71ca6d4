/** Byte sources, and the guard that readers put around them. */
import { describe, expect, it } from "vitest";
import {
  type ByteSource,
  blobFolder,
  blobSource,
  checkRelativePath,
  fileHandleSource,
  memorySource,
  openModel,
  type Tensor,
} from "../../../src/models/index.ts";
import { CHUNK, guarded } from "../../../src/models/sources/byte-source.ts";
import { raw, safetensors } from "./encoders.ts";

const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);

/** A handle that gives at most 7 bytes at once, of a file that may be shorter than it says. */
function stingyHandle(length = bytes.length) {
  return {
    closed: false,
    async read(buffer: Uint8Array, offset: number, count: number, position: number) {
      const part = bytes.subarray(position, Math.min(position + Math.min(count, 7), length));
      buffer.set(part, offset);
      return { bytesRead: part.length };
    },
    async stat() {
      return { size: bytes.length };
    },
    async close() {
      this.closed = true;
    },
  };
}

const sources: [string, () => Promise<ByteSource>][] = [
  ["memory", async () => memorySource(bytes)],
  ["a Buffer", async () => memorySource(Buffer.from(bytes))],
  ["a Blob", async () => blobSource(new Blob([bytes]))],
  ["a file handle", () => fileHandleSource(stingyHandle(), "file")],
];

describe("a Blob that a browser stops reading", () => {
  /** Readable so many times, then refused as browsers refuse a file that was written to. */
  const failing = (times: number, name: string) => {
    let left = times;
    return Object.assign(new Blob([bytes]), {
      name: "w.npy",
      slice: (from?: number, to?: number) =>
        left-- > 0
          ? new Blob([bytes.subarray(from, to)])
          : Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new DOMException("no", name)) }),
    });
  };

  it.each(["NotReadableError", "NotFoundError"])(
    "has changed, if it could be read before (%s)",
    async (name) => {
      const blob = failing(1, name);
      const message = "w.npy: the file was changed, moved or deleted after it was opened";
      expect(await blobSource(blob).read(3, 2)).toEqual(Uint8Array.of(3, 4));
      // Whoever opens it again meets the same file.
      await expect(blobSource(blob).read(0, 1)).rejects.toMatchObject({ code: "CHANGED", message });
    },
  );

  it("is unreadable, if it never could or for another reason", async () => {
    const refused = guarded(blobSource(failing(0, "NotReadableError")));
    await expect(refused.read(0, 1)).rejects.toMatchObject({ code: "READ_FAILED", message: "w.npy: no" });
    const broken = guarded(blobSource(failing(1, "EncodingError")));
    await broken.read(0, 1);
    await expect(broken.read(0, 1)).rejects.toMatchObject({ code: "READ_FAILED", message: "w.npy: no" });
  });
});

describe.each(sources)("a source over %s", (_, open) => {
  it("reads any range", async () => {
    const source = await open();
    expect(source.size).toBe(100);
    for (const [offset, length] of [
      [0, 100],
      [0, 0],
      [100, 0],
      [99, 1],
      [13, 57],
    ])
      expect([...(await source.read(offset, length))]).toEqual([...bytes.subarray(offset, offset + length)]);
  });

  it("refuses every range that is not in the file", async () => {
    const source = await open();
    for (const [offset, length] of [
      [0, 101],
      [101, 0],
      [100, 1],
      [-1, 2],
      [1, -1],
      [0.5, 1],
      [Number.NaN, 1],
      [2 ** 53, 2 ** 53],
    ])
      await expect(source.read(offset, length)).rejects.toMatchObject({ code: "READ_FAILED" });
  });

  it("gives bytes that may be changed", async () => {
    const source = await open();
    (await source.read(10, 5)).fill(255);
    expect([...(await source.read(10, 2))]).toEqual([10, 11]);
  });
});

describe("a file handle", () => {
  it("is closed with the source", async () => {
    const handle = stingyHandle();
    await (await fileHandleSource(handle, "file")).close?.();
    expect(handle.closed).toBe(true);
  });

  it.each([
    ["is cut", { size: 99, mtimeMs: 5, ino: 7 }, "it had 100 bytes and has 99"],
    ["grows", { size: 101, mtimeMs: 5, ino: 7 }, "it had 100 bytes and has 101"],
    ["is written to", { size: 100, mtimeMs: 6, ino: 7 }, "it was written to"],
    ["is another", { size: 100, mtimeMs: 5, ino: 8 }, "it is another file of the same name"],
  ])("that %s after it was opened is refused at the end of each read", async (_, after, message) => {
    let now = { size: 100, mtimeMs: 5, ino: 7 };
    const before = now;
    const handle = { ...stingyHandle(), stat: async () => now };
    const source = await fileHandleSource(handle, "f");
    await expect(source.read(0, 50)).resolves.toHaveLength(50);
    now = after;
    await expect(source.read(0, 50)).rejects.toMatchObject({
      code: "CHANGED",
      message: `f: the file changed after it was opened: ${message}`,
    });
    // So is opening it again as what it was.
    await expect(fileHandleSource(handle, "f", before)).rejects.toMatchObject({ code: "CHANGED" });
    expect((await fileHandleSource(handle, "f", after)).size).toBe(after.size);
  });

  it("that ends before its size is an error, not zeros", async () => {
    const source = await fileHandleSource(stingyHandle(50), "short.bin");
    await expect(source.read(40, 20)).rejects.toThrow(/short\.bin: the file ends at byte 50/);
  });
});

describe("elements of several reads, read into their own array", () => {
  it.each([
    ["F64", 8],
    ["F32", 4],
    ["F16", 2],
    ["BF16", 2],
    ["F8_E5M2", 1],
  ] as const)("%s from a file handle are those from memory, bit for bit", async (dtype, width) => {
    // Two and a half steps of the stream, and one element more.
    const count = (2.5 * CHUNK) / width + 1;
    const data = new Uint8Array(count * width);
    for (let i = 0; i < data.length; i++) data[i] = (i * 2654435761) >>> 11;
    const file = safetensors([{ name: "w", dtype, shape: [count], data }]);
    let reads = 0;
    const handle = {
      async read(buffer: Uint8Array, offset: number, length: number, position: number) {
        reads++;
        buffer.set(file.subarray(position, position + length), offset);
        return { bytesRead: length };
      },
      stat: async () => ({ size: file.length }),
      close: async () => {},
    };
    const source = await fileHandleSource(handle, "file");
    const [direct, streamed] = await Promise.all(
      [source, memorySource(file)].map(async (from) => (await openModel(from)).readTensor("w")),
    );
    const bits = ({ data: { buffer } }: Tensor) => Buffer.from(buffer);
    expect(bits(direct).equals(bits(streamed))).toBe(true);
    expect(reads).toBeGreaterThanOrEqual(5);
  });

  it("end as an error when the file has become shorter", async () => {
    const file = safetensors([{ name: "w", dtype: "F16", shape: [4096], data: new Uint8Array(8192) }]);
    const handle = {
      async read(buffer: Uint8Array, offset: number, length: number, position: number) {
        const part = file.subarray(position, Math.min(position + length, file.length - 3));
        buffer.set(part, offset);
        return { bytesRead: part.length };
      },
      stat: async () => ({ size: file.length }),
      close: async () => {},
    };
    const model = await openModel(await fileHandleSource(handle, "cut.safetensors"));
    await expect(model.readTensor("w")).rejects.toThrow(/cut\.safetensors: the file ends at byte/);
  });
});

describe("guarded", () => {
  const bad = (read: ByteSource["read"]) => guarded({ name: "bad", size: 10, read });

  it("does not believe a source that gives too few or too many bytes", async () => {
    for (const size of [0, 4, 6])
      await expect(bad(async () => new Uint8Array(size)).read(0, 5)).rejects.toMatchObject({
        code: "READ_FAILED",
      });
  });

  it("names the source in a foreign error and keeps the cause", async () => {
    const cause = new Error("disk on fire");
    await expect(bad(() => Promise.reject(cause)).read(0, 5)).rejects.toMatchObject({
      code: "READ_FAILED",
      message: "bad: disk on fire",
      cause,
    });
  });

  it("tells a stop by the caller from a failure", async () => {
    const stop = new AbortController();
    const source = bad(async () => {
      stop.abort();
      throw new Error("aborted");
    });
    await expect(source.read(0, 5, stop.signal)).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("refuses a size that is none", () => {
    for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => guarded({ name: "x", size, read: async () => bytes })).toThrow(/size must be an integer/);
  });
});

describe("checkRelativePath", () => {
  it.each([
    ["weights.bin", "weights.bin"],
    ["a/b/c.bin", "a/b/c.bin"],
    ["./a/./b", "a/b"],
    ["..a/b..", "..a/b.."],
    ["with space/ü", "with space/ü"],
    ["%2e%2e/x", "%2e%2e/x"],
    ["a".repeat(4096), "a".repeat(4096)],
  ])("takes %j", (path, expected) => {
    expect(checkRelativePath(path, "m")).toBe(expected);
  });

  it.each([
    "",
    ".",
    "..",
    "../x",
    "a/../b",
    "a/..",
    "/x",
    "//host/x",
    "a//b",
    "a/",
    "a\\b",
    "..\\x",
    "\\\\host\\x",
    "C:x",
    "c:/x",
    "file:///x",
    "http://x",
    "x:stream",
    "a\0",
    "a".repeat(4097),
  ])("refuses %j", (path) => {
    expect(() => checkRelativePath(path, "m")).toThrow(expect.objectContaining({ code: "UNSAFE_PATH" }));
  });
});

describe("blobFolder", () => {
  it("finds files by their names, or by their paths below a directory that was picked", async () => {
    const plain = new File([Uint8Array.of(1)], "w.bin");
    const nested = Object.defineProperty(new File([Uint8Array.of(2)], "v.bin"), "webkitRelativePath", {
      value: "model/data/v.bin",
    });
    const folder = blobFolder([plain, nested]);
    expect([...(await (await folder.open("w.bin")).read(0, 1))]).toEqual([1]);
    expect([...(await (await folder.open("data/v.bin")).read(0, 1))]).toEqual([2]);
    await expect(folder.open("v.bin")).rejects.toMatchObject({ code: "READ_FAILED" });
    await expect(folder.open("__proto__")).rejects.toMatchObject({ code: "READ_FAILED" });
  });
});

describe("openModel", () => {
  const file = safetensors([{ name: "w", dtype: "F32", shape: [1, 2], data: raw(Float32Array.of(1, 2)) }]);

  it("takes bytes, Blobs, Files and sources, and closes what it was given", async () => {
    let closed = 0;
    const source = { ...memorySource(file), close: async () => void closed++ };
    const blob = new Blob([new Uint8Array(file)]);
    for (const input of [file, blob, new File([blob], "f.safetensors"), source]) {
      const model = await openModel(input);
      expect((await model.read("w")).data).toEqual(Float32Array.of(1, 2));
      await model.close();
    }
    expect(closed).toBe(1);
    const broken = {
      ...memorySource(file.subarray(0, 30), "x.safetensors"),
      close: async () => void closed++,
    };
    await expect(openModel(broken)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    expect(closed).toBe(2);
  });

  it("believes the first bytes rather than the name", async () => {
    expect((await openModel(file, { name: "m.onnx" })).format).toBe("safetensors");
    expect((await openModel(file, { name: "m.npy" })).format).toBe("safetensors");
  });

  it("knows safetensors whose length looks like the magic number of another format", async () => {
    for (const length of [0x8b1f, 0x0280]) {
      const long = safetensors([], { header: "{}".padEnd(length) });
      expect((await openModel(long)).format).toBe("safetensors");
    }
  });
});
