/** npz files that numpy wrote, and broken ones. */
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { WignerscopeError } from "../../../src/base/index.ts";
import { Random } from "../../../src/kernel/index.ts";
import { readNumbers } from "../../../src/networks/index.ts";
import { archive } from "../models/archive.ts";

const read = (name: string) => new Uint8Array(readFileSync(`test/fixtures/networks/${name}.npz`));
const refused = (bytes: Uint8Array, array?: string) =>
  readNumbers(bytes, { name: "data.npz", array }).then(
    () => "read",
    ({ code, message }) => `${code}: ${message}`,
  );

describe.each(["stored", "deflated"])("numpy's npz, %s", (name) => {
  const bytes = read(name);

  it("gives each array by its name", async () => {
    const x = await readNumbers(bytes, { array: "x" });
    expect(x.shape).toEqual([2, 2, 3]);
    expect(Array.from(x.data)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(Array.from((await readNumbers(bytes, { array: "y" })).data)).toEqual([3, -1]);
  });

  it("asks which one is meant", async () => {
    expect(await refused(bytes)).toMatch(
      /^UNKNOWN_TENSOR: data.npz: say which array is meant; it has "x", "y"/,
    );
    expect(await refused(bytes, "z")).toMatch(/there is no array "z"; it has "x", "y"/);
  });

  it("says where it is cut short or damaged", async () => {
    expect(await refused(bytes.subarray(0, bytes.length - 30), "x")).toMatch(/CORRUPT_FILE: .* cut short/);
    const moved = bytes.slice();
    moved[moved.length - 6] ^= 1;
    expect(await refused(moved, "x")).toMatch(/CORRUPT_FILE: data.npz: entry 0 of the zip directory/);
  });
});

it("says that deflated bytes are damaged", async () => {
  const bytes = read("deflated");
  // The first deflated block begins behind the local header: a block of the type that does not exist.
  const start = 30 + bytes[26] + bytes[28] + 256 * bytes[29];
  bytes[start] |= 6;
  expect(await refused(bytes, "x")).toMatch(
    /CORRUPT_FILE: data.npz: x.npy: its compressed bytes are damaged/,
  );
});

it("says that bytes are not those that were stored", async () => {
  const bytes = read("stored");
  const values = 30 + bytes[26] + bytes[28] + 256 * bytes[29] + 128;
  bytes[values + 2] ^= 1;
  expect(await refused(bytes, "x")).toMatch(/^CORRUPT_FILE: data.npz: x.npy: .* check sum is another/);
});

it("has no arrays by name in other files", async () => {
  expect(await refused(new TextEncoder().encode("1,2\n3,4\n"), "x")).toMatch(
    /^UNKNOWN_TENSOR: .* not an npz file/,
  );
});

describe("sizes that the archive lies about", () => {
  const packed = new Uint8Array(deflateRawSync(new Uint8Array(2 ** 20)));

  it("stops a stream that unpacks to more than it says", async () => {
    expect(await refused(archive(packed, 100), "x")).toMatch(
      /^CORRUPT_FILE: data.npz: x.npy: it has more than 100 bytes/,
    );
  });

  it("takes no memory for a size that the compressed bytes cannot reach", async () => {
    expect(await refused(archive(packed, 2 ** 31), "x")).toMatch(
      /^CORRUPT_FILE: .*compressed bytes hold at most \d+, not 2147483648/,
    );
  });

  it("misses what is not there", async () => {
    expect(await refused(archive(packed, 2 ** 20 + 1), "x")).toMatch(/it has 1048576 bytes, not 1048577/);
  });
});

it.each(["stored", "deflated"])("reads or refuses whatever damage does to %s", async (name) => {
  const bytes = read(name);
  const random = new Random(11);
  let refusals = 0;
  for (let k = 0; k < 400; k++) {
    const damaged = bytes.slice(0, random.uniform() < 0.3 ? random.integer(bytes.length) : bytes.length);
    for (let hits = 1 + random.integer(4); hits > 0 && damaged.length > 0; hits--)
      damaged[random.integer(damaged.length)] = random.integer(256);
    try {
      const { shape, data } = await readNumbers(damaged, { array: "x" });
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    } catch (error) {
      refusals++;
      expect([k, error instanceof WignerscopeError]).toEqual([k, true]);
    }
  }
  expect(refusals).toBeGreaterThan(100);
});
