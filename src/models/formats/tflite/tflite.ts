/**
 * TensorFlow Lite models: their constants, integers with scales decoded to float32 as the reference kernel does
 * (kernels/internal/reference/dequantize.h). Kernels of convolutions, out x k1 x k2 x in in the file, are listed as
 * out x in x k1 x k2; depthwise ones, 1 x k1 x k2 x channels, as k1 x k2 x channels x 1.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import {
  type CodeType,
  decoded,
  elementCode,
  type RoundedCode,
  wholeUnits,
} from "../../encodings/rounded.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import {
  describe,
  elementCount,
  type ModelContent,
  packedBytes,
  quoted,
  type StoredTensor,
  type TensorLayout,
} from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { FlatBuffer } from "./flatbuffer.ts";
import { type Constant, readConstants, type Scales } from "./graph.ts";

/** @throws CORRUPT_FILE with the offset at which the file contradicts the format */
export async function readTflite(
  source: ByteSource,
  { signal }: Pick<Surroundings, "signal">,
): Promise<ModelContent> {
  const constants = await readConstants(new FlatBuffer(source, "TensorFlow Lite", signal));
  const names = new Set<string>();
  const tensors = constants.map((constant) =>
    storedTensor(source, constant, uniqueName(constant.name, names)),
  );
  return { metadata: new Map(), tensors };
}

/** Graphs of one file may have tensors of one name, and tensors none. */
function uniqueName(given: string, taken: Set<string>): string {
  let name = given || `tensor ${taken.size}`;
  for (let k = 2; taken.has(name); k++) name = `${given || "tensor"}#${k}`;
  taken.add(name);
  return name;
}

/** TensorType by number. */
const TYPES: readonly (string | undefined)[] = [
  ...["F32", "F16", "I32", "U8", "I64", undefined, "BOOL", "I16", "C64", "I8"],
  ...["F64", "C128", "U64", undefined, undefined, "U32", "U16", "I4", "BF16"],
];

function storedTensor(source: ByteSource, constant: Constant, name: string): StoredTensor {
  const { shape, type, scales, offset, length } = constant;
  const where = `${source.name}: TensorFlow Lite tensor ${quoted(name)} at offset ${offset}`;
  const count = elementCount(shape, where);
  const dtype = elementType(type);
  const reason = constant.sparse ? "it is stored sparse, which is not read" : undefined;
  const size = packedBytes(dtype, count);
  if (reason !== undefined || dtype.bits === 0)
    return {
      info: describe(name, dtype, shape, { where, offset, bytes: length, reason }),
      bytes: (signal, home) => chunks(source, offset, length, signal, home),
    };
  if (size !== length)
    throw corrupt(
      where,
      `${dtype.name} of shape [${shape.join(", ")}] takes ${size} bytes, ${length} are there`,
    );
  const code = isCoded(dtype.name) && scales ? scaledCode(dtype.name, scales, shape, where) : undefined;
  const values = (signal?: AbortSignal, home?: Uint8Array) =>
    code
      ? decoded(chunks(source, offset, size, signal), code, home)
      : chunks(source, offset, size, signal, home);
  const seen = code ? dtypeOf("F32") : dtype;
  const kernel = kernelOf(constant, seen.bits / 8);
  const place = { where, offset, layout: kernel.layout, ...(code && { storedAs: dtype.name }) };
  return {
    info: describe(name, seen, kernel.shape, place),
    bytes: (signal, home) => (kernel.reorder ? kernel.reorder(values(signal)) : values(signal, home)),
  };
}

function elementType(type: number): Dtype {
  const name = TYPES[type];
  return name === undefined
    ? unknownDtype(`TFLITE_${type}`, `TensorFlow Lite element type ${type} is not a number that is read`)
    : dtypeOf(name);
}

/** Weights. (Biases have 32 bits and are vectors.) */
const isCoded = (name: string): name is CodeType => name === "I8" || name === "U8" || name === "I16";

function scaledCode(
  type: CodeType,
  { scale, zero, dimension }: Scales,
  shape: readonly number[],
  where: string,
): RoundedCode {
  const [first] = scale;
  const zeroAt = (k: number) => (zero.length > 1 ? zero[k] : (zero[0] ?? 0));
  if (scale.length === 1) return elementCode(type, (code) => (code - zeroAt(0)) * first);
  if (!(dimension >= 0) || shape[dimension] !== scale.length)
    throw corrupt(where, `${scale.length} scales for dimension ${dimension} of shape [${shape.join(", ")}]`);
  const run = shape.slice(dimension + 1).reduce((product, size) => product * size, 1);
  return elementCode(type, (code, index) => {
    const k = Math.floor(index / run) % scale.length;
    return (code - zeroAt(k)) * scale[k];
  });
}

/** BuiltinOperator. */
const CONV_2D = 3;
const DEPTHWISE_CONV_2D = 4;
const TRANSPOSE_CONV = 67;
const CONV_3D = 132;

interface Kernel {
  readonly shape: readonly number[];
  readonly layout?: TensorLayout;
  readonly reorder?: (values: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

function kernelOf({ shape, operator }: Constant, width: number): Kernel {
  if (operator === CONV_3D && shape.length === 5)
    return { shape, layout: { kind: "channels-last", depthwise: false } };
  if (shape.length !== 4) return { shape };
  const [outputs, height, breadth, inputs] = shape;
  if (operator === DEPTHWISE_CONV_2D && outputs === 1)
    return { shape: [height, breadth, inputs, 1], layout: { kind: "channels-last", depthwise: true } };
  if (operator !== CONV_2D && operator !== TRANSPOSE_CONV) return { shape };
  return {
    shape: [outputs, inputs, height, breadth],
    layout: { kind: "convolution" },
    reorder: (values) => transposed(values, height * breadth, inputs, width),
  };
}

/** Each matrix rows x cols in a row of them, of elements of `width` bytes, transposed. */
async function* transposed(
  values: AsyncIterable<Uint8Array>,
  rows: number,
  cols: number,
  width: number,
): AsyncGenerator<Uint8Array> {
  const unit = rows * cols * width;
  if (rows === 1 || cols === 1 || unit === 0) {
    yield* values;
    return;
  }
  for await (const from of wholeUnits(values, unit)) {
    const out = new Uint8Array(from.length);
    for (let start = 0; start < from.length; start += unit)
      for (let row = 0; row < rows; row++)
        for (let col = 0; col < cols; col++) {
          const source = start + (row * cols + col) * width;
          const target = start + (col * rows + row) * width;
          for (let b = 0; b < width; b++) out[target + b] = from[source + b];
        }
    yield out;
  }
}

function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
