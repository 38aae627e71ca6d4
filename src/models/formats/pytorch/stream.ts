/**
 * The stream that torch.save wrote before PyTorch 1.6 (torch/serialization.py, _legacy_save): pickles of a magic number, of the
 * version 1001, of facts about the machine, of the object, and of the keys of its storages in their order; then for each key
 * the number of its elements in 8 bytes, and the elements.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { type ByteSource, windowOf } from "../../sources/byte-source.ts";
import { quoted } from "../../tensor.ts";
import { type Storages, storageWidth } from "./tensors.ts";
import { PickleCut, type PickleHost, unpickle } from "./unpickler.ts";
import { asObject, entryOf, type PickleStorage, type PickleValue } from "./values.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
const COUNT_BYTES = 8;
/** The pickles are read with this many bytes of the file, then with four times as many until they end. */
const FIRST_READ = 1 << 18;

export interface Stream {
  readonly root: PickleValue;
  readonly storages: Storages;
}

export async function readStream(
  source: ByteSource,
  host: PickleHost,
  limit: number,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Stream> {
  const seen = new Map<string, PickleStorage>();
  const noting: PickleHost = {
    ...host,
    persistent(id, at) {
      const value = host.persistent(id, at);
      const storage = asObject(value);
      if (storage?.kind === "storage") note(seen, storage, at);
      return value;
    },
  };
  const { root, keys, bigEndian, end } = await readPickles(source, noting, limit, where, signal);
  const places = placesOf(keys, seen, end, source.size, where);
  return { root, storages: storagesAt(places, bigEndian) };
}

/** Two views of one storage must agree on what it is. */
function note(seen: Map<string, PickleStorage>, storage: PickleStorage, where: string): void {
  const before = seen.get(storage.key);
  if (before && (before.type !== storage.type || before.count !== storage.count))
    throw corrupt(where, `storage ${quoted(storage.key)} is of two types or sizes`);
  seen.set(storage.key, storage);
}

async function readPickles(
  source: ByteSource,
  host: PickleHost,
  limit: number,
  where: string,
  signal: AbortSignal | undefined,
) {
  for (let length = Math.min(FIRST_READ, source.size); ; length = Math.min(4 * length, source.size)) {
    if (length > limit) throw corrupt(where, `its pickles take more than ${limit} bytes`);
    const bytes = await source.read(0, length, signal);
    try {
      return parsePickles(bytes, host, where);
    } catch (error) {
      if (!(error instanceof PickleCut) || length === source.size) throw error;
    }
  }
}

function parsePickles(bytes: Uint8Array, host: PickleHost, where: string) {
  let end = 0;
  const next = () => {
    const pickle = unpickle(bytes, end, where, host);
    end = pickle.end;
    return pickle.value;
  };
  const [magic, version, machine, root, keys] = [next(), next(), next(), next(), next()];
  if (magic !== MAGIC) throw corrupt(where, "no magic number at offset 0");
  if (version !== VERSION) throw corrupt(where, `its version is not ${VERSION}`);
  const list = asObject(keys);
  if (list?.kind !== "list") throw corrupt(where, "the keys of its storages are not a list");
  return { root, keys: list.items, bigEndian: entryOf(machine, "little_endian") === false, end };
}

interface Place {
  readonly start: number;
  readonly storage: PickleStorage;
  readonly size: number;
}

function placesOf(
  keys: readonly PickleValue[],
  seen: ReadonlyMap<string, PickleStorage>,
  end: number,
  size: number,
  where: string,
): Map<string, Place> {
  const places = new Map<string, Place>();
  let at = end;
  for (const key of keys) {
    const storage = typeof key === "string" ? seen.get(key) : undefined;
    if (!storage) throw corrupt(where, "it has a storage that no tensor refers to");
    if (places.has(storage.key)) throw corrupt(where, `storage ${quoted(storage.key)} comes twice`);
    const bytes = storage.count * storageWidth(storage, where);
    const start = at + COUNT_BYTES;
    if (start + bytes > size)
      throw corrupt(
        where,
        `storage ${quoted(storage.key)} of ${bytes} bytes at ${start} reaches beyond the file`,
      );
    places.set(storage.key, { start, storage, size: bytes });
    at = start + bytes;
  }
  return places;
}

function storagesAt(places: ReadonlyMap<string, Place>, bigEndian: boolean): Storages {
  const placeOf = (key: string, where: string): Place => {
    const place = places.get(key);
    if (!place) throw corrupt(where, `there is no storage ${quoted(key)}`);
    return place;
  };
  return {
    bigEndian,
    check: ({ key }, _, where) => void placeOf(key, where),
    async open(source, { key }, signal) {
      const where = `${source.name}: storage ${quoted(key)}`;
      const { start, storage, size } = placeOf(key, where);
      const head = await source.read(start - COUNT_BYTES, COUNT_BYTES, signal);
      const count = new DataView(head.buffer, head.byteOffset).getBigInt64(0, true);
      if (count !== BigInt(storage.count))
        throw corrupt(
          where,
          `it has ${count} elements at offset ${start - COUNT_BYTES}, its tensors say ${storage.count}`,
        );
      return windowOf(source, start, size, where);
    },
  };
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
