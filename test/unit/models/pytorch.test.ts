/** Checkpoints that PyTorch wrote, read back equal; and hostile ones, of which nothing runs. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blobFolder, openModel } from "../../../src/models/index.ts";
import { concat, raw, utf8 } from "./encoders.ts";
import { pickle, storedZip } from "./pickles.ts";
import { analysisOf, elements, fromBase64, openTwin, readJson, type Written } from "./twins.ts";

const FOLDER = "test/fixtures/pytorch";
const bytesOf = (file: string) => new Uint8Array(readFileSync(`${FOLDER}/${file}`));
const beside = (...files: readonly string[]) =>
  blobFolder(new Map(files.map((file) => [file, new Blob([bytesOf(file)])])));
const open = (file: string) => openModel(bytesOf(file), { name: file });

interface Expected {
  readonly tensors: Written;
  readonly metadata?: Record<string, string>;
}
const expected: Record<string, Expected> = readJson(`${FOLDER}/expected.json`).files;

const whole = Object.keys(expected).filter((file) => !file.endsWith(".json"));

describe.each(whole)("%s", (file) => {
  const { tensors, metadata = {} } = expected[file];

  it("has torch's tensors, bit by bit", async () => {
    const model = await open(file);
    expect(model.format).toBe("pytorch");
    expect(model.tensors.map(({ name }) => name).sort()).toEqual(Object.keys(tensors).sort());
    for (const { name, dtype, shape } of model.tensors) {
      expect([name, dtype, shape]).toEqual([name, tensors[name].dtype, tensors[name].shape]);
      expect(await elements(model, name), name).toEqual(fromBase64(tensors[name].base64));
    }
    expect(Object.fromEntries(model.metadata)).toEqual(metadata);
  });
});

it("gives the analysis of the same weights in safetensors, to the last digit", async () => {
  const { tensors } = expected["state.pt"];
  const theirs = await analysisOf(await openTwin(tensors));
  expect(theirs.filter(({ status }) => status === "analyzed").length).toBeGreaterThan(5);
  for (const file of ["state.pt", "state-4.pt", "stream.pth", "big-endian.pt", "deflated.pt"])
    expect(await analysisOf(await open(file))).toEqual(theirs);
});

describe("what is not a weight", () => {
  it("is the optimizer's state, which is read like any other and says what it is", async () => {
    const { tensors } = await open("nested.ckpt");
    const state = tensors.filter(({ name }) => name.startsWith("optimizer."));
    expect(state.length).toBeGreaterThan(10);
    for (const { notWeight, readable } of state) {
      expect(notWeight).toMatch(/state of the training/);
      expect(readable).toBe(true);
    }
    expect(tensors.filter(({ notWeight }) => notWeight === undefined).map(({ name }) => name)).toContain(
      "body.0.weight",
    );
  });

  it("is listed where its elements are codes, or repeated", async () => {
    const { tensors } = await open("quantised.pt");
    expect(tensors).toMatchObject([
      {
        name: "codes",
        dtype: "I8",
        shape: [3, 3],
        readable: false,
        reason: expect.stringMatching(/quantised/),
      },
      { name: "expanded", shape: [400, 3], readable: false, reason: expect.stringMatching(/repeats the 3/) },
    ]);
  });
});

describe("a hostile pickle", () => {
  const { dict, text, global, tuple, reduce, int, persistent, list, newObject, build } = pickle;
  const archive = (body: Uint8Array, more: Record<string, Uint8Array> = {}) =>
    storedZip({ "a/data.pkl": pickle.whole(body), "a/data/0": raw(new Float32Array(6)), ...more });
  const refusal = (bytes: Uint8Array) =>
    openModel(bytes, { name: "x.pt" }).then(
      () => "opened",
      ({ code, message }) => `${code}: ${message}`,
    );
  const storage = (count = 6, type = "FloatStorage", key = "0") =>
    persistent(tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(count)));
  const tensor = (shape: number[], strides: number[], offset = 0, from = storage()) =>
    reduce(
      global("torch._utils", "_rebuild_tensor_v2"),
      tuple(from, int(offset), tuple(...shape.map(int)), tuple(...strides.map(int))),
    );

  it("is sound to begin with", async () => {
    const model = await openModel(archive(dict(text("w"), tensor([2, 3], [3, 1]))));
    expect(model.tensors).toMatchObject([{ name: "w", dtype: "F32", shape: [2, 3] }]);
    expect(
      await refusal(archive(dict(text("w"), newObject(global("os", "system"), tuple(text("true")))))),
    ).toBe("opened");
  });

  it.each([
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["__builtin__", "exec"],
    ["subprocess", "Popen"],
    ["torch", "load"],
    ["constructor", "constructor"],
  ])("calls %s.%s, which is refused by name", async (module, name) => {
    const call = reduce(global(module, name), tuple(text("touch /tmp/x")));
    expect(await refusal(archive(dict(text("w"), call)))).toMatch(
      new RegExp(
        `^UNSUPPORTED_FORMAT: x.pt: .*offset \\d+: the checkpoint calls "${module}.${name}".*nothing was run`,
      ),
    );
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["a view beyond its storage", tensor([2, 3], [3, 1], 1), /element is number 7 of a storage of 6/],
    ["a stride beyond it", tensor([2, 2], [5, 1]), /element is number 7 of a storage of 6/],
    [
      "a storage larger than its member",
      tensor([2], [1], 0, storage(7)),
      /takes 28 bytes, the archive has 24/,
    ],
    ["a storage that is not there", tensor([2], [1], 0, storage(6, "FloatStorage", "1")), /no storage "1"/],
    [
      "a path for a storage",
      tensor([2], [1], 0, storage(6, "FloatStorage", "../../etc/passwd")),
      /no storage/,
    ],
    ["a negative size", tensor([-1, 2], [2, 1]), /shape is not an integer from 0/],
    ["a shape of other length than its strides", tensor([2, 3], [1]), /2 sizes and 1 strides/],
    ["65 dimensions", tensor(new Array(65).fill(1), new Array(65).fill(1)), /65 entries, at most 64/],
    ["an impossible shape", tensor([2 ** 30, 2 ** 30], [0, 0]), /impossibly large/],
    ["no storage", reduce(global("torch._utils", "_rebuild_tensor_v2"), tuple(int(0))), /no storage/],
    ["a persistent id of something else", persistent(text("x")), /not that of a storage/],
    ["a memo that is empty", Uint8Array.of(0x68, 9), /nothing is kept in slot 9/],
    ["an integer of a million bytes", Uint8Array.of(0x8b, 0x40, 0x42, 0x0f, 0), /integer of 1000000 bytes/],
    ["a text of 4 GB", Uint8Array.of(0x58, 255, 255, 255, 255), /cut short/],
    ["a text of 2^63 bytes", concat([0x8d], raw(BigUint64Array.of(2n ** 63n))), /a length of/],
    ["an opcode of protocol 0", utf8("I12\n"), /opcode 0x49 is not read/],
    ["an extension code", Uint8Array.of(0x82, 1), /opcode 0x82/],
  ])("%s", async (_, body, message) => {
    const refused = await refusal(archive(dict(text("w"), body)));
    expect(refused).toMatch(/^CORRUPT_FILE: x.pt: /);
    expect(refused).toMatch(message);
  });

  it("has a view that is repeated without end, which costs nothing", async () => {
    const { tensors } = await openModel(archive(dict(text("w"), tensor([2 ** 20, 2 ** 20], [0, 0]))));
    expect(tensors[0]).toMatchObject({
      readable: false,
      reason: expect.stringMatching(/repeats the 6 elements/),
    });
  });

  it("has lists of lists of itself, 2^60 in all, and is read at once", async () => {
    // Each list holds the one before it twice: [x, x], as "billion laughs".
    let body = concat(list(), [0x71, 0]);
    for (let i = 1; i <= 60; i++)
      body = concat(body, [0x30], list(), [0x71, i], [0x28, 0x68, i - 1, 0x68, i - 1, 0x65]);
    const model = await openModel(archive(dict(text("bomb"), body, text("w"), tensor([2, 3], [3, 1]))));
    expect(model.tensors.map(({ name }) => name)).toEqual(["w"]);
  });

  it("holds itself, and ends", async () => {
    const body = concat(list(), [0x71, 0, 0x28, 0x68, 0, 0x65]);
    expect((await openModel(archive(dict(text("x"), body)))).tensors).toEqual([]);
  });

  it("nests deeper than any module", async () => {
    const deep = (levels: number) => new Uint8Array(2 * levels - 1).fill(0x5d, 0, levels).fill(0x61, levels);
    expect(await refusal(archive(dict(text("x"), deep(200))))).toBe("opened");
    expect(await refusal(archive(dict(text("x"), deep(100_000))))).toMatch(/CORRUPT_FILE: .*nesting deeper/);
  });

  it("gives an object a state of its own, and two tensors one name", async () => {
    const state = dict(
      text("w"),
      tensor([2, 3], [3, 1]),
      int(1),
      tensor([6], [1]),
      text("1"),
      tensor([3], [2]),
    );
    const body = concat(newObject(global("mine", "Net"), tuple()), build(state));
    const { tensors } = await openModel(archive(dict(text("net"), body)));
    expect(tensors.map(({ name }) => name)).toEqual(["w", "1", "1 (2)"]);
  });

  it("is in an archive whose members lie over one another, or come twice", async () => {
    const bytes = archive(dict(text("w"), tensor([2, 3], [3, 1])));
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 6, true);
    const second = directory + 46 + view.getUint16(directory + 28, true);
    const overlapping = bytes.slice();
    new DataView(overlapping.buffer).setUint32(second + 42, 3, true);
    expect(await refusal(overlapping)).toMatch(/CORRUPT_FILE: .*overlaps/);
    const twice = bytes.slice();
    twice.set(utf8("a/data.pkl"), second + 46);
    expect(await refusal(concat(twice))).toMatch(/CORRUPT_FILE/);
  });
});

describe("a sharded checkpoint", () => {
  const index = "pytorch_model.bin.index.json";
  const shards = ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"];

  it("is one model", async () => {
    const model = await openModel(bytesOf(index), { name: index, folder: beside(...shards) });
    const { tensors } = expected[index];
    expect(model.tensors.map(({ name }) => name)).toEqual(Object.keys(tensors));
    for (const { name } of model.tensors)
      expect(await elements(model, name), name).toEqual(fromBase64(tensors[name].base64));
    expect(model.files.map(({ name }) => name)).toEqual([index, ...shards]);
  });
});
