/**
 * NumPy's npz: a zip archive of npy files, stored or deflated. The archive's directory at its end says where each lies
 * (PKWARE, APPNOTE 6.3, sections 4.3.12 and 4.3.16).
 */
import { WignerscopeError } from "../../base/index.ts";
import { crc32 } from "./crc32.ts";

/** An array's name, that of its file without the ending, to the bytes of the file. */
export type NpzEntries = ReadonlyMap<string, () => Promise<Uint8Array>>;

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A comment may stand behind the end record. */
const LONGEST_COMMENT = 0xffff;
/** A size or offset that is in a ZIP64 field instead. */
const IN_ZIP64 = 0xffffffff;
const [STORED, DEFLATED] = [0, 8];
/** Deflate makes at most 258 bytes of 2 bits (RFC 1951, section 3.2.5). */
const MOST_RATIO = 1032;

/** Whether the first bytes are those of a zip archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= END_BYTES && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] < 8;
}

/** @throws CORRUPT_FILE; UNSUPPORTED_FORMAT for encrypted or larger than 4 GiB entries and other compressions */
export function npzEntries(bytes: Uint8Array, where: string): NpzEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view, where);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries = new Map<string, () => Promise<Uint8Array>>();
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw corrupt(where, `entry ${i} of the zip directory is not at byte ${at}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((k) => view.getUint16(at + k, true));
    const name = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength));
    const place = at;
    if (!name.endsWith("/"))
      entries.set(name.replace(/\.[^.]*$/, ""), () => contentOf(bytes, view, place, `${where}: ${name}`));
    at += ENTRY_BYTES + nameLength + extraLength + commentLength;
  }
  return entries;
}

function endOf(view: DataView, where: string): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === DIRECTORY_END) return at;
  throw corrupt(where, "it begins as a zip archive and has no directory at its end: it is cut short");
}

async function contentOf(bytes: Uint8Array, view: DataView, at: number, where: string): Promise<Uint8Array> {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const [packed, size, local] = [20, 24, 42].map((k) => view.getUint32(at + k, true));
  if (flags & 1) throw new WignerscopeError("UNSUPPORTED_FORMAT", `${where}: it is encrypted`);
  if (packed === IN_ZIP64 || size === IN_ZIP64 || local === IN_ZIP64)
    throw new WignerscopeError("UNSUPPORTED_FORMAT", `${where}: arrays of 4 GiB and more are not read`);
  if (local + LOCAL_BYTES > bytes.length || view.getUint32(local, true) !== LOCAL_HEADER)
    throw corrupt(where, `its header is not at byte ${local}`);
  const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw corrupt(where, `its ${packed} bytes reach beyond the file`);
  const content = bytes.subarray(start, start + packed);
  if (method !== STORED && method !== DEFLATED)
    throw new WignerscopeError(
      "UNSUPPORTED_FORMAT",
      `${where}: compression ${method} is not read, only deflate`,
    );
  const plain = method === STORED ? content : await inflated(content, size, where);
  if (crc32(plain) !== view.getUint32(at + 16, true))
    throw corrupt(where, "its bytes are not those that were stored: the check sum is another");
  return plain;
}

/**
 * No more than `size` bytes are ever held, whatever the stream would unpack to.
 * @throws CORRUPT_FILE unless the content unpacks to exactly `size` bytes
 */
async function inflated(content: Uint8Array, size: number, where: string): Promise<Uint8Array> {
  const most = MOST_RATIO * content.length;
  if (size > most)
    throw corrupt(where, `its ${content.length} compressed bytes hold at most ${most}, not ${size}`);
  const stream = new Blob([content.slice()]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const plain = new Uint8Array(size);
  let length = 0;
  for (;;) {
    const { value } = await reader.read().catch((cause) => {
      throw new WignerscopeError("CORRUPT_FILE", `${where}: its compressed bytes are damaged`, { cause });
    });
    if (!value) break;
    if (length + value.length > size) {
      // What is left of a stream that will not be used may be damaged as well.
      reader.cancel().catch(() => undefined);
      throw corrupt(where, `it has more than ${size} bytes`);
    }
    plain.set(value, length);
    length += value.length;
  }
  if (length !== size) throw corrupt(where, `it has ${length} bytes, not ${size}`);
  return plain;
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
