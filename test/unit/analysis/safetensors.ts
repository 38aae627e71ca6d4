/** A safetensors file in memory, for tests: float64, in the order given. */
export interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export function safetensors(entries: readonly Entry[]): Uint8Array {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape, data } of entries)
    header[name] = { dtype: "F64", shape, data_offsets: [end, (end += 8 * data.length)] };
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + json.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let at = 8 + json.length;
  for (const { data } of entries) {
    new Float64Array(file.buffer, at, data.length).set(data);
    at += 8 * data.length;
  }
  return file;
}
