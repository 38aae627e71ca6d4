/**
 * TensorFlow.js models, of graphs and of layers: the weights that the manifest lists, with their rounding to fewer bits
 * undone as tfjs-core does (io/io_utils.ts, decodeWeights). Names and shapes are those of the file.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import { decoded, elementCode, wholeUnits } from "../../encodings/rounded.ts";
import type { ByteSource } from "../../sources/byte-source.ts";
import { describe, elementCount, type ModelContent, quoted, type StoredTensor } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { graphKernels, layoutOf } from "./layouts.ts";
import { corrupt, type Group, readManifest, type Weight } from "./manifest.ts";
import { type Shards, shardsOf } from "./shards.ts";

/** @throws CORRUPT_FILE where the manifest and its files disagree; INVALID_ARGUMENT without a folder; READ_FAILED */
export async function readTfjs(source: ByteSource, { folder, signal }: Surroundings): Promise<ModelContent> {
  const where = `${source.name}: TensorFlow.js manifest`;
  const { groups, topology, metadata } = await readManifest(source, where, signal);
  const kernels = graphKernels(topology);
  if (!folder)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${where}: its weights are in other files; give openModel the folder that holds them`,
    );
  const tensors: StoredTensor[] = [];
  for (const [k, group] of groups.entries()) {
    const shards = await shardsOf(folder, group.paths, where, signal);
    tensors.push(...groupTensors(group, shards, kernels, `${where}: group ${k}`));
  }
  return { metadata, tensors };
}

function groupTensors(
  { weights }: Group,
  shards: Shards,
  kernels: ReadonlyMap<string, boolean>,
  where: string,
): StoredTensor[] {
  /** Undefined behind texts, whose lengths are not in the manifest. */
  let at: number | undefined = 0;
  const tensors: StoredTensor[] = [];
  for (const weight of weights) {
    const what = `${where}, weight ${quoted(weight.name)}`;
    const bytes = storedBytes(weight, what);
    if (at === undefined || bytes === undefined) {
      at = undefined;
      tensors.push(listedOnly(weight, what));
      continue;
    }
    if (bytes > shards.size - at)
      throw corrupt(what, `${bytes} bytes at ${at}, the files of the group have ${shards.size}`);
    tensors.push(storedTensor(weight, shards, at, bytes, layoutOf(weight.name, weight.shape, kernels), what));
    at += bytes;
  }
  if (at !== undefined && at !== shards.size)
    throw corrupt(where, `its weights end at ${at}, its files at ${shards.size}`);
  return tensors;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["float32", "F32"],
  ["float16", "F16"],
  ["int32", "I32"],
  ["uint8", "U8"],
  ["int8", "I8"],
  ["uint16", "U16"],
  ["int16", "I16"],
  ["bool", "BOOL"],
  ["complex64", "C64"],
]);

const TEXT = "string";

/** The type of the codes in the file. @throws CORRUPT_FILE for a type that nobody knows: where the next begins is not known */
function storedType({ dtype, rounding }: Weight, where: string): Dtype {
  const name = rounding?.type ?? TYPES.get(dtype);
  if (name === undefined) throw corrupt(where, `element type ${quoted(dtype)} is not known to this version`);
  return dtypeOf(name);
}

function storedBytes(weight: Weight, where: string): number | undefined {
  if (weight.dtype === TEXT) return undefined;
  return elementCount(weight.shape, where) * (storedType(weight, where).bits / 8);
}

function listedOnly({ name, dtype, shape }: Weight, where: string): StoredTensor {
  const reason =
    dtype === TEXT
      ? "text: only floating-point tensors are analysed"
      : "it lies behind texts, whose lengths the manifest does not give";
  return {
    info: describe(name, unknownDtype(dtype.slice(0, 40), reason), shape, { where, bytes: 0 }),
    // biome-ignore lint/correctness/useYield: a stream that cannot start
    async *bytes() {
      throw new WignerscopeError("UNSUPPORTED_DTYPE", `${where}: ${reason}`);
    },
  };
}

function storedTensor(
  weight: Weight,
  shards: Shards,
  at: number,
  length: number,
  layout: ReturnType<typeof layoutOf>,
  where: string,
): StoredTensor {
  const { name, shape, dtype, rounding } = weight;
  const place = { where, layout, ...shards.place(at, length) };
  const stored = storedType(weight, where);
  const bytes = (signal?: AbortSignal) =>
    wholeUnits(shards.bytes(at, length, signal), Math.max(1, stored.bits / 8));
  if (!rounding || rounding.type === "F16") return { info: describe(name, stored, shape, place), bytes };
  const { type, scale, min } = rounding;
  // Rounded integers keep their codes, which is all that is shown of them.
  if (dtype !== "float32") return { info: describe(name, stored, shape, place), bytes };
  const code = elementCode(type, (value) => value * scale + min);
  return {
    info: describe(name, dtypeOf("F32"), shape, { ...place, storedAs: type }),
    bytes: (signal, home) => decoded(bytes(signal), code, home),
  };
}
