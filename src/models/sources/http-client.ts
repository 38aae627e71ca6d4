/**
 * Range requests to one file (RFC 9110, section 14), with patience: what may pass (a broken connection, silence, 408, 429
 * and 5xx) is asked for again after a pause, a file that is another one than before is refused.
 */
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { collectBody } from "./http-body.ts";

export interface HttpOptions {
  /** Default: the engine's own `fetch`. */
  readonly fetch?: typeof fetch;
  /** Sent with every request, for instance an Authorization. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How errors call the file. Default: the last segment of the URL's path. */
  readonly name?: string;
  /** How often a request that failed for a reason that may pass is sent again. Default 4. */
  readonly retries?: number;
  /** Milliseconds without a byte after which a request has failed. Default 30 000. */
  readonly timeout?: number;
  /** How it waits: a promise that is kept after so many milliseconds, or when the signal fires. Default: a timer. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal;
}

const RETRIES = 4;
const TIMEOUT = 30_000;
/** Milliseconds before the first retry; each further one waits twice as long. */
const FIRST_PAUSE = 500;
/** A server that asks for a longer pause (Retry-After) is not waited for. */
const LONGEST_PAUSE = 60_000;

/** What tells a file from the one that was there before. */
export interface FileVersion {
  etag?: string;
  lastModified?: string;
  size?: number;
}

/** An answer to a request for a range, its body not yet read. */
export interface RangeAnswer {
  /** 200: the whole file; 206: the range; 416: there is no such range. */
  readonly status: 200 | 206 | 416;
  readonly headers: Headers;
  /**
   * The body, of at most `most` bytes.
   * @throws READ_FAILED when it is longer
   */
  body(most: number, tooLong: string): Promise<Uint8Array>;
}

/** Asks for bytes `first` to `last`; `take` reads the answer, and is called again for the next one if that breaks off. */
export type Exchange = <T>(
  first: number,
  last: number,
  take: (answer: RangeAnswer) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

/** A failure that may pass, and after how many milliseconds, if the server says so. */
class PassingFailure extends Error {
  readonly after: number | undefined;

  constructor(message: string, after?: number, cause?: unknown) {
    super(message, { cause });
    this.after = after;
  }
}

/**
 * @param version what is known of the file, filled in by the first answer
 * @throws READ_FAILED, CHANGED, ABORTED from the exchanges
 */
export function rangeClient(url: URL, name: string, options: HttpOptions, version: FileVersion): Exchange {
  const { retries = RETRIES, timeout = TIMEOUT, wait = pause, headers } = options;

  /** What the promise gives, unless it takes too long. */
  async function timely<T>(promise: Promise<T>): Promise<T> {
    const timer = new AbortController();
    const late = wait(timeout, timer.signal).then(() => {
      throw new PassingFailure(`no byte for ${timeout / 1000} s`);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      timer.abort();
    }
  }

  async function once<T>(range: string, take: (answer: RangeAnswer) => Promise<T>, signal?: AbortSignal) {
    const { fetch = globalThis.fetch } = options;
    // Whatever is left of an answer that is not wanted is hung up on.
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    try {
      const response = await timely(
        fetch(url, { headers: { ...headers, Range: range }, signal: either }).catch((cause) => {
          throw new PassingFailure(`the request failed: ${messageOf(cause)}`, undefined, cause);
        }),
      );
      const status = usableStatus(response, name);
      checkVersion(response.headers, name, version);
      const body = (most: number, tooLong: string) =>
        collectBody(partsOf(response, timely), most, () => readFailed(name, tooLong));
      return await take({ status, headers: response.headers, body });
    } finally {
      stop.abort();
    }
  }

  return async (first, last, take, signal = options.signal) => {
    for (let attempt = 0; ; attempt++) {
      throwIfAborted(signal);
      try {
        return await once(`bytes=${first}-${last}`, take, signal);
      } catch (error) {
        throwIfAborted(signal);
        if (!(error instanceof PassingFailure)) throw error;
        const delay = error.after ?? FIRST_PAUSE * 2 ** attempt;
        if (attempt >= retries || delay > LONGEST_PAUSE)
          throw readFailed(name, `${error.message}${patience(attempt + 1, error.after)}`, error.cause);
        await wait(delay, signal ?? NEVER);
      }
    }
  };
}

const NEVER = new AbortController().signal;

/** How long it was tried, behind the reason. */
function patience(times: number, after: number | undefined): string {
  if (after !== undefined && after > LONGEST_PAUSE) return ` (it asks to wait ${Math.round(after / 1000)} s)`;
  return times > 1 ? ` (tried ${times} times)` : "";
}

/** A timer that an abort ends. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}

const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERRORS = 500;

function usableStatus(response: Response, name: string): RangeAnswer["status"] {
  const { status, statusText } = response;
  if (status === 200 || status === 206 || status === 416) return status;
  const what = `the server answered ${status} ${statusText}`.trimEnd();
  if (status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS || status >= SERVER_ERRORS)
    throw new PassingFailure(what, retryAfter(response.headers));
  throw readFailed(name, what);
}

/** Retry-After in milliseconds: seconds, or a date that is compared with the server's own clock. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get("Retry-After")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return 1000 * Number(text);
  const now = Date.parse(headers.get("Date") ?? "");
  const delay = Date.parse(text) - (Number.isNaN(now) ? Date.now() : now);
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}

/** @throws CHANGED when the headers are of another file than those before */
function checkVersion(headers: Headers, name: string, known: FileVersion): void {
  for (const [key, header] of [
    ["etag", "ETag"],
    ["lastModified", "Last-Modified"],
  ] as const) {
    const value = headers.get(header);
    // A server behind others may leave one out.
    if (value === null) continue;
    known[key] ??= value;
    if (value !== known[key]) throw changed(name, `its ${header} was ${known[key]} and is ${value}`);
  }
}

/** @throws CHANGED when the size is another than before */
export function checkSize(size: number, name: string, known: FileVersion): void {
  known.size ??= size;
  if (size !== known.size) throw changed(name, `it had ${known.size} bytes and has ${size}`);
}

/** The parts of a body one by one, undefined at the end. */
function partsOf(
  response: Response,
  timely: <T>(promise: Promise<T>) => Promise<T>,
): () => Promise<Uint8Array | undefined> {
  const reader = response.body?.getReader();
  return async () => {
    if (!reader) return undefined;
    const part = await timely(
      reader.read().catch((cause) => {
        throw new PassingFailure(`the transfer broke off: ${messageOf(cause)}`, undefined, cause);
      }),
    );
    return part.done ? undefined : part.value;
  };
}

/** A body that ended before what was announced: the connection broke, or the server lies. */
export function cutShort(received: number, announced: number): Error {
  return new PassingFailure(`the server sent ${received} of ${announced} bytes`);
}

export function readFailed(name: string, what: string, cause?: unknown): WignerscopeError {
  return new WignerscopeError("READ_FAILED", `${name}: ${what}`, { cause });
}

function changed(name: string, how: string): WignerscopeError {
  return new WignerscopeError("CHANGED", `${name}: the file changed on the server while it was read: ${how}`);
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
