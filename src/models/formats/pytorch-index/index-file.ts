/** A model over several PyTorch checkpoints. */
import type { ByteSource } from "../../sources/byte-source.ts";
import type { ModelContent } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { readCheckpoint } from "../pytorch/pytorch.ts";
import { readShards } from "../sharded.ts";

export function readPytorchIndex(source: ByteSource, around: Surroundings): Promise<ModelContent> {
  return readShards(source, around, "PyTorch index", readCheckpoint);
}
