/** A safetensors file in memory. */
import { writeTensors } from "../../../src/models/index.ts";

export async function written(
  tensors: Parameters<typeof writeTensors>[0],
  dtype: "F64" | "F32",
): Promise<Uint8Array> {
  const parts: number[] = [];
  await writeTensors(tensors, { write: (bytes) => void parts.push(...bytes) }, { dtype });
  return Uint8Array.from(parts);
}
