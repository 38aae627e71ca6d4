/**
 * Random access to a file on a web server by range requests (RFC 9110, section 14). A server that ignores ranges is
 * refused for anything but small files. Nothing is retried.
 */
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { type ByteSource, checkRange, memorySource } from "./byte-source.ts";
import type { ModelFolder } from "./folder.ts";

export interface HttpOptions {
  /** Default: the engine's own `fetch`. */
  readonly fetch?: typeof fetch;
  /** Sent with every request, for instance an Authorization. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How errors call the file. Default: the last segment of the URL's path. */
  readonly name?: string;
  readonly signal?: AbortSignal;
}

/** Asked for first: holds the headers of most files, and tells the size. */
const FIRST_READ = 64 << 10;
/** A file of a server that ignores ranges is taken whole up to this size. */
const WHOLE_FILE = 32 << 20;

/**
 * A source over a file on a web server.
 * @throws INVALID_ARGUMENT unless the URL is absolute; READ_FAILED when the server refuses, ignores ranges for a file above 32 MiB, or hides the file's size.
 */
export async function httpSource(url: string | URL, options: HttpOptions = {}): Promise<ByteSource> {
  const address = absolute(url);
  const name = options.name ?? fileName(address);
  const server = new RangeClient(address, name, options);
  const response = await server.get(0, FIRST_READ - 1, options.signal);
  // An empty file satisfies no range.
  if (response.status === 416 && sizeOf(response) === 0) return memorySource(new Uint8Array(0), name);
  if (response.status === 200) return memorySource(await wholeBody(response, name, options.signal), name);
  const range = await contentRange(response, name);
  const expected = Math.min(FIRST_READ, range.size);
  if (range.first !== 0 || range.last !== expected - 1) {
    await response.body?.cancel();
    throw failed(
      name,
      `the server answered bytes ${range.first}-${range.last}, asked for 0-${FIRST_READ - 1}`,
    );
  }
  const head = await limitedBody(response, expected, name, options.signal);
  const { size } = range;
  const source = {
    name,
    size,
    async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
      checkRange(source, offset, length);
      if (offset + length <= head.length) return head.slice(offset, offset + length);
      return server.read(offset, length, size, signal);
    },
  };
  return source;
}

function absolute(url: string | URL): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `url: ${JSON.stringify(String(url))} is not an absolute URL`,
      {
        cause,
      },
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

/** The files below a URL; its last segment, if it does not end in "/", is the model's own name. */
export function httpFolder(url: string | URL, options: Omit<HttpOptions, "name"> = {}): ModelFolder {
  const base = absolute(url);
  const opened = new Map<string, Promise<ByteSource>>();
  return {
    open(path, signal) {
      let source = opened.get(path);
      if (!source) {
        const target = new URL(path.split("/").map(encodeURIComponent).join("/"), base);
        // A signed or parameterised address signs its siblings by the same parameters, if at all.
        target.search = base.search;
        source = httpSource(target, { ...options, name: path, signal: signal ?? options.signal });
        source.catch(() => opened.delete(path));
        opened.set(path, source);
      }
      return source;
    },
  };
}

/** Range requests to one file. */
class RangeClient {
  private readonly url: URL;
  private readonly name: string;
  private readonly options: HttpOptions;
  /** What tells that the file has changed since it was opened. */
  private version: string | null | undefined;

  constructor(url: URL, name: string, options: HttpOptions) {
    this.url = url;
    this.name = name;
    this.options = options;
  }

  /** The answer to a request for bytes `first` to `last`: 200, 206 or 416, its body not yet read. */
  async get(first: number, last: number, signal: AbortSignal | undefined): Promise<Response> {
    const { fetch = globalThis.fetch, headers } = this.options;
    throwIfAborted(signal);
    let response: Response;
    try {
      response = await fetch(this.url, { headers: { ...headers, Range: `bytes=${first}-${last}` }, signal });
    } catch (cause) {
      throwIfAborted(signal);
      throw failed(this.name, `the request failed: ${cause instanceof Error ? cause.message : cause}`, cause);
    }
    const { status } = response;
    if (status !== 200 && status !== 206 && status !== 416) {
      await response.body?.cancel();
      throw failed(this.name, `the server answered ${status} ${response.statusText}`);
    }
    const version = response.headers.get("ETag");
    if (this.version === undefined) this.version = version;
    else if (version !== this.version) {
      await response.body?.cancel();
      throw failed(this.name, "the file changed on the server while it was read");
    }
    return response;
  }

  async read(
    offset: number,
    length: number,
    size: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    const last = offset + length - 1;
    const response = await this.get(offset, last, signal);
    if (response.status !== 206) {
      await response.body?.cancel();
      throw failed(
        this.name,
        `the server answered ${response.status} to a request for bytes ${offset}-${last}`,
      );
    }
    const range = await contentRange(response, this.name);
    if (range.first !== offset || range.last !== last || range.size !== size) {
      await response.body?.cancel();
      throw failed(
        this.name,
        `the server answered bytes ${range.first}-${range.last} of ${range.size}, asked for ${offset}-${last} of ${size}`,
      );
    }
    return limitedBody(response, length, this.name, signal);
  }
}

interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/** What the server says it sends; the body of an answer that does not say is given up. */
async function contentRange(response: Response, name: string): Promise<ContentRange> {
  const header = response.headers.get("Content-Range");
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header?.trim() ?? "");
  if (match) return { first: Number(match[1]), last: Number(match[2]), size: Number(match[3]) };
  await response.body?.cancel();
  throw failed(
    name,
    header === null
      ? "the server sends no Content-Range (across origins it must expose that header)"
      : `the server's Content-Range is ${JSON.stringify(header.slice(0, 80))}`,
  );
}

/** The size in the Content-Range of an unsatisfied range. */
function sizeOf(response: Response): number | undefined {
  const match = /^bytes \*\/(\d{1,15})$/.exec(response.headers.get("Content-Range") ?? "");
  return match ? Number(match[1]) : undefined;
}

async function wholeBody(
  response: Response,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const tooLarge = () =>
    failed(name, `the server ignores range requests and the file is larger than ${WHOLE_FILE} bytes`);
  if (Number(response.headers.get("Content-Length")) > WHOLE_FILE) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const body = new Collector(WHOLE_FILE, tooLarge);
  await eachPart(response, name, signal, (part) => body.add(part));
  return body.bytes();
}

/** A body that must have exactly `length` bytes; more are not taken in. */
async function limitedBody(
  response: Response,
  length: number,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const body = new Collector(length, () =>
    failed(name, `the server sent more than the ${length} bytes that it announced`),
  );
  await eachPart(response, name, signal, (part) => body.add(part));
  if (body.length !== length) throw failed(name, `the server sent ${body.length} of ${length} bytes`);
  return body.bytes();
}

async function eachPart(
  response: Response,
  name: string,
  signal: AbortSignal | undefined,
  take: (part: Uint8Array) => void,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      take(value);
    }
  } catch (cause) {
    await reader.cancel().catch(() => {});
    throwIfAborted(signal);
    if (cause instanceof WignerscopeError) throw cause;
    throw failed(name, `the transfer broke off: ${cause instanceof Error ? cause.message : cause}`, cause);
  }
}

/**
 * Puts a body together. Memory stays below three times what was received: a list of parts would take a hundred times as
 * much for a server that sends single bytes, and an array of the announced length would take a liar's word for it.
 */
class Collector {
  length = 0;
  private buffer: Uint8Array = new Uint8Array(0);
  private readonly most: number;
  private readonly tooLong: () => WignerscopeError;

  constructor(most: number, tooLong: () => WignerscopeError) {
    this.most = most;
    this.tooLong = tooLong;
  }

  add(part: Uint8Array): void {
    const length = this.length + part.length;
    if (length > this.most) throw this.tooLong();
    if (length > this.buffer.length) {
      const grown = new Uint8Array(Math.min(this.most, 2 * length));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(part, this.length);
    this.length = length;
  }

  bytes(): Uint8Array {
    return this.length === this.buffer.length ? this.buffer : this.buffer.slice(0, this.length);
  }
}

function failed(name: string, what: string, cause?: unknown): WignerscopeError {
  return new WignerscopeError("READ_FAILED", `${name}: ${what}`, { cause });
}
