/** What an open model is to everybody who uses one. */
import type { Matrix } from "../base/index.ts";
import type { FormatName } from "./formats/registry.ts";
import type { ByteSource } from "./sources/byte-source.ts";
import type { Companion } from "./sources/companions.ts";
import type { Tensor, TensorInfo } from "./tensor.ts";

export interface ReadOptions {
  readonly signal?: AbortSignal;
}

/** A file, and what tells its contents from others of its name. */
export interface FileFacts {
  /** The model's own name, or the path below its folder. */
  readonly name: string;
  readonly size: number;
  /** As its source has it (`ByteSource.version`): an ETag, a time of change. */
  readonly version?: string;
}

/** An open model file: a list of tensors, each read when it is asked for. Reads may run at the same time. */
export interface Model {
  readonly name: string;
  readonly format: FormatName;
  /** Key-value text that the file carries about itself. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Every tensor of the file in the file's order, also those that are only listed, with the reason. */
  readonly tensors: readonly TensorInfo[];
  /** The model's own file, for those who need its bytes as they are. */
  readonly source: ByteSource;
  /** Every file that was opened for it, in that order: its own, shards, external data, companions. All that it reads is there. */
  readonly files: readonly FileFacts[];
  /** Small text files that were found beside it, by name, and say how to read it: `adapter_config.json` of an adapter. */
  readonly companions: ReadonlyMap<string, Companion>;
  /**
   * A tensor of two dimensions. (For others see `readTensor` and `matricize`.)
   * @throws UNKNOWN_TENSOR, INVALID_SHAPE, UNSUPPORTED_DTYPE, CORRUPT_FILE, READ_FAILED, OUT_OF_MEMORY, ABORTED.
   */
  read(name: string, options?: ReadOptions): Promise<Matrix>;
  /** A float tensor of any shape. @throws as `read`, without INVALID_SHAPE. */
  readTensor(name: string, options?: ReadOptions): Promise<Tensor>;
  /** The elements of any tensor, little-endian and row-major, in steps of a few MB. */
  readBytes(name: string, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** Closes the byte source. */
  close(): Promise<void>;
}
