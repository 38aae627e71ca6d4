/** The zip reader: sizes of 64 bits, members that are deflated, and archives that lie. */
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../../src/models/encodings/crc32.ts";
import { openMember, readZipDirectory } from "../../../src/models/encodings/zip.ts";
import { memorySource } from "../../../src/models/index.ts";
import { archive } from "./archive.ts";
import { concat, raw, utf8 } from "./encoders.ts";

/** Opens the first member and reads it whole. */
async function first(bytes: Uint8Array): Promise<Uint8Array> {
  const source = memorySource(bytes, "data.npz");
  const [member] = await readZipDirectory(source, "data.npz");
  const file = await openMember(source, member, "data.npz");
  return file.read(0, file.size);
}
const refused = (bytes: Uint8Array) =>
  first(bytes).then(
    () => "read",
    ({ code, message }) => `${code}: ${message}`,
  );

describe("sizes that the archive lies about", () => {
  const packed = new Uint8Array(deflateRawSync(new Uint8Array(2 ** 20)));

  it("stops a stream that unpacks to more than it says", async () => {
    expect(await refused(archive(packed, 100))).toMatch(
      /^CORRUPT_FILE: data.npz: x.npy: it has more than 100 bytes/,
    );
  });

  it("takes no memory for a size that the compressed bytes cannot reach", async () => {
    expect(await refused(archive(packed, 2 ** 31))).toMatch(
      /^CORRUPT_FILE: .*compressed bytes hold at most \d+, not 2147483648/,
    );
  });

  it("misses what is not there", async () => {
    expect(await refused(archive(packed, 2 ** 20 + 1))).toMatch(/it has 1048576 bytes, not 1048577/);
  });
});

it("reads sizes and places of 64 bits, as they stand in a sparse file of 5 GB", async () => {
  const size = 5 * 2 ** 30;
  const name = utf8("w.npy");
  const local = new Uint8Array(30);
  local.set(utf8("PK\x03\x04"));
  new DataView(local.buffer).setUint16(26, name.length, true);
  const extra = raw(BigUint64Array.of(BigInt(size), BigInt(size)));
  const entry = new Uint8Array(46);
  const fields = new DataView(entry.buffer);
  fields.setUint32(0, 0x02014b50, true);
  for (const at of [20, 24]) fields.setUint32(at, 0xffffffff, true);
  fields.setUint16(28, name.length, true);
  fields.setUint16(30, 20, true);
  const directory = concat(entry, name, [1, 0, 16, 0], extra);
  const place = 35 + size;
  const end64 = new Uint8Array(56);
  end64.set(utf8("PK\x06\x06"));
  end64.set(raw(BigUint64Array.of(1n, 1n, BigInt(directory.length), BigInt(place))), 24);
  const locator = concat(
    utf8("PK\x06\x07"),
    [0, 0, 0, 0],
    raw(BigUint64Array.of(BigInt(place + directory.length))),
    [1, 0, 0, 0],
  );
  const end = concat(utf8("PK\x05\x06"), new Uint8Array(4), new Uint8Array(12).fill(255), [0, 0]);
  const tail = concat(directory, end64, locator, end);
  const parts = [
    { at: 0, bytes: concat(local, name) },
    { at: place, bytes: tail },
  ];
  let asked = 0;
  const source = {
    name: "sparse.npz",
    size: place + tail.length,
    async read(offset: number, length: number) {
      asked += length;
      const out = new Uint8Array(length);
      for (const { at, bytes } of parts) {
        const from = Math.max(offset, at);
        const to = Math.min(offset + length, at + bytes.length);
        if (from < to) out.set(bytes.subarray(from - at, to - at), from - offset);
      }
      return out;
    },
  };
  const [member] = await readZipDirectory(source, "sparse.npz");
  expect(member).toMatchObject({ name: "w.npy", size, packed: size, header: 0 });
  const file = await openMember(source, member, "sparse.npz");
  expect([...(await file.read(size - 2, 2))]).toEqual([0, 0]);
  expect(asked).toBeLessThan(100_000);
});

it("has the check sum of the standard, also in parts", () => {
  const bytes = new TextEncoder().encode("123456789");
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

it("holds a deflated member against its check sum when its end is reached", async () => {
  const content = new TextEncoder().encode("weights, weights, weights");
  const packed = new Uint8Array(deflateRawSync(content));
  const opened = async (sum: number) => {
    const source = memorySource(archive(packed, content.length, sum));
    const [member] = await readZipDirectory(source, "a.npz");
    return openMember(source, member, "a.npz");
  };
  expect(await (await opened(crc32(content))).read(0, content.length)).toEqual(content);
  const damaged = await opened(crc32(content) ^ 1);
  expect(await damaged.read(0, 7)).toEqual(content.subarray(0, 7));
  await expect(damaged.read(7, content.length - 7)).rejects.toThrow(/x\.npy: .* check sum is another/);
});
