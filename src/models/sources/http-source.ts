/**
 * Random access to a file on a web server by range requests. A server that ignores ranges is refused for anything but
 * small files.
 */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import { type ByteSource, checkRange, memorySource } from "./byte-source.ts";
import type { ModelFolder } from "./folder.ts";
import {
  checkSize,
  cutShort,
  type FileVersion,
  type HttpOptions,
  type RangeAnswer,
  rangeClient,
  readFailed,
} from "./http-client.ts";

/** Asked for first: holds the headers of most files, and tells the size. */
const FIRST_READ = 64 << 10;
/** A file of a server that ignores ranges is taken whole up to this size. */
const WHOLE_FILE = 32 << 20;

const HTTP_OPTIONS = {
  fetch: true,
  headers: true,
  name: true,
  retries: true,
  timeout: true,
  wait: true,
  signal: true,
} as const;

/**
 * A source over a file on a web server. Requests that fail for a reason that may pass are sent again, up to
 * `options.retries` times, after 0.5 s, 1 s, 2 s, ... or what the server asks for.
 * @throws INVALID_ARGUMENT unless the URL is absolute; READ_FAILED when the server refuses, ignores ranges for a file above
 *   32 MiB, or hides the file's size; CHANGED, from then on, when it is another file than it was (ETag, Last-Modified, size)
 */
export async function httpSource(url: string | URL, options: HttpOptions = {}): Promise<ByteSource> {
  knownOptions<HttpOptions>("httpSource", options, HTTP_OPTIONS);
  return (await openAddress(absolute(url), options, {})).source;
}

/** A source and how many bytes of the file it keeps in memory. */
interface HeldSource {
  readonly source: ByteSource;
  readonly held: number;
}

async function openAddress(address: URL, options: HttpOptions, version: FileVersion): Promise<HeldSource> {
  const name = options.name ?? fileName(address);
  const exchange = rangeClient(address, name, options, version);
  const { head, size } = await exchange(
    0,
    FIRST_READ - 1,
    (answer) => firstBytes(answer, name, version),
    options.signal,
  );
  const known = { version: version.etag ?? version.lastModified };
  if (head.length === size) return { source: { ...memorySource(head, name), ...known }, held: size };
  const source = {
    name,
    size,
    ...known,
    async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
      checkRange(source, offset, length);
      if (offset + length <= head.length) return head.slice(offset, offset + length);
      if (length === 0) return new Uint8Array(0);
      const last = offset + length - 1;
      return exchange(offset, last, (answer) => rangeBytes(answer, offset, last, name, version), signal);
    },
  };
  return { source, held: head.length };
}

/** What the first request brings: the start of the file and its size, or all of it. */
async function firstBytes(
  answer: RangeAnswer,
  name: string,
  version: FileVersion,
): Promise<{ readonly head: Uint8Array; readonly size: number }> {
  const { status, headers } = answer;
  // An empty file satisfies no range.
  if (status === 416 && unsatisfiedSize(headers) === 0) {
    checkSize(0, name, version);
    return { head: new Uint8Array(0), size: 0 };
  }
  if (status === 200) {
    const head = await wholeFile(answer, name);
    checkSize(head.length, name, version);
    return { head, size: head.length };
  }
  const { first, last, size } = contentRange(headers, name);
  checkSize(size, name, version);
  const expected = Math.min(FIRST_READ, size);
  if (first !== 0 || last !== expected - 1)
    throw readFailed(name, `the server answered bytes ${first}-${last}, asked for 0-${FIRST_READ - 1}`);
  return { head: await exactBody(answer, expected), size };
}

async function rangeBytes(
  answer: RangeAnswer,
  offset: number,
  last: number,
  name: string,
  version: FileVersion,
): Promise<Uint8Array> {
  const { status, headers } = answer;
  const shrunk = status === 416 ? unsatisfiedSize(headers) : undefined;
  if (shrunk !== undefined) checkSize(shrunk, name, version);
  if (status !== 206)
    throw readFailed(name, `the server answered ${status} to a request for bytes ${offset}-${last}`);
  const range = contentRange(headers, name);
  checkSize(range.size, name, version);
  if (range.first !== offset || range.last !== last)
    throw readFailed(
      name,
      `the server answered bytes ${range.first}-${range.last}, asked for ${offset}-${last}`,
    );
  return exactBody(answer, last - offset + 1);
}

interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/** What the server says it sends. */
function contentRange(headers: Headers, name: string): ContentRange {
  const header = headers.get("Content-Range");
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header?.trim() ?? "");
  if (match) return { first: Number(match[1]), last: Number(match[2]), size: Number(match[3]) };
  throw readFailed(
    name,
    header === null
      ? "the server sends no Content-Range (across origins it must expose that header)"
      : `the server's Content-Range is ${JSON.stringify(header.slice(0, 80))}`,
  );
}

/** The size in the Content-Range of an unsatisfied range. */
function unsatisfiedSize(headers: Headers): number | undefined {
  const match = /^bytes \*\/(\d{1,15})$/.exec(headers.get("Content-Range") ?? "");
  return match ? Number(match[1]) : undefined;
}

async function wholeFile(answer: RangeAnswer, name: string): Promise<Uint8Array> {
  const tooLarge = `the server ignores range requests and the file is larger than ${WHOLE_FILE} bytes`;
  const announced = answer.headers.get("Content-Length");
  if (Number(announced) > WHOLE_FILE) throw readFailed(name, tooLarge);
  return answer.body(WHOLE_FILE, tooLarge);
}

/** A body that must have exactly `length` bytes; more are not taken in. */
async function exactBody(answer: RangeAnswer, length: number): Promise<Uint8Array> {
  const body = await answer.body(length, `the server sent more than the ${length} bytes that it announced`);
  if (body.length !== length) throw cutShort(body.length, length);
  return body;
}

function absolute(url: string | URL): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `url must be an absolute URL, got ${JSON.stringify(String(url))}`,
      { cause },
    );
  }
}

function fileName(url: URL): string {
  const segment = url.pathname.split("/").at(-1) || url.host;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Bytes of files that a folder keeps: whole small files of servers without ranges, and the starts of others. */
const KEPT_BYTES = 64 << 20;

/**
 * The files below a URL; its last segment, if it does not end in "/", is the model's own name. The starts of the files that
 * were opened last are kept, up to 64 MiB; the others are asked for again, and must be what they were.
 */
export function httpFolder(url: string | URL, options: Omit<HttpOptions, "name"> = {}): ModelFolder {
  const { name: _, ...names } = HTTP_OPTIONS;
  knownOptions<Omit<HttpOptions, "name">>("httpFolder", options, names);
  const base = absolute(url);
  const opened = new Map<string, Promise<HeldSource>>();
  const held = new Map<string, number>();
  const versions = new Map<string, FileVersion>();

  /** Forgets the files opened longest ago, until the others fit. */
  function makeRoom(): void {
    let total = [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
    for (const [path, bytes] of held) {
      if (total <= KEPT_BYTES) return;
      total -= bytes;
      held.delete(path);
      opened.delete(path);
    }
  }

  return {
    async open(path, signal = options.signal) {
      let opening = opened.get(path);
      if (!opening) {
        const target = new URL(path.split("/").map(encodeURIComponent).join("/"), base);
        // A signed or parameterised address signs its siblings by the same parameters, if at all.
        target.search = base.search;
        const version = versions.get(path) ?? {};
        versions.set(path, version);
        opening = openAddress(target, { ...options, name: path, signal }, version);
        opened.set(path, opening);
        opening.catch(() => opened.delete(path));
      }
      const { source, held: bytes } = await opening;
      if (opened.get(path) === opening) {
        held.delete(path);
        held.set(path, bytes);
        makeRoom();
      }
      return source;
    },
  };
}
