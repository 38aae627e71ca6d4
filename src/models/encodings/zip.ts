/**
 * Zip archives over random access (PKWARE, APPNOTE 6.3): the directory at the end says where each member lies (section
 * 4.3.12), with 64-bit sizes where it needs them (4.3.14, 4.5.3). Members are stored or deflated; a stored one is a window of
 * the file, a deflated one is unpacked from its beginning, a piece at a time. Names of members are labels: no path is opened.
 */
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { allocateBytes, type ByteSource, checkRange, chunks, windowOf } from "../sources/byte-source.ts";
import { quoted } from "../tensor.ts";
import { crc32 } from "./crc32.ts";

export interface ZipMember {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes of the content. */
  readonly size: number;
  /** CRC-32 of the content. */
  readonly checkSum: number;
  /** Where its local header begins. */
  readonly header: number;
}

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A comment may stand behind the end record. */
const LONGEST_COMMENT = 0xffff;
/** A size or offset that is in a ZIP64 field instead. */
const IN_ZIP64 = 0xffffffff;
const ZIP64_FIELD = 1;
const [STORED, DEFLATED] = [0, 8];
/** Deflate makes at most 258 bytes of 2 bits (RFC 1951, section 3.2.5). */
const MOST_RATIO = 1032;
/** A checkpoint of 10^5 tensors has a directory of about 10 MB. */
const MAX_DIRECTORY = 100_000_000;

/** Whether the first bytes are those of a zip archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= END_BYTES && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] < 8;
}

/**
 * The members in the order of the directory, without folders.
 * @throws CORRUPT_FILE where the directory contradicts itself or the file: members that overlap, two of one name
 */
export async function readZipDirectory(
  source: ByteSource,
  where: string,
  signal?: AbortSignal,
): Promise<readonly ZipMember[]> {
  const tailStart = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT - LOCATOR_BYTES - END64_BYTES);
  const tail = await source.read(tailStart, source.size - tailStart, signal);
  const { count, offset, size } = findDirectory(tail, tailStart, where);
  const limit = source.size;
  if (offset > limit || size > limit - offset)
    throw corrupt(where, `the zip directory of ${size} bytes at ${offset} reaches beyond the file`);
  if (size > MAX_DIRECTORY)
    throw corrupt(where, `a zip directory of ${size} bytes, at most ${MAX_DIRECTORY}`);
  if (count > size / ENTRY_BYTES)
    throw corrupt(where, `${count} entries do not fit into a zip directory of ${size} bytes`);
  const bytes =
    offset >= tailStart
      ? tail.subarray(offset - tailStart, offset - tailStart + size)
      : await source.read(offset, size, signal);
  const members = [...entriesOf(bytes, count, offset, where)];
  checkMembers(members, offset, where);
  return members.filter(({ name }) => !name.endsWith("/"));
}

interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

function findDirectory(tail: Uint8Array, tailStart: number, where: string): DirectoryPlace {
  const view = viewOf(tail);
  let end = tail.length - END_BYTES;
  const first = Math.max(0, end - LONGEST_COMMENT);
  while (end >= first && view.getUint32(end, true) !== DIRECTORY_END) end--;
  if (end < first)
    throw corrupt(where, "it begins as a zip archive and has no directory at its end: it is cut short");
  const locator = end - LOCATOR_BYTES;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64) {
    const at =
      safe(view.getBigUint64(locator + 8, true), "the place of the ZIP64 directory", where) - tailStart;
    if (at < 0 || at + END64_BYTES > tail.length || view.getUint32(at, true) !== END64)
      throw corrupt(where, `the end of the ZIP64 directory is not at byte ${at + tailStart}`);
    const [count, size, offset] = [32, 40, 48].map((k) =>
      safe(view.getBigUint64(at + k, true), "a field of the ZIP64 directory", where),
    );
    return { count, offset, size };
  }
  return {
    count: view.getUint16(end + 10, true),
    size: view.getUint32(end + 12, true),
    offset: view.getUint32(end + 16, true),
  };
}

function* entriesOf(bytes: Uint8Array, count: number, offset: number, where: string): Generator<ZipMember> {
  const view = viewOf(bytes);
  const text = new TextDecoder();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw corrupt(where, `entry ${i} of the zip directory is not at byte ${offset + at}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const extra = at + ENTRY_BYTES + nameLength;
    const next = extra + extraLength + commentLength;
    if (next > bytes.length) throw corrupt(where, `entry ${i} of the zip directory reaches beyond it`);
    const name = text.decode(bytes.subarray(at + ENTRY_BYTES, extra));
    const [size, packed, header] = wideFields(
      view,
      [24, 20, 42].map((k) => view.getUint32(at + k, true)),
      { begin: extra, end: extra + extraLength },
      `${where}: ${quoted(name)}`,
    );
    const flags = view.getUint16(at + 8, true);
    const [method, checkSum] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    yield { name, method, encrypted: (flags & 1) !== 0, packed, size, checkSum, header };
    at = next;
  }
}

/** The fields that do not fit into 32 bits stand in an extra field, in this order. */
function wideFields(
  view: DataView,
  fields: number[],
  extra: { readonly begin: number; readonly end: number },
  where: string,
): number[] {
  if (!fields.includes(IN_ZIP64)) return fields;
  for (let at = extra.begin; at + 4 <= extra.end; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64_FIELD) {
      let place = at + 4;
      return fields.map((field) => {
        if (field !== IN_ZIP64) return field;
        if (place + 8 > Math.min(extra.end, at + 4 + length))
          throw corrupt(where, "its ZIP64 field is too short");
        const wide = safe(view.getBigUint64(place, true), "a ZIP64 size", where);
        place += 8;
        return wide;
      });
    }
    at += 4 + length;
  }
  throw corrupt(where, "its ZIP64 field is missing");
}

/** Members that lie one over another are how a small archive unpacks to petabytes. */
function checkMembers(members: readonly ZipMember[], directory: number, where: string): void {
  const names = new Set<string>();
  let end = 0;
  for (const member of [...members].sort((a, b) => a.header - b.header)) {
    const shown = quoted(member.name);
    if (names.has(member.name)) throw corrupt(where, `${shown} is in the archive twice`);
    names.add(member.name);
    if (member.header < end) throw corrupt(where, `${shown} overlaps the member before it`);
    end = member.header + LOCAL_BYTES + member.packed;
    if (end > directory) throw corrupt(where, `${shown}: its ${member.packed} bytes reach beyond the file`);
  }
}

/**
 * The content of a member as a file of its own. The check sum of a deflated one is held against what was unpacked; of a stored
 * one, which may be read in parts, `readMember` alone knows.
 * @throws CORRUPT_FILE; UNSUPPORTED_FORMAT for encrypted members and compressions besides deflate
 */
export async function openMember(
  source: ByteSource,
  member: ZipMember,
  where: string,
  signal?: AbortSignal,
): Promise<ByteSource> {
  const { name, method, packed, size, header } = member;
  const what = `${where}: ${name.length > 120 ? `${name.slice(0, 120)}…` : name}`;
  if (member.encrypted) throw new WignerscopeError("UNSUPPORTED_FORMAT", `${what}: it is encrypted`);
  if (method !== STORED && method !== DEFLATED)
    throw new WignerscopeError(
      "UNSUPPORTED_FORMAT",
      `${what}: compression ${method} is not read, only deflate`,
    );
  if (method === STORED && size !== packed)
    throw corrupt(what, `it is stored in ${packed} bytes and has ${size}`);
  if (size > MOST_RATIO * packed)
    throw corrupt(what, `its ${packed} compressed bytes hold at most ${MOST_RATIO * packed}, not ${size}`);
  const local = viewOf(await source.read(header, LOCAL_BYTES, signal));
  if (local.getUint32(0, true) !== LOCAL_HEADER) throw corrupt(what, `its header is not at byte ${header}`);
  const start = header + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + packed > source.size) throw corrupt(what, `its ${packed} bytes reach beyond the file`);
  return method === STORED ? windowOf(source, start, size, what) : inflating(source, start, member, what);
}

/** All of a member, held against its check sum. @throws what `openMember` throws */
export async function readMember(
  source: ByteSource,
  member: ZipMember,
  where: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const file = await openMember(source, member, where, signal);
  const content = await file.read(0, member.size, signal);
  if (member.method === STORED) checkContent(crc32(content), member, file.name);
  return content;
}

function checkContent(sum: number, { checkSum }: ZipMember, where: string): void {
  if (sum !== checkSum)
    throw corrupt(where, "its bytes are not those that were stored: the check sum is another");
}

/** Reads that go forward unpack once; one that goes back begins again. They wait for one another. */
function inflating(source: ByteSource, start: number, member: ZipMember, name: string): ByteSource {
  let stream: Inflated | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  async function fill(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (!stream || stream.position > offset) {
      stream?.stop();
      stream = new Inflated(source, start, member, name);
    }
    try {
      await stream.skip(offset - stream.position, signal);
      return await stream.take(length, signal);
    } catch (error) {
      stream.stop();
      stream = undefined;
      throw error;
    }
  }
  const file = {
    name,
    size: member.size,
    read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
      checkRange(file, offset, length);
      const result = turn.then(() => fill(offset, length, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    async close(): Promise<void> {
      stream?.stop();
      stream = undefined;
    },
  };
  return file;
}

/** A deflated stream from its beginning: never more than a step of it is held. */
class Inflated {
  position = 0;
  private rest = new Uint8Array(0);
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly member: ZipMember;
  private readonly name: string;
  private sum = 0;

  constructor(source: ByteSource, start: number, member: ZipMember, name: string) {
    this.member = member;
    this.name = name;
    const input = chunks(source, start, member.packed);
    const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const { value, done } = await input.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
    });
    this.reader = bytes.pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  }

  /** The next `length` bytes; the end of the member is looked for when they reach it. */
  async take(length: number, signal?: AbortSignal): Promise<Uint8Array> {
    const out = allocateBytes(length, this.name);
    await this.forward(length, signal, (part, at) => out.set(part, at));
    return out;
  }

  skip(length: number, signal?: AbortSignal): Promise<void> {
    return this.forward(length, signal, () => undefined);
  }

  private async forward(
    length: number,
    signal: AbortSignal | undefined,
    use: (part: Uint8Array, at: number) => void,
  ): Promise<void> {
    for (let done = 0; done < length; ) {
      if (this.rest.length === 0) await this.refill(signal);
      const part = this.rest.subarray(0, length - done);
      this.rest = this.rest.subarray(part.length);
      use(part, done);
      this.sum = crc32(part, this.sum);
      done += part.length;
      this.position += part.length;
    }
    const { size } = this.member;
    if (this.position === size && length > 0) {
      const { value } = await this.next();
      if (value || this.rest.length > 0) throw corrupt(this.name, `it has more than ${size} bytes`);
      checkContent(this.sum, this.member, this.name);
    }
  }

  private async refill(signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal);
    const { value } = await this.next();
    if (!value) throw corrupt(this.name, `it has ${this.position} bytes, not ${this.member.size}`);
    this.rest = new Uint8Array(value);
  }

  private next(): Promise<{ value?: Uint8Array }> {
    return this.reader.read().catch((cause) => {
      if (cause instanceof WignerscopeError) throw cause;
      const message = `${this.name}: its compressed bytes are damaged`;
      throw new WignerscopeError("CORRUPT_FILE", message, { cause });
    });
  }

  /** What is left of a stream that will not be used may be damaged as well. */
  stop(): void {
    this.reader.cancel().catch(() => undefined);
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function safe(value: bigint, what: string, where: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw corrupt(where, `${what} is ${value}, impossibly large`);
  return Number(value);
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
