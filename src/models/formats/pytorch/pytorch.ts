/**
 * PyTorch's checkpoints (torch/serialization.py). Since 1.6 a zip archive:
 *   NAME/data.pkl     the object, whose tensors refer to storages by key
 *   NAME/data/KEY     the elements of a storage
 *   NAME/byteorder    "little" or "big"; little where it is missing
 * and before that a stream, see stream.ts. Opening reads the archive's directory and the pickle. No pickle is run: see
 * unpickler.ts.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { isZip, openMember, readZipDirectory, type ZipMember } from "../../encodings/zip.ts";
import type { ByteSource } from "../../sources/byte-source.ts";
import { contentOf, type LocatedContent, type ModelContent, quoted } from "../../tensor.ts";
import { HEAD_BYTES, type Surroundings } from "../format.ts";
import { contentsOf } from "./contents.ts";
import { TORCH_HOST } from "./globals.ts";
import { readStream, type Stream } from "./stream.ts";
import { type Storages, tensorsOf } from "./tensors.ts";
import { unpickle } from "./unpickler.ts";
import type { PickleStorage } from "./values.ts";

/** The largest checkpoints known have pickles of a few MB; 10^5 tensors take about 15 MB. */
const MAX_PICKLE = 100_000_000;
const PICKLE = "data.pkl";

export async function readPytorch(source: ByteSource, around: Surroundings): Promise<ModelContent> {
  return contentOf(source, await readCheckpoint(source, around));
}

/** The same for a file that is opened anew for each read. */
export async function readCheckpoint(
  source: ByteSource,
  { signal }: Pick<Surroundings, "signal">,
): Promise<LocatedContent> {
  const where = `${source.name}: PyTorch checkpoint`;
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size), signal);
  const { root, storages } = isZip(head)
    ? await readArchive(source, where, signal)
    : await readStream(source, TORCH_HOST, MAX_PICKLE, where, signal);
  const alone = source.name.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "");
  const { tensors, metadata } = contentsOf(root, alone, where);
  return { metadata, tensors: tensorsOf(tensors, storages, source.name) };
}

async function readArchive(
  source: ByteSource,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Stream> {
  const members = new Map(
    (await readZipDirectory(source, where, signal)).map((member) => [member.name, member]),
  );
  const pickle = [...members.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickle)
    throw new WignerscopeError("UNSUPPORTED_FORMAT", `${where}: there is no ${PICKLE} in the archive`);
  if (pickle.size > MAX_PICKLE)
    throw corrupt(where, `${PICKLE} has ${pickle.size} bytes, at most ${MAX_PICKLE} are read`);
  const folder = pickle.name.slice(0, -PICKLE.length);
  const { value } = unpickle(
    await content(source, pickle, where, signal),
    0,
    `${where}, ${PICKLE}`,
    TORCH_HOST,
  );
  const order = members.get(`${folder}byteorder`);
  const bigEndian = order !== undefined && (await isBig(source, order, where, signal));
  return { root: value, storages: archiveStorages(members, `${folder}data/`, bigEndian) };
}

async function content(
  source: ByteSource,
  member: ZipMember,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const file = await openMember(source, member, where, signal);
  return file.read(0, file.size, signal);
}

/** Longer than either word, so that something else is shown whole. */
const LONGEST_ORDER = 16;

async function isBig(
  source: ByteSource,
  member: ZipMember,
  where: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const text =
    member.size > LONGEST_ORDER
      ? ""
      : new TextDecoder().decode(await content(source, member, where, signal)).trim();
  if (text !== "big" && text !== "little")
    throw corrupt(where, `byteorder is ${quoted(text)}, neither "little" nor "big"`);
  return text === "big";
}

function archiveStorages(
  members: ReadonlyMap<string, ZipMember>,
  folder: string,
  bigEndian: boolean,
): Storages {
  const memberOf = ({ key }: PickleStorage, where: string): ZipMember => {
    const member = members.get(folder + key);
    if (!member) throw corrupt(where, `there is no storage ${quoted(key)} in the archive`);
    return member;
  };
  return {
    bigEndian,
    check(storage, width, where) {
      const { size } = memberOf(storage, where);
      if (size !== storage.count * width)
        throw corrupt(
          where,
          `its storage of ${storage.count} elements takes ${storage.count * width} bytes, the archive has ${size}`,
        );
    },
    open: (source, storage, signal) =>
      openMember(source, memberOf(storage, source.name), source.name, signal),
  };
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
