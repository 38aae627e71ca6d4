/** Flax checkpoints that msgpack wrote, read back equal, and broken ones. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openModel } from "../../../src/models/index.ts";
import { concat, utf8 } from "./encoders.ts";
import { analysisOf, elements, fromBase64, openTwin, readJson, type Written } from "./twins.ts";

const FOLDER = "test/fixtures/flax";
const bytes = new Uint8Array(readFileSync(`${FOLDER}/flax_model.msgpack`));
const expected: Written = readJson(`${FOLDER}/expected.json`);
const open = () => openModel(bytes, { name: "flax_model.msgpack" });

it("has the arrays that were written, bit by bit, and steps over what is not one", async () => {
  const model = await open();
  expect(model.format).toBe("flax");
  expect(model.tensors.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual(
    Object.entries(expected).map(([name, { dtype, shape }]) => [name, dtype, shape]),
  );
  for (const { name } of model.tensors)
    expect(await elements(model, name), name).toEqual(fromBase64(expected[name].base64));
});

it("gives the analysis of the same weights in safetensors, to the last digit", async () => {
  const theirs = await analysisOf(await openTwin(expected));
  expect(theirs.filter(({ status }) => status === "analyzed").length).toBeGreaterThan(3);
  expect(await analysisOf(await open())).toEqual(theirs);
});

/** {"w": array}, an array being an extension of type 1 whose content is given. */
const file = (content: readonly number[] | Uint8Array) =>
  concat([0x81, 0xa1], utf8("w"), [0xc7, content.length, 1], content);

it.each<[string, Uint8Array, RegExp]>([
  ["fields that are two", file([0x92, 0x90, 0xa0]), /three fields/],
  [
    "elements fewer than its shape",
    file(concat([0x93, 0x91, 2, 0xa7], utf8("float32"), [0xc4, 0])),
    /takes 8 bytes, there are 0/,
  ],
  ["a size below zero", file(concat([0x93, 0x91, 0xff, 0xa7], utf8("float32"), [0xc4, 0])), /natural number/],
  [
    "elements that reach beyond the file",
    file([0x93, 0x90, 0xa1, 0x78, 0xc6, 255, 255, 255, 255]),
    /reach beyond the file/,
  ],
  [
    "elements that end before it does",
    file([0x93, 0x90, 0xa1, 0x78, 0xc4, 0, 0]),
    /ends at 12, its extension at 13/,
  ],
  ["a map of 2^32 - 1 entries", Uint8Array.of(0xdf, 255, 255, 255, 255, 0xa1, 0x77), /the file ends/],
  [
    "bytes behind it",
    concat(file(concat([0x93, 0x91, 0, 0xa7], utf8("float32"), [0xc4, 0])), [0]),
    /1 bytes are left over/,
  ],
  [
    "maps in maps without end",
    concat(new Uint8Array(600).map((_, i) => [0x81, 0xa1, 0x77][i % 3])),
    /nesting deeper than 100/,
  ],
  [
    "lists in lists without end",
    concat([0x81, 0xa1, 0x77], new Uint8Array(600).fill(0x91)),
    /nesting deeper than 100/,
  ],
  ["a code that is not used", Uint8Array.of(0x81, 0xa1, 0x77, 0xc1), /no value of code 0xc1/],
  [
    "one name twice",
    concat(
      [0x82, 0xa1, 0x77],
      file([0x93, 0x90, 0xa1, 0x78, 0xc4, 0]).subarray(3),
      file([0x93, 0x90, 0xa1, 0x78, 0xc4, 0]).subarray(1),
    ),
    /comes twice/,
  ],
])("says that it has %s", async (_, broken, message) => {
  await expect(openModel(broken, { name: "x.msgpack" })).rejects.toMatchObject({
    code: "CORRUPT_FILE",
    message: expect.stringMatching(message),
  });
});
