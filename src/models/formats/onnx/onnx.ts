/**
 * ONNX models: the tensors that walk.ts finds, with their types, unique names, what the graph shows of them, and their
 * elements read on demand from the file itself (raw_data or the typed fields) or from files in the model's folder.
 */
import type { ErrorCode } from "../../../base/index.ts";
import { type Dtype, dtypeOf, unknownDtype } from "../../dtype.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import {
  describe,
  elementCount,
  type ModelContent,
  packedBytes,
  quoted,
  type StoredTensor,
} from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { fixedElements, varintElements } from "./elements.ts";
import { externalTensor, siblingFiles } from "./external.ts";
import { makeNamesUnique } from "./names.ts";
import { dequantised, quantisedConstants } from "./quantised.ts";
import { payloadCount, type TensorRecord } from "./records.ts";
import { corrupt, listedOnly, sizeMismatch } from "./refusals.ts";
import { type Role, rolesOf } from "./roles.ts";
import { walkOnnx } from "./walk.ts";

export async function readOnnx(source: ByteSource, { folder, signal }: Surroundings): Promise<ModelContent> {
  const found = await walkOnnx(source, signal);
  const roles = rolesOf(found);
  // By the names of the graph, which the tensors have until they are made unique.
  const graphNames = found.tensors.map(({ name }) => name);
  const known = graphNames.map((name) => roles.get(name));
  makeNamesUnique(found);
  const siblings = siblingFiles(folder, signal);
  const tensors: StoredTensor[] = [];
  for (const record of found.tensors) {
    const where = `${source.name}: ONNX tensor ${quoted(record.name)} at offset ${record.offset}`;
    const dtype = elementType(record);
    const stored = record.external
      ? await externalTensor(record, dtype, record.external, siblings, where)
      : ownTensor(record, dtype, source, where);
    tensors.push(stored);
  }
  const byName = new Map(graphNames.map((name, k) => [name, tensors[k]]));
  const quantised = quantisedConstants(found.nodes);
  const decodedTensors = tensors.map((stored, k) =>
    inRole(dequantised(stored, quantised.get(graphNames[k]), byName, source.name), known[k]),
  );
  return { metadata: found.metadata, tensors: decodedTensors };
}

function inRole(stored: StoredTensor, role: Role | undefined): StoredTensor {
  return role ? { ...stored, info: Object.freeze({ ...stored.info, ...role }) } : stored;
}

/** TensorProto.DataType by number. */
const TYPES: readonly (string | undefined)[] = [
  undefined,
  "F32",
  "U8",
  "I8",
  "U16",
  "I16",
  "I32",
  "I64",
  "STRING",
  "BOOL",
  "F16",
  "F64",
  "U32",
  "U64",
  "C64",
  "C128",
  "BF16",
  "F8_E4M3",
  "F8_E4M3FNUZ",
  "F8_E5M2",
  "F8_E5M2FNUZ",
  "U4",
  "I4",
  "F4",
  "F8_E8M0",
  "U2",
  "I2",
];

function elementType(record: TensorRecord): Dtype {
  const name = TYPES[record.type];
  if (name === "STRING") return unknownDtype(name, "text: only floating-point tensors are analysed");
  return name === undefined
    ? unknownDtype(`ONNX_${record.type}`, `ONNX element type ${record.type} is not known to this version`)
    : dtypeOf(name);
}

const RAW_DATA = 9;

/** The field that holds the elements of a type when raw_data does not (onnx.proto, comments of TensorProto). */
function typedField(dtype: Dtype): number {
  if (dtype.name === "F32" || dtype.name === "C64") return 4;
  if (dtype.name === "F64" || dtype.name === "C128") return 10;
  if (dtype.name === "I64") return 7;
  return dtype.name === "U32" || dtype.name === "U64" ? 11 : 5;
}

/** A tensor whose elements, if it has any, are in the model's file. */
function ownTensor(record: TensorRecord, dtype: Dtype, source: ByteSource, where: string): StoredTensor {
  const count = elementCount(record.shape, where);
  const size = packedBytes(dtype, count);
  const { name, shape, field, payloads } = record;
  const listed = (code: ErrorCode, reason: string) => listedOnly(record, dtype, { where, code, reason });
  if (record.reason !== undefined) return listed("UNSUPPORTED_DTYPE", record.reason);
  if (dtype.bits === 0) return listed("UNSUPPORTED_DTYPE", `${dtype.name} is not read`);
  if (field === 0 && count > 0) return listed("READ_FAILED", "the file holds no elements for it");
  if (field === 0) return { info: describe(name, dtype, shape, { where }), bytes: () => empty() };
  if (field === RAW_DATA) {
    const [raw] = payloads;
    if (raw.form !== "raw" || raw.length !== size)
      throw sizeMismatch(where, dtype, shape, size, rawLength(raw));
    const { offset } = raw;
    return {
      info: describe(name, dtype, shape, { where, offset }),
      bytes: (signal, home) => chunks(source, offset, size, signal, home),
    };
  }
  if (field !== typedField(dtype))
    throw corrupt(where, `elements of type ${dtype.name} in field ${field}, expected ${typedField(dtype)}`);
  if (dtype.bits < 8) return listed("UNSUPPORTED_DTYPE", `${dtype.name} outside raw_data is not read`);
  const [first] = payloads;
  if (first?.form === "fixed") {
    const found = payloadCount(payloads) * first.width;
    if (found !== size) throw sizeMismatch(where, dtype, shape, size, found);
    const place = payloads.length === 1 && first.stride === first.width ? { offset: first.offset } : {};
    return {
      info: describe(name, dtype, shape, { where, ...place }),
      bytes: (signal) => fixedElements(source, payloads, signal),
    };
  }
  const room = payloads.reduce((sum, payload) => sum + (payload.form === "varint" ? payload.length : 0), 0);
  if (room < count) throw corrupt(where, `${count} elements in ${room} bytes of field ${field}`);
  return {
    info: describe(name, dtype, shape, { where }),
    bytes: (signal) => varintElements(source, payloads, dtype, count, where, signal),
  };
}

function rawLength(raw: TensorRecord["payloads"][number]): number {
  return raw.form === "raw" ? raw.length : 0;
}

async function* empty(): AsyncGenerator<Uint8Array> {}
