/** A model over several safetensors files. */
import type { ByteSource } from "../../sources/byte-source.ts";
import type { ModelContent } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { readTensors } from "../safetensors/safetensors.ts";
import { readShards } from "../sharded.ts";

export function readSafetensorsIndex(source: ByteSource, around: Surroundings): Promise<ModelContent> {
  return readShards(source, around, "safetensors index", readTensors);
}
