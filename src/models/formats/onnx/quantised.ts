/**
 * Weights of 8 bits that a DequantizeLinear node decodes: value = (code - zero point) scale, with one scale for the tensor or
 * one for each index of an axis (onnx/docs/Operators.md). Scales for blocks stay undone, and their codes integers.
 */
import { dtypeOf } from "../../dtype.ts";
import { decoded, elementCode } from "../../encodings/rounded.ts";
import { decode, describe, type StoredTensor } from "../../tensor.ts";
import type { NodeRecord } from "./records.ts";

export const DEQUANTIZE = "DequantizeLinear";
/** What the operator's axis is when the node does not say. */
const DEFAULT_AXIS = 1;

/** How a constant is decoded, by the names of the graph. */
export interface Quantised {
  readonly scale: string;
  /** Absent for a zero point of 0. */
  readonly zero: string | undefined;
  readonly axis: number;
}

/** By the name of the codes; the first node that decodes them. */
export function quantisedConstants(nodes: readonly NodeRecord[]): ReadonlyMap<string, Quantised> {
  const quantised = new Map<string, Quantised>();
  for (const { operator, inputs, axis = DEFAULT_AXIS } of nodes) {
    if (operator !== DEQUANTIZE || inputs.length < 2 || quantised.has(inputs[0])) continue;
    quantised.set(inputs[0], { scale: inputs[1], zero: inputs[2] || undefined, axis });
  }
  return quantised;
}

/** The values in place of the codes, where all that says how is a constant of the file; else the codes as they are. */
export function dequantised(
  stored: StoredTensor,
  how: Quantised | undefined,
  constants: ReadonlyMap<string, StoredTensor>,
  model: string,
): StoredTensor {
  const { name, dtype, shape, bytes, offset, file } = stored.info;
  if (!how || (dtype !== "I8" && dtype !== "U8") || bytes === 0) return stored;
  const scales = constants.get(how.scale);
  const zeros = how.zero === undefined ? undefined : constants.get(how.zero);
  const axis = how.axis < 0 ? how.axis + shape.length : how.axis;
  const count = scales && lengthOf(scales);
  const fits = count === 1 || (scales?.info.shape.length === 1 && count === shape[axis]);
  if (!scales?.info.readable || !fits) return stored;
  if (how.zero !== undefined && (zeros?.info.dtype !== dtype || lengthOf(zeros) !== count)) return stored;
  const run = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  return {
    info: describe(name, dtypeOf("F32"), shape, { where: model, offset, file, storedAs: dtype }),
    async *bytes(signal, home) {
      const { data: scale } = await decode(scales, model, signal);
      const zero = zeros ? await codesOf(zeros, dtype, signal) : new Float32Array(scale.length);
      const code = elementCode(dtype, (value, index) => {
        const k = scale.length === 1 ? 0 : Math.floor(index / run) % scale.length;
        return (value - zero[k]) * scale[k];
      });
      yield* decoded(stored.bytes(signal), code, home);
    },
  };
}

const lengthOf = ({ info }: StoredTensor) => info.shape.reduce((product, size) => product * size, 1);

/** Codes as numbers. */
async function codesOf(stored: StoredTensor, type: "I8" | "U8", signal?: AbortSignal): Promise<Float32Array> {
  const out = new Float32Array(stored.info.bytes);
  const plain = decoded(
    stored.bytes(signal),
    elementCode(type, (code) => code),
  );
  let at = 0;
  for await (const values of plain) {
    new Uint8Array(out.buffer).set(values, at);
    at += values.length;
  }
  return out;
}
