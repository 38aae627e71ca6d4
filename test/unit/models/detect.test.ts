/** What a file is: by its bytes, by its name, or what it is instead of a model. */
import { describe, expect, it } from "vitest";
import {
  endingOf,
  FOREIGN_ENDINGS,
  FORMATS,
  formatTitle,
  formatTitles,
  isNamedByFile,
  openModel,
} from "../../../src/models/index.ts";
import { concat, safetensors, utf8 } from "./encoders.ts";
import { FIXTURE_FOLDER, FIXTURES } from "./fixtures.ts";

/** A zip archive's first local header: signature, 22 bytes, lengths of name and extra field, the name. */
const zip = (member: string) =>
  concat(
    utf8("PK\x03\x04"),
    new Uint8Array(22),
    [member.length & 255, member.length >> 8, 0, 0],
    utf8(member),
    new Uint8Array(40),
  );

const FOREIGN: readonly (readonly [string, string, Uint8Array, RegExp])[] = [
  [
    "a git-LFS pointer",
    "model.safetensors",
    utf8("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
    /git-LFS pointer.*run git lfs pull/,
  ],
  ["a login page", "model.safetensors", utf8("<!DOCTYPE html>\n<html><body>Sign in"), /HTML page.*download/],
  ["a page in capitals behind a comment", "m.onnx", utf8("\n <!-- x -->\n<HTML lang=en>"), /HTML page/],
  ["a page behind a byte order mark", "m.npy", concat([0xef, 0xbb, 0xbf], utf8("<head>")), /HTML page/],
  ["a server's refusal", "m.safetensors", utf8('<?xml version="1.0"?><Error>AccessDenied</Error>'), /XML/],
  ["a pickle of protocol 5", "x", Uint8Array.of(0x80, 0x05, 0x95), /Python pickle.*torch\.save/],
  ["Keras 3", "m.keras", zip("metadata.json"), /Keras model.*tf2onnx/],
  ["another zip", "m.zip", zip("readme.txt"), /zip archive.*unpack/],
  ["an empty zip", "m.zip", concat(utf8("PK\x05\x06"), new Uint8Array(18)), /zip archive/],
  ["HDF5", "m.h5", concat([0x89], utf8("HDF\r\n\x1a\n"), new Uint8Array(8)), /HDF5.*Keras/],
  [
    "a SavedModel",
    "saved_model.pb",
    Uint8Array.of(8, 1, 0x12, 0x85, 0x10, 10, 3),
    /SavedModel.*--saved-model/,
  ],
  ["a frozen graph", "frozen.pb", Uint8Array.of(10, 5, 10, 1, 120), /frozen graph.*--graphdef/],
  ["gzip", "m.safetensors.gz", Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip.*gunzip/],
  ["a configuration", "config.json", utf8('{"architectures": ["x"]}'), /JSON file without the weight map/],
];

describe("what is not read says what it is and what to do", () => {
  it.each(FOREIGN)("%s", async (_, name, bytes, message) => {
    await expect(openModel(bytes, { name })).rejects.toMatchObject({
      code: "UNSUPPORTED_FORMAT",
      message: expect.stringMatching(message),
    });
  });

  it("or that nothing is known of it", async () => {
    const refusal = (message: string) => ({ code: "UNSUPPORTED_FORMAT", message });
    const known = `(formats that are read: ${formatTitles()})`;
    await expect(openModel(utf8("zzzz"), { name: "x" })).rejects.toMatchObject(
      refusal(`x: neither its first bytes nor its name say what it is ${known}`),
    );
    await expect(openModel(new Uint8Array(0), { name: "x.h5" })).rejects.toMatchObject(
      refusal(`x.h5: it is empty ${known}`),
    );
  });
});

describe("a format is told", () => {
  it("by its bytes before its name", async () => {
    for (const [format, fixtures] of Object.entries(FIXTURES))
      for (const { bytes } of fixtures)
        for (const name of ["x.h5", "x.xml", "x.gz"])
          expect((await openModel(bytes, { name, folder: FIXTURE_FOLDER })).format).toBe(format);
  });

  it("by a header's brace, whatever magic number its length looks like", async () => {
    // A header of 0x04034b50 bytes would begin like a zip archive; its file would be too large for a test.
    const [{ bytes }] = FIXTURES.safetensors;
    const claimed = concat(utf8("PK\x03\x04"), [0, 0, 0, 0], bytes.subarray(8));
    await expect(openModel(claimed, { name: "x" })).rejects.toMatchObject({ code: "CORRUPT_FILE" });
  });

  it("by its name where its bytes do not say: the longest ending, in any case", async () => {
    expect(endingOf("/a/B.SafeTensors.Index.JSON")?.ending).toBe(".safetensors.index.json");
    expect(endingOf("a.SAFETENSORS")?.format.name).toBe("safetensors");
    expect(endingOf("a.onnx.txt")).toBeUndefined();
    await expect(openModel(utf8("zzzz"), { name: "x.NPY" })).rejects.toMatchObject({ code: "CORRUPT_FILE" });
  });

  it("as a checkpoint of PyTorch by an archive's first member, whichever that is", async () => {
    const longest = `${"a".repeat(300)}/data.pkl`;
    for (const member of [
      "archive/data.pkl",
      "best/.format_version",
      "net/data/0",
      "net/constants.pkl",
      longest,
    ])
      await expect(openModel(zip(member), { name: "x" })).rejects.toMatchObject({
        code: "CORRUPT_FILE",
        message: expect.stringMatching(/PyTorch checkpoint.*cut short/),
      });
    await expect(openModel(utf8("zzzz"), { name: "x.pth" })).rejects.toMatchObject({
      code: "CORRUPT_FILE",
      message: expect.stringMatching(/PyTorch checkpoint/),
    });
    expect(endingOf("a.BIN")).toMatchObject({ ending: ".bin", shared: true });
    expect(endingOf("a.pt")).toMatchObject({ ending: ".pt", shared: false });
  });

  it("as ONNX of 2017 by its name alone, later by the version in front", async () => {
    const version = (n: number) => openModel(Uint8Array.of(8, n, 8), { name: "x" });
    for (const n of [1, 2, 32])
      await expect(version(n)).rejects.toMatchObject({ code: "UNSUPPORTED_FORMAT" });
    for (const n of [3, 31]) await expect(version(n)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    await expect(openModel(Uint8Array.of(8, 2, 8), { name: "x.onnx" })).rejects.toMatchObject({
      code: "CORRUPT_FILE",
    });
    await expect(openModel(Uint8Array.of(8, 3), { name: "x" })).rejects.toMatchObject({
      code: "UNSUPPORTED_FORMAT",
    });
  });

  it("as safetensors by a brace behind the length, which may be a brace itself, and JSON by its text", async () => {
    // A header of 123 bytes: its length is the character of a brace.
    const padded = `{"__metadata__":{"a":"${"b".repeat(123 - 25)}"}}`;
    expect(padded).toHaveLength(123);
    expect((await openModel(safetensors([], { header: padded }), { name: "x" })).format).toBe("safetensors");
    // A first key of four letters has the brace of its object at byte 8, as a safetensors header has its own.
    const text = utf8('{"meta":{"a":1},"weight_map":{"ids":"m.safetensors"}}');
    expect(text[8]).toBe(0x7b);
    expect((await openModel(text, { name: "x", folder: FIXTURE_FOLDER })).format).toBe("safetensors-index");
  });

  it("as the index of shards by its map, also under another name", async () => {
    const [{ bytes }] = FIXTURES["safetensors-index"];
    expect((await openModel(bytes, { name: "weights.txt", folder: FIXTURE_FOLDER })).format).toBe(
      "safetensors-index",
    );
  });

  it("from a header whose brace has white space behind it", async () => {
    const spaced = safetensors([], { header: '{ \n"__metadata__":{"a":"b"}}' });
    expect((await openModel(spaced, { name: "x" })).metadata.get("a")).toBe("b");
    expect((await openModel(safetensors([], { header: "{}" }), { name: "x" })).tensors).toEqual([]);
  });
});

describe("the registry", () => {
  it("has a title for each name, and the name itself for others", () => {
    expect(formatTitle("onnx")).toBe("ONNX");
    expect(formatTitle("of the future")).toBe("of the future");
    expect(formatTitles("or")).toMatch(/^[^&]*NumPy \.npy, .*ONNX, .*safetensors.* or [A-Za-z. ]+$/);
  });

  it("says which formats have no names for their tensors", () => {
    expect(FORMATS.map(({ name }) => name).filter(isNamedByFile)).toEqual(["npy"]);
  });

  it("shares no ending with what is not read", () => {
    const ours = FORMATS.flatMap(({ endings }) => endings);
    expect(FOREIGN_ENDINGS.filter((ending) => ours.includes(ending))).toEqual([]);
    for (const ending of [".h5", ".json"]) expect(FOREIGN_ENDINGS).toContain(ending);
  });
});
