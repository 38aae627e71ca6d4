/**
 * What the messages of an ONNX file (onnx.proto, fields by number) mean to the search for tensors: which fields to
 * enter, which to read, which to note the place of; all others are stepped over. Found are initialisers of the graph,
 * of the graphs inside If, Loop and Scan nodes, of functions and of training graphs; tensors in the attributes of
 * nodes, which is how Constant nodes carry weights; sparse initialisers.
 */
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

export interface OnnxInventory {
  readonly tensors: readonly TensorRecord[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Names, paths and operator types, in bytes. */
const MAX_NAME = 1 << 16;
/** Values of metadata: some models carry their vocabulary there. */
const MAX_VALUE = 16 << 20;
/** An empty tensor takes two bytes in the file and hundreds in memory; models have thousands. */
const MAX_TENSORS = 250_000;
const MAX_DIMENSIONS = 64;
const MAX_EXTERNAL_ENTRIES = 16;
/** Pieces of element data over all tensors; a sane writer makes one for each tensor. */
const MAX_PAYLOADS = 1_000_000;

/** A message that is being walked. */
export interface Frame {
  readonly end: number;
  /** What to do with a field; undefined steps over it. */
  field(number: number): Action | undefined;
  close?(): void;
}

export type Action =
  | { readonly enter: (start: number, end: number) => Frame }
  | { readonly text: (value: string) => void; readonly most: number }
  | { readonly natural: (value: number) => void }
  | { readonly payload: "raw" | "float" | "double" | "varint"; readonly to: (payload: Payload) => void };

/** What the walk has found; makes the frames of each kind of message. */
export class Inventory {
  private readonly reader: WireReader;
  private readonly tensors: TensorRecord[] = [];
  private readonly metadata = new Map<string, string>();
  private payloads = 0;
  private graphs = 0;
  private irVersion = 0;
  private opsets = 0;

  constructor(reader: WireReader) {
    this.reader = reader;
  }

  finish(): OnnxInventory {
    if (this.irVersion === 0) this.reader.fail("no ir_version, so this is no ONNX model", 0);
    if (this.graphs === 0) this.reader.fail("a model without a graph", this.reader.size);
    // Opset imports stand behind the graph: a file without them is cut off there (versions before 3 had none).
    if (this.opsets === 0 && this.irVersion >= 3)
      this.reader.fail("a model without opset imports, as if it were cut off", this.reader.size);
    return { tensors: this.tensors, metadata: this.metadata };
  }

  /** ModelProto: ir_version 1, graph 7, opset_import 8, metadata_props 14, training_info 20, functions 25. */
  model(end: number): Frame {
    const graph: Action = {
      enter: (_, end) => {
        this.graphs++;
        return this.graph(end);
      },
    };
    const version: Action = { natural: (value) => (this.irVersion = value) };
    const opset: Action = {
      enter: (_, end) => {
        this.opsets++;
        return { end, field: () => undefined };
      },
    };
    const property: Action = {
      enter: (_, end) => this.pair(end, (key, value) => this.metadata.set(key, value)),
    };
    const training: Action = { enter: (_, end) => this.training(end) };
    const fn: Action = { enter: (_, end) => this.fn(end) };
    const actions = new Map<number, Action>([
      [1, version],
      [7, graph],
      [8, opset],
      [14, property],
      [20, training],
      [25, fn],
    ]);
    return { end, field: (number) => actions.get(number) };
  }

  /** GraphProto: node 1, initializer 5, sparse_initializer 15. */
  private graph(end: number): Frame {
    return {
      end,
      field: (number) => {
        if (number === 1) return { enter: (_, end) => this.node(end) };
        if (number === 5) return { enter: (start, end) => this.tensor(end, this.record(start)) };
        if (number === 15) return { enter: (start, end) => this.sparse(end, this.record(start)) };
        return undefined;
      },
    };
  }

  /** TrainingInfoProto: initialization 1, algorithm 2. */
  private training(end: number): Frame {
    const graph: Action = { enter: (_, end) => this.graph(end) };
    return { end, field: (number) => (number === 1 || number === 2 ? graph : undefined) };
  }

  /** FunctionProto: node 7, attribute_proto 11. */
  private fn(end: number): Frame {
    return {
      end,
      field: (number) => {
        if (number === 7) return { enter: (_, end) => this.node(end) };
        if (number === 11) return { enter: (_, end) => this.attribute(end, []) };
        return undefined;
      },
    };
  }

  /**
   * NodeProto: output 2, name 3, op_type 4, attribute 5. A Constant's tensor is called like the Constant's output, a
   * tensor of another node like the node's output and the attribute.
   */
  private node(end: number): Frame {
    let output = "";
    let name = "";
    let operator = "";
    const found: AttributeTensor[] = [];
    return {
      end,
      field: (number) => {
        if (number === 2 && output === "") return { text: (value) => (output = value), most: MAX_NAME };
        if (number === 3) return { text: (value) => (name = value), most: MAX_NAME };
        if (number === 4) return { text: (value) => (operator = value), most: MAX_NAME };
        if (number === 5) return { enter: (_, end) => this.attribute(end, found) };
        return undefined;
      },
      close: () => {
        const owner = output || name || operator;
        const constant = operator === "Constant";
        for (const { attribute, record, floats } of found) {
          if (floats && !(constant && (attribute === "value_float" || attribute === "value_floats")))
            continue;
          record.name = constant ? owner : `${owner}.${attribute}`;
          if (floats) this.add(record);
        }
      },
    };
  }

  /** AttributeProto: name 1, f 2, t 5, g 6, floats 7, tensors 10, graphs 11, sparse_tensor 22, sparse_tensors 23. */
  private attribute(end: number, found: AttributeTensor[]): Frame {
    let attribute = "";
    const own: TensorRecord[] = [];
    const start = this.reader.position;
    let floats: TensorRecord | undefined;
    const float: Action = {
      payload: "float",
      to: (payload) => {
        floats ??= { ...newRecord(start), type: FLOAT };
        this.addPayload(floats, 4, payload);
      },
    };
    const graph: Action = { enter: (_, end) => this.graph(end) };
    const tensor: Action = {
      enter: (start, end) => {
        const record = this.record(start);
        own.push(record);
        return this.tensor(end, record);
      },
    };
    const sparse: Action = {
      enter: (start, end) => {
        const record = this.record(start);
        own.push(record);
        return this.sparse(end, record);
      },
    };
    return {
      end,
      field: (number) => {
        if (number === 1) return { text: (value) => (attribute = value), most: MAX_NAME };
        if (number === 2 || number === 7) return float;
        if (number === 5 || number === 10) return tensor;
        if (number === 6 || number === 11) return graph;
        if (number === 22 || number === 23) return sparse;
        return undefined;
      },
      close: () => {
        for (const record of own) found.push({ attribute, record, floats: false });
        if (!floats) return;
        if (attribute === "value_floats") floats.shape.push(payloadCount(floats.payloads));
        found.push({ attribute, record: floats, floats: true });
      },
    };
  }

  /** SparseTensorProto: values 1, indices 2, dims 3. Listed under the name of its values. */
  private sparse(end: number, record: TensorRecord): Frame {
    record.reason = "a sparse tensor: only dense ones are analysed";
    let values: TensorRecord | undefined;
    return {
      end,
      field: (number) => {
        if (number === 1) return { enter: (start, end) => this.tensor(end, (values = newRecord(start))) };
        if (number === 3) return { natural: (size) => this.addDimension(record, size) };
        return undefined;
      },
      close: () => {
        record.name ||= values?.name ?? "";
        record.type = values?.type ?? 0;
      },
    };
  }

  /**
   * TensorProto: dims 1, data_type 2, segment 3, float_data 4, int32_data 5, string_data 6, int64_data 7, name 8,
   * raw_data 9, double_data 10, uint64_data 11, external_data 13, data_location 14 (1 = external).
   */
  private tensor(end: number, record: TensorRecord): Frame {
    const external = new Map<string, string>();
    let location = 0;
    const data = (field: number, payload: "raw" | "float" | "double" | "varint"): Action => ({
      payload,
      to: (piece) => this.addPayload(record, field, piece),
    });
    return {
      end,
      field: (number) => {
        switch (number) {
          case 1:
            return { natural: (size) => this.addDimension(record, size) };
          case 2:
            return { natural: (type) => (record.type = type) };
          case 3:
            record.reason = "one segment of a tensor that is stored in pieces";
            return undefined;
          case 4:
            return data(4, "float");
          case 5:
          case 7:
          case 11:
            return data(number, "varint");
          case 8:
            return { text: (name) => (record.name = name), most: MAX_NAME };
          case 9:
            return data(9, "raw");
          case 10:
            return data(10, "double");
          case 13:
            return {
              enter: (_, end) => this.pair(end, (key, value) => this.addExternal(external, key, value)),
            };
          case 14:
            return { natural: (value) => (location = value) };
          default:
            return undefined;
        }
      },
      close: () => {
        if (location === 1) record.external = external;
      },
    };
  }

  /** StringStringEntryProto: key 1, value 2. */
  private pair(end: number, take: (key: string, value: string) => void): Frame {
    let key = "";
    let value = "";
    return {
      end,
      field: (number) => {
        if (number === 1) return { text: (text) => (key = text), most: MAX_NAME };
        if (number === 2) return { text: (text) => (value = text), most: MAX_VALUE };
        return undefined;
      },
      close: () => take(key, value),
    };
  }

  /** A new tensor in its place in the list. */
  private record(offset: number): TensorRecord {
    const record = newRecord(offset);
    this.add(record);
    return record;
  }

  private add(record: TensorRecord): void {
    if (this.tensors.length === MAX_TENSORS)
      this.reader.fail(`more than ${MAX_TENSORS} tensors`, record.offset);
    this.tensors.push(record);
  }

  private addDimension(record: TensorRecord, size: number): void {
    if (record.shape.length === MAX_DIMENSIONS)
      this.reader.fail(`a tensor of more than ${MAX_DIMENSIONS} dimensions`, record.offset);
    record.shape.push(size);
  }

  private addExternal(external: Map<string, string>, key: string, value: string): void {
    if (external.size === MAX_EXTERNAL_ENTRIES)
      this.reader.fail(`more than ${MAX_EXTERNAL_ENTRIES} external_data entries`, this.reader.position);
    external.set(key, value);
  }

  /** Appends a piece of element data, joined to the one before where they are of one pattern. */
  private addPayload(record: TensorRecord, field: number, payload: Payload): void {
    if (record.field !== 0 && record.field !== field)
      this.reader.fail(`a tensor with elements in the fields ${record.field} and ${field}`, record.offset);
    record.field = field;
    if (payload.form === "raw") {
      record.payloads = [payload];
      return;
    }
    const last = record.payloads.at(-1);
    if (last?.form === "varint" && payload.form === "varint") {
      if (last.tagged && payload.tagged && last.offset + last.length === payload.offset) {
        last.length += payload.length;
        return;
      }
    } else if (last?.form === "fixed" && payload.form === "fixed") {
      if (last.stride === payload.stride && last.offset + last.count * last.stride === payload.offset) {
        last.count += payload.count;
        return;
      }
    }
    if (++this.payloads > MAX_PAYLOADS)
      this.reader.fail(`element data in more than ${MAX_PAYLOADS} pieces`, record.offset);
    record.payloads.push(payload);
  }
}

interface AttributeTensor {
  readonly attribute: string;
  readonly record: TensorRecord;
  /** Numbers of the attribute itself, which are a tensor only in a Constant. */
  readonly floats: boolean;
}

/** TensorProto.DataType.FLOAT. */
const FLOAT = 1;

function newRecord(offset: number): TensorRecord {
  return { name: "", shape: [], type: 0, field: 0, payloads: [], offset };
}

/** Number of elements in pieces of fixed width. */
export function payloadCount(payloads: readonly Payload[]): number {
  return payloads.reduce((count, payload) => count + (payload.form === "fixed" ? payload.count : 0), 0);
}
