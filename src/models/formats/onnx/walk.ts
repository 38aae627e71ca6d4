/**
 * Walks an ONNX file and lists its tensors without reading them. An explicit stack of messages, capped in depth, so
 * that no file can exhaust the call stack; what each message means is in messages.ts.
 */

import { BYTES, FIXED32, FIXED64, VARINT, WireReader } from "../../encodings/protobuf.ts";
import type { ByteSource } from "../../sources/byte-source.ts";
import type { Frame, PayloadAction } from "./frame.ts";
import { modelMessage } from "./messages.ts";
import { checkWhole, type Found, nothingFound } from "./records.ts";

/** protobuf's own limit on nested messages. */
const MAX_DEPTH = 100;

/** @throws CORRUPT_FILE with the offset at which the file stops being an ONNX model. */
export async function walkOnnx(source: ByteSource, signal?: AbortSignal): Promise<Found> {
  const reader = new WireReader(source, signal);
  const found = nothingFound(reader);
  const stack: Frame[] = [modelMessage(found, source.size)];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1];
    if (reader.position === frame.end) {
      frame.close?.();
      stack.pop();
      continue;
    }
    if (reader.starved) await reader.refill();
    const start = reader.position;
    reader.tag(frame.end);
    const action = frame.field(reader.field);
    switch (action?.kind) {
      case undefined:
        reader.skipValue(frame.end);
        break;
      case "payload":
        recordPayload(reader, start, frame.end, action);
        break;
      case "integer":
        if (reader.wireType === VARINT) {
          reader.varint(frame.end);
          action.take(reader.low | 0);
        } else reader.skipValue(frame.end);
        break;
      case "natural":
        await readNaturals(reader, frame.end, action.take);
        break;
      case "text": {
        const { take, most } = action;
        const length = lengthOf(reader, start, frame.end);
        if (length > most) reader.fail(`a text of ${length} bytes, at most ${most} are read`, start);
        if (!reader.holds(length)) await reader.refill(length);
        take(reader.text(length));
        break;
      }
      case "message": {
        const length = lengthOf(reader, start, frame.end);
        if (stack.length === MAX_DEPTH) reader.fail(`messages nested deeper than ${MAX_DEPTH}`, start);
        stack.push(action.enter(reader.position, reader.position + length));
      }
    }
  }
  checkWhole(found);
  return found;
}

function expectWire(reader: WireReader, wireType: number, at: number): void {
  if (reader.wireType !== wireType)
    reader.fail(`field ${reader.field} has wire type ${reader.wireType}, expected ${wireType}`, at);
}

/** The length of what follows the tag at `start`. */
function lengthOf(reader: WireReader, start: number, end: number): number {
  expectWire(reader, BYTES, start);
  return reader.length(end);
}

/** One varint, or a packed field of them. */
async function readNaturals(reader: WireReader, end: number, take: (value: number) => void): Promise<void> {
  const what = `field ${reader.field}`;
  if (reader.wireType === VARINT) {
    reader.varint(end);
    take(reader.natural(what));
    return;
  }
  expectWire(reader, BYTES, reader.position);
  const length = reader.length(end);
  const packedEnd = reader.position + length;
  while (reader.position < packedEnd) {
    if (reader.starved) await reader.refill();
    reader.varint(packedEnd);
    take(reader.natural(what));
  }
}

/** Notes where the elements of a field are and steps over them. */
function recordPayload(reader: WireReader, start: number, end: number, { form, take }: PayloadAction): void {
  if (form === "varint" && reader.wireType === VARINT) {
    reader.varint(end);
    take({ form: "varint", tagged: true, offset: start, length: reader.position - start });
    return;
  }
  const width = form === "double" ? 8 : 4;
  const single = form === "double" ? FIXED64 : FIXED32;
  if (reader.wireType === single && (form === "float" || form === "double")) {
    const offset = reader.position;
    reader.skip(width, end);
    take({ form: "fixed", width, stride: reader.position - start, offset, count: 1 });
    return;
  }
  expectWire(reader, BYTES, start);
  const length = reader.length(end);
  const offset = reader.position;
  reader.skip(length, end);
  if (form === "raw") take({ form: "raw", offset, length });
  else if (form === "varint") take({ form: "varint", tagged: false, offset, length });
  else if (length % width === 0) take({ form: "fixed", width, stride: width, offset, count: length / width });
  else reader.fail(`${length} bytes are not a whole number of elements of ${width}`, start);
}
