/**
 * Damaged and hostile files: whatever the bytes are, a reader gives a model or a WignerscopeError, asks its source for
 * no more than a small multiple of the file, and allocates no more than a small multiple of the file.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WignerscopeError } from "../../../src/base/errors.ts";
import {
  blobFolder,
  type ModelFolder,
  memorySource,
  openModel,
  planMatrices,
} from "../../../src/models/index.ts";
import { concat, npy, onnxModel, pb, raw, safetensors, utf8, varint } from "./encoders.ts";
import { FIXTURE_FOLDER, FIXTURES, FOLDER_BYTES } from "./fixtures.ts";
import { pickle, storedZip } from "./pickles.ts";

const files: Record<string, Uint8Array> = Object.fromEntries(
  Object.values(FIXTURES).flatMap((fixtures) => fixtures.map(({ name, bytes }) => [name, bytes])),
);

let requested = 0;
let largestRequest = 0;
let largestAllocation = 0;

/** Notes how much memory is asked for in one piece. */
function watchAllocations(): void {
  for (const kind of [Uint8Array, Uint16Array, Uint32Array, Float32Array, Float64Array]) {
    const watched = new Proxy(kind, {
      construct(target, args, newTarget) {
        if (typeof args[0] === "number")
          largestAllocation = Math.max(largestAllocation, args[0] * target.BYTES_PER_ELEMENT);
        return Reflect.construct(target, args, newTarget);
      },
    });
    vi.stubGlobal(kind.name, watched);
  }
}

/** Opens a file and does everything that can be done with it. Returns the error, if there was one. */
async function exercise(
  bytes: Uint8Array,
  name: string,
  siblings: ModelFolder = FIXTURE_FOLDER,
): Promise<unknown> {
  requested = largestRequest = largestAllocation = 0;
  const inner = memorySource(bytes, name);
  const source = {
    ...inner,
    read(offset: number, length: number) {
      requested += length;
      largestRequest = Math.max(largestRequest, length);
      return inner.read(offset, length);
    },
  };
  try {
    const model = await openModel(source, { folder: siblings });
    const names = new Set(model.tensors.map((tensor) => tensor.name));
    expect(names.size).toBe(model.tensors.length);
    for (const info of model.tensors) {
      for (const conv of ["flatten", "slices"] as const) planMatrices(info, { conv });
      expect((info.reason ?? "").length + info.dtype.length).toBeLessThan(1000);
      if (!info.readable) continue;
      const { data, shape } = await model.readTensor(info.name);
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The bounds that hold for every file; 300 KB are the table of all float16 values and small change. */
function checkBounds(error: unknown, size: number): void {
  if (error !== undefined) {
    expect(error).toBeInstanceOf(WignerscopeError);
    expect((error as WignerscopeError).message.length).toBeLessThan(1000);
  }
  expect(largestRequest).toBeLessThanOrEqual(size);
  expect(requested).toBeLessThanOrEqual(4 * size + 1000);
  expect(largestAllocation).toBeLessThanOrEqual(8 * (size + FOLDER_BYTES) + 300_000);
}

beforeEach(watchAllocations);
afterEach(() => vi.unstubAllGlobals());

/** WIGNERSCOPE_FUZZ=10000 tries that many damaged files of each kind, from another seed each time. */
const LONG = Number(process.env.WIGNERSCOPE_FUZZ ?? 0);
const RUNS = LONG || 400;
const SEED = LONG ? Date.now() : 20260;
const run = (property: fc.IAsyncProperty<unknown>) =>
  fc.assert(property as fc.IAsyncProperty<[unknown]>, { numRuns: RUNS, seed: SEED });

/** Parts of a pickle of PyTorch, each whole. */
const sound = (() => {
  const { text, global, int, tuple, persistent, reduce, dict } = pickle;
  const storage = persistent(
    tuple(text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), int(6)),
  );
  const view = tuple(storage, int(0), tuple(int(3), int(2)), tuple(int(1), int(3)));
  const tensor = reduce(global("torch._utils", "_rebuild_tensor_v2"), view);
  return { storage, tensor, entry: dict(text("w"), tensor) };
})();

/** Numbers on which size arithmetic breaks, as 8 little-endian bytes. */
const absurd = fc.constantFrom(
  0n,
  1n,
  0x7fn,
  0xffn,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 60n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
);

describe.each(Object.entries(files))("%s", (name, file) => {
  const position = fc.nat(file.length - 1);

  it("is sound to begin with", async () => {
    expect(await exercise(file, name)).toBeUndefined();
    checkBounds(undefined, file.length);
  });

  it("may be cut off anywhere", async () => {
    for (let length = 0; length < file.length; length++) {
      const error = await exercise(file.subarray(0, length), name);
      checkBounds(error, length);
      expect(error, `${length} of ${file.length}`).toBeInstanceOf(WignerscopeError);
    }
  });

  it("may have any bits flipped", () =>
    run(
      fc.asyncProperty(
        fc.array(fc.tuple(position, fc.nat(7)), { minLength: 1, maxLength: 4 }),
        async (flips) => {
          const bytes = file.slice();
          for (const [at, bit] of flips) bytes[at] ^= 1 << bit;
          checkBounds(await exercise(bytes, name), bytes.length);
        },
      ),
    ));

  it("may have parts copied, removed and repeated", () =>
    run(
      fc.asyncProperty(
        position,
        position,
        position,
        fc.constantFrom(...Object.values(files)),
        async (a, b, at, donor) => {
          const part = donor.subarray(Math.min(a, b), Math.max(a, b));
          const inserted = concat(file.subarray(0, at), part, file.subarray(at));
          checkBounds(await exercise(inserted, name), inserted.length);
          const replaced = concat(file.subarray(0, at), part, file.subarray(at + part.length));
          checkBounds(await exercise(replaced, name), replaced.length);
          const removed = concat(file.subarray(0, Math.min(a, b)), file.subarray(Math.max(a, b)));
          checkBounds(await exercise(removed, name), removed.length);
        },
      ),
    ));

  it("may claim absurd sizes", () =>
    run(
      fc.asyncProperty(
        position,
        absurd,
        fc.constantFrom("fixed", "varint", "decimal"),
        async (at, value, form) => {
          const number =
            form === "fixed"
              ? raw(BigUint64Array.of(value))
              : form === "varint"
                ? varint(value)
                : utf8(`${value}`);
          for (const skipped of [0, 1, number.length]) {
            const bytes = concat(file.subarray(0, at), number, file.subarray(at + skipped));
            checkBounds(await exercise(bytes, name), bytes.length);
          }
        },
      ),
    ));

  it("may be anything at all", () =>
    run(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(12), async (noise, kept) => {
        const bytes = concat(file.subarray(0, kept), noise);
        checkBounds(await exercise(bytes, name), bytes.length);
      }),
    ));
});

describe("headers that are text", () => {
  const token = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"w"',
    '"dtype":"F32"',
    '"shape":[2]',
    '"data_offsets":[0,8]',
    '"__proto__"',
    '"__metadata__"',
    "-1",
    "1e400",
    "1e15",
    "9007199254740993",
    "null",
    "true",
    "\\",
    "\u0000",
    " ",
    "'descr': '<f4'",
    "'fortran_order': True",
    "'shape': (2,)",
    "(",
    ")",
    "'",
    "L",
    "\ud83d\ude00",
  );
  const text = fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(""));

  it("may say anything", () =>
    run(
      fc.asyncProperty(text, async (body) => {
        for (const [name, bytes] of [
          ["m.safetensors", concat(safetensors([], { header: `{${body}` }), new Uint8Array(8))],
          ["a.npy", npy(`{${body}`, new Uint8Array(8))],
          ["model.safetensors.index.json", utf8(`{"weight_map":{${body}`)],
        ] as const)
          checkBounds(await exercise(bytes, name), bytes.length);
      }),
    ));
});

describe("a safetensors header of sound form and unsound content", () => {
  const size = fc.oneof(
    fc.nat(9),
    fc.constantFrom(-1, -0, 0.5, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 1e308, 2 ** 26 + 1),
  );
  const entry = fc.record(
    {
      dtype: fc.constantFrom("F32", "F16", "F8_E4M3", "F64", "I8", "F4", "C64", "F6_E2M3", "__proto__", ""),
      shape: fc.array(size, { maxLength: 5 }),
      data_offsets: fc.array(size, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["dtype"] },
  );
  const name = fc.constantFrom(
    "a",
    "b",
    "a[0,0]",
    "__proto__",
    "constructor",
    "__metadata__",
    "toString",
    "",
  );
  const header = fc
    .array(fc.tuple(name, entry), { maxLength: 6 })
    .map(
      (entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)}}`,
    );

  it("is a model or an error, alone and as a shard", () =>
    run(
      fc.asyncProperty(header, fc.nat(40), async (text, data) => {
        const bytes = concat(safetensors([], { header: text }), new Uint8Array(data));
        checkBounds(await exercise(bytes, "m.safetensors"), bytes.length);
        const shards = blobFolder(new Map([["m.safetensors", new Blob([new Uint8Array(bytes)])]]));
        const index = utf8('{"weight_map":{"a":"m.safetensors","__proto__":"./m.safetensors"}}');
        checkBounds(await exercise(index, "m.safetensors.index.json", shards), index.length + bytes.length);
      }),
    ));
});

describe("a protobuf made of sound fields in an unsound order", () => {
  const scalar = fc.oneof(
    fc
      .tuple(fc.nat(26), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
      .map(([field, value]) => pb.int(field + 1, value)),
    fc.tuple(fc.nat(26), fc.double()).map(([field, value]) => pb.double(field + 1, value)),
    fc.tuple(fc.nat(26), fc.float()).map(([field, value]) => pb.float(field + 1, value)),
    fc
      .tuple(fc.nat(26), fc.uint8Array({ maxLength: 12 }))
      .map(([field, value]) => pb.bytes(field + 1, value)),
  );
  const { message } = fc.letrec<{ message: Uint8Array }>((tie) => ({
    message: fc
      .array(
        fc.oneof(
          { depthSize: "small" },
          scalar,
          fc
            .tuple(fc.constantFrom(1, 5, 6, 7, 9, 11, 13, 15, 20, 22, 25), tie("message"))
            .map(([field, inner]) => pb.bytes(field, inner)),
        ),
        { maxLength: 6 },
      )
      .map((fields) => concat(...fields)),
  }));

  it("is a model or an error", () =>
    run(
      fc.asyncProperty(message, async (body) => {
        const bytes = onnxModel(body);
        checkBounds(await exercise(bytes, "m.onnx"), bytes.length);
      }),
    ));
});

describe("a pickle made of sound opcodes in an unsound order", () => {
  const { text, global, int } = pickle;
  const opcode = fc.oneof(
    // Marks, tuples, lists, dicts, the stack, calls, states, persistent ids.
    fc.constantFrom(...")]}(tld10a2eusRQb.").map((letter) => utf8(letter)),
    fc
      .constantFrom(0x81, 0x85, 0x86, 0x87, 0x88, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94)
      .map((code) => Uint8Array.of(code)),
    fc.tuple(fc.constantFrom(0x68, 0x71), fc.nat(6)).map(([code, slot]) => Uint8Array.of(code, slot)),
    fc.constantFrom(-1, 0, 1, 2, 3, 6, 2 ** 31, 2 ** 53 - 1).map(int),
    fc.constantFrom("storage", "0", "w", "state_dict", "cpu").map(text),
    fc
      .constantFrom(
        ["torch._utils", "_rebuild_tensor_v2"],
        ["torch._utils", "_rebuild_tensor_v3"],
        ["torch._utils", "_rebuild_parameter"],
        ["torch._tensor", "_rebuild_from_type_v2"],
        ["torch", "FloatStorage"],
        ["torch.storage", "UntypedStorage"],
        ["torch", "float8_e5m2"],
        ["collections", "OrderedDict"],
        ["torch", "Size"],
        ["os", "system"],
      )
      .map(([module, name]) => global(module, name)),
    // Whole values, so that something is left to be put in disorder.
    fc.constantFrom(sound.storage, sound.tensor, sound.entry),
  );

  it("is a model or an error", () =>
    run(
      fc.asyncProperty(fc.array(opcode, { maxLength: 30 }), fc.boolean(), async (opcodes, inDict) => {
        const body = concat(...opcodes);
        const whole = pickle.whole(inDict ? pickle.dict(text("w"), body) : body);
        const bytes = storedZip({ "a/data.pkl": whole, "a/data/0": raw(new Float32Array(6)) });
        checkBounds(await exercise(bytes, "x.pt"), bytes.length);
      }),
    ));
});

describe("folders that misbehave", () => {
  it("give errors with a code, whatever they throw or return", async () => {
    const sources: ModelFolder[] = [
      { open: () => Promise.reject(new TypeError("no")) },
      { open: async () => ({ name: "x", size: Number.NaN, read: async () => new Uint8Array(0) }) },
      { open: async () => ({ name: "x", size: 20, read: async () => new Uint8Array(3) }) },
      { open: async () => ({ name: "x", size: 20, read: () => Promise.reject("text") }) },
      { open: async () => ({ name: "x", size: 19, read: async (_, length) => new Uint8Array(length) }) },
    ];
    for (const [i, siblings] of sources.entries()) {
      const sharded = await exercise(
        files["model.safetensors.index.json"],
        "model.safetensors.index.json",
        siblings,
      );
      expect(sharded, `${i}`).toBeInstanceOf(WignerscopeError);
      // A file that cannot be opened makes the tensor a row with the reason, not the model an error.
      const external = await exercise(files["m.onnx"], "m.onnx", siblings);
      if (i === 0) expect(external).toBeUndefined();
      else expect(external, `${i}`).toBeInstanceOf(WignerscopeError);
    }
  });
});
