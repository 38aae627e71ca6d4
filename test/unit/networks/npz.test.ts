/** npz files that numpy wrote, and broken ones. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readNumbers } from "../../../src/networks/index.ts";

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

it("has no arrays by name in other files", async () => {
  expect(await refused(new TextEncoder().encode("1,2\n3,4\n"), "x")).toMatch(
    /^UNKNOWN_TENSOR: .* not an npz file/,
  );
});
