/** What a walk over an ONNX file finds: places of tensors, the graph's wiring, key-value text. Bounded by the caps here. */
import type { WireReader } from "../../encodings/protobuf.ts";

/** Where a tensor's elements are in the file, one of three ways. */
export type Payload =
  /** The row-major elements themselves. */
  | { readonly form: "raw"; readonly offset: number; readonly length: number }
  /** Floats of `width` bytes, `stride` bytes apart: a packed field, or fields of one number each with their tags. */
  | {
      readonly form: "fixed";
      readonly width: 4 | 8;
      readonly stride: number;
      readonly offset: number;
      count: number;
    }
  /** Varints, `tagged` when each is a field of its own. */
  | { readonly form: "varint"; readonly tagged: boolean; readonly offset: number; length: number };

/** A TensorProto, its elements not read. */
export interface TensorRecord {
  name: string;
  readonly shape: number[];
  /** TensorProto.DataType. */
  type: number;
  /** The number of the field that holds the elements: raw_data is 9; 0 when there is none. */
  field: number;
  payloads: Payload[];
  /** What external_data says when the elements are in another file. */
  external?: Map<string, string>;
  /** Why the tensor cannot be read whatever its type. */
  reason?: string;
  /** Where the message starts. */
  readonly offset: number;
}

/** A node of a graph: what it does, and to what. */
export interface NodeRecord {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Its attribute of that name. */
  readonly axis?: number;
}

/** What has been found so far. */
export interface Found {
  readonly reader: WireReader;
  readonly tensors: TensorRecord[];
  /** Of all graphs in a row: names are unique over a graph and those inside it. */
  readonly nodes: NodeRecord[];
  readonly metadata: Map<string, string>;
  /** Pieces of element data over all tensors. */
  payloads: number;
  graphs: number;
  irVersion: number;
  opsets: number;
}

/**
 * Names, operator types and keys, in bytes: no path is longer. V8 hashes strings above 16 KB by their length alone, so that
 * thousands of longer ones would be compared with one another.
 */
export const MAX_NAME = 4096;
/** Values of metadata: some models carry their vocabulary there. */
export const MAX_VALUE = 16 << 20;
/** An empty tensor takes two bytes in the file and hundreds in memory; models have thousands. */
const MAX_TENSORS = 250_000;
/** Large language models have tens of thousands. */
const MAX_NODES = 1_000_000;
/** Inputs and outputs that are kept of a node; those that tell about weights are among the first. */
export const MAX_ENDS = 16;
const MAX_DIMENSIONS = 64;
/** Pieces of element data over all tensors; a sane writer makes one for each tensor. */
const MAX_PAYLOADS = 1_000_000;

export function nothingFound(reader: WireReader): Found {
  return {
    reader,
    tensors: [],
    nodes: [],
    metadata: new Map(),
    payloads: 0,
    graphs: 0,
    irVersion: 0,
    opsets: 0,
  };
}

/** @throws CORRUPT_FILE unless what was walked was a whole model. */
export function checkWhole({ reader, graphs, irVersion, opsets }: Found): void {
  if (irVersion === 0) reader.fail("no ir_version, so this is not an ONNX model", 0);
  if (graphs === 0) reader.fail("a model without a graph", reader.size);
  // Opset imports stand behind the graph: a file without them is cut off there (versions before 3 had none).
  if (opsets === 0 && irVersion >= 3)
    reader.fail("a model without opset imports, as if it were cut off", reader.size);
}

export function newRecord(offset: number): TensorRecord {
  return { name: "", shape: [], type: 0, field: 0, payloads: [], offset };
}

/** Puts a tensor into its place in the list. */
export function addTensor({ tensors, reader }: Found, record: TensorRecord): TensorRecord {
  if (tensors.length === MAX_TENSORS) reader.fail(`more than ${MAX_TENSORS} tensors`, record.offset);
  tensors.push(record);
  return record;
}

export function addNode({ nodes, reader }: Found, node: NodeRecord): void {
  if (nodes.length === MAX_NODES) reader.fail(`more than ${MAX_NODES} nodes`, reader.position);
  nodes.push(node);
}

export function addDimension({ reader }: Found, record: TensorRecord, size: number): void {
  if (record.shape.length === MAX_DIMENSIONS)
    reader.fail(`a tensor of more than ${MAX_DIMENSIONS} dimensions`, record.offset);
  record.shape.push(size);
}

/** Appends a piece of element data, joined to the one before where they are of one pattern. */
export function addPayload(found: Found, record: TensorRecord, field: number, payload: Payload): void {
  const { reader } = found;
  if (record.field !== 0 && record.field !== field)
    reader.fail(`a tensor with elements in the fields ${record.field} and ${field}`, record.offset);
  record.field = field;
  if (payload.form === "raw") {
    record.payloads = [payload];
    return;
  }
  if (joined(record.payloads.at(-1), payload)) return;
  if (++found.payloads > MAX_PAYLOADS)
    reader.fail(`element data in more than ${MAX_PAYLOADS} pieces`, record.offset);
  record.payloads.push(payload);
}

/** Lengthens the last piece by the next where that goes on in its pattern; whether it did. */
function joined(last: Payload | undefined, next: Payload): boolean {
  if (last?.form === "varint" && next.form === "varint") {
    if (!last.tagged || !next.tagged || last.offset + last.length !== next.offset) return false;
    last.length += next.length;
    return true;
  }
  if (last?.form === "fixed" && next.form === "fixed") {
    if (last.stride !== next.stride || last.offset + last.count * last.stride !== next.offset) return false;
    last.count += next.count;
    return true;
  }
  return false;
}

/** Number of elements in pieces of fixed width. */
export function payloadCount(payloads: readonly Payload[]): number {
  return payloads.reduce((count, payload) => count + (payload.form === "fixed" ? payload.count : 0), 0);
}
