/** A safetensors file in memory for tests of whole models: float64 throughout, in the order given. */
import { safetensors as encode, raw } from "../models/encoders.ts";

export interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export function safetensors(entries: readonly Entry[]): Uint8Array {
  return encode(
    entries.map(({ name, shape, data }) => ({
      name,
      shape,
      dtype: "F64",
      data: raw(Float64Array.from(data)),
    })),
  );
}
