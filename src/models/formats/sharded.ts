/**
 * A model over several files, joined by an index such as `model.safetensors.index.json`:
 *   { "metadata": { ... }, "weight_map": { "tensor": "model-00001-of-00002.safetensors", ... } }
 * The files are opened for their headers and closed; reading a tensor opens its file again, so that a model of
 * hundreds of files holds no more than one file open for each reader.
 */
import { WignerscopeError } from "../../base/index.ts";
import { parseJson } from "../encodings/json.ts";
import type { ByteSource } from "../sources/byte-source.ts";
import {
  checkRelativePath,
  MAX_FILES,
  type ModelFolder,
  openSibling,
  withSibling,
} from "../sources/folder.ts";
import {
  type LocatedContent,
  type LocatedTensor,
  type ModelContent,
  quoted,
  type StoredTensor,
} from "../tensor.ts";
import type { Surroundings } from "./format.ts";

/** An index names each tensor once; the largest known take a few MB. */
const MAX_INDEX = 100_000_000;

/** What lists the tensors of one of the files. */
export type ShardReader = (
  source: ByteSource,
  around: Pick<Surroundings, "signal">,
) => Promise<LocatedContent>;

/** @param kind how errors call the index */
export async function readShards(
  source: ByteSource,
  { folder, signal }: Surroundings,
  kind: string,
  readShard: ShardReader,
): Promise<ModelContent> {
  const where = `${source.name}: ${kind}`;
  const weightMap = await readWeightMap(source, where, signal);
  if (!folder)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${where}: its tensors are in other files; give openModel the folder that holds them`,
    );
  // Filled in the order of the index; what the files hold beyond it comes after.
  const tensors = new Map<string, StoredTensor | undefined>();
  for (const name of weightMap.keys()) tensors.set(name, undefined);
  const metadata = new Map<string, string>();
  for (const file of new Set(weightMap.values())) {
    const shard = await withSibling(folder, file, where, (shard) => readShard(shard, { signal }), signal);
    for (const tensor of shard.tensors) {
      const { name } = tensor.info;
      const owner = weightMap.get(name) ?? file;
      if (owner === file) tensors.set(name, inShard(tensor, folder, file, where));
    }
    for (const [key, text] of shard.metadata) metadata.set(key, text);
  }
  return { metadata, tensors: [...present(tensors, weightMap, where)] };
}

function* present(
  tensors: ReadonlyMap<string, StoredTensor | undefined>,
  weightMap: ReadonlyMap<string, string>,
  where: string,
): Generator<StoredTensor> {
  for (const [name, tensor] of tensors) {
    if (!tensor)
      throw new WignerscopeError(
        "CORRUPT_FILE",
        `${where}: there is no tensor ${quoted(name)} in ${weightMap.get(name)}`,
      );
    yield tensor;
  }
}

/** The checked path of the file that holds each tensor, in the order of the index. */
async function readWeightMap(
  source: ByteSource,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const corrupt = (what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
  if (source.size > MAX_INDEX) throw corrupt(`${source.size} bytes, at most ${MAX_INDEX}`);
  const bytes = await source.read(0, source.size, signal);
  const root = parseJson(new TextDecoder().decode(bytes), where);
  const map = root instanceof Map ? root.get("weight_map") : undefined;
  if (!(map instanceof Map)) throw corrupt("weight_map is missing or not an object");
  const files = new Map<string, string>();
  for (const [name, file] of map) {
    if (typeof file !== "string") throw corrupt(`weight_map ${quoted(name)} is not a file name`);
    files.set(name, checkRelativePath(file, where));
  }
  const count = new Set(files.values()).size;
  if (count > MAX_FILES) throw corrupt(`${count} files, at most ${MAX_FILES}`);
  return files;
}

/** A shard's tensor that opens its file for each read. */
function inShard(tensor: LocatedTensor, folder: ModelFolder, file: string, where: string): StoredTensor {
  return {
    info: Object.freeze({ ...tensor.info, file }),
    async *bytes(signal, home) {
      const source = await openSibling(folder, file, where, signal);
      try {
        yield* tensor.bytesIn(source, signal, home);
      } finally {
        await source.close?.();
      }
    },
  };
}
