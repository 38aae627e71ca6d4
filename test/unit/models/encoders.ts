/**
 * Writers of small model files for the tests, made from the formats' documents and sharing nothing with the readers.
 */

/** Bytes in a row. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The memory of a typed array, little-endian on every machine that runs these tests. */
export const raw = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();

export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** A safetensors file; `header` may replace the JSON text that belongs to the entries. */
export function safetensors(
  entries: readonly SafetensorsEntry[],
  options: { readonly metadata?: Record<string, string>; readonly header?: string } = {},
): Uint8Array {
  let at = 0;
  const fields: string[] = [];
  if (options.metadata) fields.push(`"__metadata__":${JSON.stringify(options.metadata)}`);
  for (const { name, dtype, shape, data } of entries) {
    const place = JSON.stringify({ dtype, shape, data_offsets: [at, at + data.length] });
    fields.push(`${JSON.stringify(name)}:${place}`);
    at += data.length;
  }
  const header = utf8(options.header ?? `{${fields.join(",")}}`);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return concat(length, header, ...entries.map((entry) => entry.data));
}

/** A .npy file. */
export function npy(header: string, data: Uint8Array, version: 1 | 2 | 3 = 1): Uint8Array {
  const prefix = version === 1 ? 10 : 12;
  const text = utf8(`${header.padEnd(Math.ceil((prefix + header.length + 1) / 64) * 64 - prefix - 1)}\n`);
  const length = new Uint8Array(version === 1 ? 2 : 4);
  if (version === 1) new DataView(length.buffer).setUint16(0, text.length, true);
  else new DataView(length.buffer).setUint32(0, text.length, true);
  return concat([0x93], utf8("NUMPY"), [version, 0], length, text, data);
}

/** A varint of up to 64 bits; negative numbers in two's complement, as protobuf has them. */
export function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const more = rest > 0x7fn ? 0x80 : 0;
    bytes.push(Number(rest & 0x7fn) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** protobuf fields. */
export const pb = {
  int: (field: number, value: number | bigint) => concat(varint(field * 8), varint(value)),
  bytes: (field: number, value: Uint8Array) => concat(varint(field * 8 + 2), varint(value.length), value),
  text: (field: number, value: string) => pb.bytes(field, utf8(value)),
  float: (field: number, value: number) => concat(varint(field * 8 + 5), raw(Float32Array.of(value))),
  double: (field: number, value: number) => concat(varint(field * 8 + 1), raw(Float64Array.of(value))),
  packed: (field: number, values: readonly (number | bigint)[]) =>
    pb.bytes(field, Uint8Array.from(values.flatMap((value) => [...varint(value)]))),
};

export interface OnnxTensor {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly type: number;
  /** Encoded fields with the elements: raw_data, float_data, external_data, ... */
  readonly data: Uint8Array;
  readonly packedDims?: boolean;
}

export function tensorProto({ name, dims, type, data, packedDims }: OnnxTensor): Uint8Array {
  return concat(
    packedDims ? pb.packed(1, dims) : concat(...dims.map((size) => pb.int(1, size))),
    pb.int(2, type),
    data,
    name === undefined ? [] : pb.text(8, name),
  );
}

/** external_data entries and data_location EXTERNAL. */
export function externalData(entries: Readonly<Record<string, string>>): Uint8Array {
  const pairs = Object.entries(entries).map(([key, value]) =>
    pb.bytes(13, concat(pb.text(1, key), pb.text(2, value))),
  );
  return concat(...pairs, pb.int(14, 1));
}

export function node(
  operator: string,
  outputs: readonly string[],
  attributes: readonly Uint8Array[] = [],
  name?: string,
): Uint8Array {
  return concat(
    pb.text(1, "x"),
    ...outputs.map((output) => pb.text(2, output)),
    name === undefined ? [] : pb.text(3, name),
    pb.text(4, operator),
    ...attributes.map((attribute) => pb.bytes(5, attribute)),
  );
}

/** An attribute: its name, then its value's field (t = 5, g = 6, ...). */
export const attribute = (name: string, value: Uint8Array): Uint8Array => concat(pb.text(1, name), value);

export function graph(
  nodes: readonly Uint8Array[],
  initializers: readonly Uint8Array[],
  extra: Uint8Array = new Uint8Array(),
): Uint8Array {
  return concat(
    ...nodes.map((bytes) => pb.bytes(1, bytes)),
    pb.text(2, "graph"),
    ...initializers.map((bytes) => pb.bytes(5, bytes)),
    extra,
  );
}

/** A model of IR version 8 around a graph. */
export function onnxModel(graphBytes: Uint8Array, extra: Uint8Array = new Uint8Array()): Uint8Array {
  return concat(
    pb.int(1, 8),
    pb.text(2, "test"),
    pb.bytes(7, graphBytes),
    pb.bytes(8, concat(pb.text(1, ""), pb.int(2, 17))),
    extra,
  );
}
