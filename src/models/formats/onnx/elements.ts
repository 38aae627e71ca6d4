/** Elements of ONNX tensors in the typed fields of TensorProto, turned into little-endian elements in a row. */
import { WignerscopeError } from "../../../base/index.ts";
import type { Dtype } from "../../dtype.ts";
import { WireReader } from "../../encodings/protobuf.ts";
import { type ByteSource, CHUNK, chunks } from "../../sources/byte-source.ts";
import type { Payload } from "./records.ts";

/** float_data and double_data. */
export async function* fixedElements(
  source: ByteSource,
  payloads: readonly Payload[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const payload of payloads) {
    if (payload.form !== "fixed") continue;
    const { width, stride, offset, count } = payload;
    if (stride === width) yield* chunks(source, offset, count * width, signal);
    else {
      const most = Math.floor(CHUNK / stride);
      for (let done = 0; done < count; done += most) {
        const here = Math.min(most, count - done);
        const spread = await source.read(offset + done * stride, (here - 1) * stride + width, signal);
        const packed = new Uint8Array(here * width);
        for (let i = 0; i < here; i++)
          for (let b = 0; b < width; b++) packed[i * width + b] = spread[i * stride + b];
        yield packed;
      }
    }
  }
}

/** Elements in one step of a stream of varints. */
const STEP = 65536;

/**
 * int32_data, int64_data, uint64_data: one varint for each element, of which the low bits count. (A negative int32
 * is written as ten bytes.) The bits of a float16 or bfloat16 fill 16 of them, those of a float8 8.
 */
export async function* varintElements(
  source: ByteSource,
  payloads: readonly Payload[],
  dtype: Dtype,
  count: number,
  where: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const width = dtype.bits / 8;
  const limit = 2 ** dtype.bits;
  const reader = new WireReader(source, signal);
  let out = new Uint8Array(width * Math.min(STEP, count));
  let filled = 0;
  let left = count;
  for (const payload of payloads) {
    if (payload.form !== "varint") continue;
    reader.position = payload.offset;
    const end = payload.offset + payload.length;
    while (reader.position < end) {
      if (reader.starved) await reader.refill();
      if (payload.tagged) reader.tag(end);
      reader.varint(end);
      const { low, high } = reader;
      if (dtype.kind === "float" && (high !== 0 || low >= limit))
        throw new WignerscopeError(
          "CORRUPT_FILE",
          `${where}: ${high * 2 ** 32 + low} is not a code of ${dtype.name}`,
        );
      if (left-- === 0)
        throw new WignerscopeError("CORRUPT_FILE", `${where}: more than the ${count} elements of its shape`);
      for (let b = 0; b < width; b++) out[filled++] = b < 4 ? low >>> (8 * b) : high >>> (8 * (b - 4));
      if (filled === out.length) {
        yield out;
        out = new Uint8Array(width * Math.min(STEP, left));
        filled = 0;
      }
    }
  }
  if (left > 0)
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `${where}: ${count - left} of the ${count} elements of its shape`,
    );
}
