/**
 * The journal of a run: a file to which each result is appended as it is there, one line of JSON each, flushed to the disk
 * before the run goes on. Whatever ends the process, all lines but the last are whole; a torn last line is dropped when the
 * journal is opened again. Results are found by the ids of their tasks: what a journal has of other files, options or
 * versions is never taken for that of this run.
 *
 *   {"wignerscope":"journal","schema":1}
 *   {"id":"...","result":{...},"seconds":1.5}
 */
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import type { Finished, Store } from "../../analysis/index.ts";
import { decode, encode } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { reasonOf } from "../../models/index.node.ts";

const HEADER = '{"wignerscope":"journal","schema":1}\n';

export interface Journal extends Store {
  readonly path: string;
  /** Results that were there when it was opened. */
  readonly found: number;
  /** Lines between them that could not be read and are left out. */
  readonly damaged: number;
  /** Where a journal that was here, and was not to be resumed, is now. */
  readonly movedTo: string | undefined;
  /** Results that are in it now. */
  readonly size: number;
  close(): Promise<void>;
  /** Closes it and takes it away. */
  remove(): Promise<void>;
}

/** Where in the file a result is. */
interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * Opens a journal to append to. With `resume` the results in it are this run's to find; without, a journal with results is
 * moved aside to `PATH.previous`, so that nothing is lost.
 * @throws INVALID_ARGUMENT for a file that is there and is no journal: it is left as it is. WRITE_FAILED with the reason.
 */
export async function openJournal(path: string, { resume }: { readonly resume: boolean }): Promise<Journal> {
  try {
    const existing = await readExisting(path);
    let movedTo: string | undefined;
    if (existing && !resume && existing.places.size > 0) {
      movedTo = `${path}.previous`;
      await rename(path, movedTo);
    }
    const kept = existing && resume ? existing : undefined;
    if (existing && !kept && movedTo === undefined) await rm(path);
    // A new one is made with "x": what appeared there meanwhile is not written over. Appending is the system's: two runs that
    // share a journal by mistake do not write over each other's lines.
    const handle = await open(path, kept ? "a+" : "ax+");
    if (kept) await handle.truncate(kept.end);
    return new OpenJournal(path, handle, kept ?? { places: new Map(), end: 0, damaged: 0 }, movedTo);
  } catch (cause) {
    if (cause instanceof WignerscopeError) throw cause;
    throw new WignerscopeError("WRITE_FAILED", `${path}: the journal cannot be opened: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

interface Contents {
  readonly places: Map<string, Place>;
  /** Behind the last whole line. */
  readonly end: number;
  readonly damaged: number;
}

/** What is in a journal; undefined where there is no file. */
async function readExisting(path: string): Promise<Contents | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const foreign = () =>
    new WignerscopeError(
      "INVALID_ARGUMENT",
      `${path} exists and is not the journal of a run; it is left untouched: name another file`,
    );
  if (!found.isFile()) throw foreign();
  const handle = await open(path, constants.O_RDONLY);
  try {
    const head = Buffer.alloc(Math.min(found.size, HEADER.length));
    await readWhole(handle, head, 0);
    // A run that was killed at once leaves the beginning of the first line.
    if (!HEADER.startsWith(head.toString("latin1"))) throw foreign();
    const places = new Map<string, Place>();
    let [end, damaged] = [head.length === HEADER.length ? HEADER.length : 0, 0];
    for await (const { line, offset } of lines(handle, end)) {
      end = offset + line.length + 1;
      const id = idOf(line);
      if (id === undefined) damaged++;
      else places.set(id, { offset, length: line.length });
    }
    return { places, end, damaged };
  } finally {
    await handle.close();
  }
}

/** The task of a line that can be read back; undefined for any other. */
function idOf(line: Buffer): string | undefined {
  try {
    return finishedOf(line).id;
  } catch {
    return undefined;
  }
}

/** @throws CORRUPT_FILE */
function finishedOf(line: Buffer): Finished {
  const value = decode(line.toString("utf8"));
  const known = typeof value === "object" && value !== null && "id" in value && "result" in value;
  if (!known || typeof value.id !== "string" || !("seconds" in value) || typeof value.seconds !== "number")
    throw new WignerscopeError("CORRUPT_FILE", "a line of the journal is not a result");
  return { id: value.id, result: value.result, seconds: value.seconds };
}

/** Bytes in one step of reading. */
const STEP = 1 << 20;

/** The whole lines from `start` on; what stands behind the last line's end is torn and left out. */
async function* lines(handle: FileHandle, start: number): AsyncGenerator<{ line: Buffer; offset: number }> {
  let pieces: Buffer[] = [];
  let [at, offset] = [start, start];
  for (;;) {
    const step = Buffer.alloc(STEP);
    const { bytesRead } = await handle.read(step, 0, STEP, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    let rest = step.subarray(0, bytesRead);
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      const line = Buffer.concat([...pieces, rest.subarray(0, end)]);
      yield { line, offset };
      offset += line.length + 1;
      pieces = [];
      rest = rest.subarray(end + 1);
    }
    pieces.push(rest);
  }
}

async function readWhole(handle: FileHandle, target: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
    if (bytesRead === 0)
      throw new WignerscopeError("CORRUPT_FILE", "the journal ended before its last line did");
    done += bytesRead;
  }
}

/** Appends one after the other, whoever asks at the same time. */
class OpenJournal implements Journal {
  readonly path: string;
  readonly found: number;
  readonly damaged: number;
  readonly movedTo: string | undefined;
  private readonly handle: FileHandle;
  private readonly places: Map<string, Place>;
  /** Without its first line yet. */
  private empty: boolean;
  private last: Promise<void> = Promise.resolve();

  constructor(
    path: string,
    handle: FileHandle,
    { places, end, damaged }: Contents,
    movedTo: string | undefined,
  ) {
    this.path = path;
    this.handle = handle;
    this.places = places;
    this.found = places.size;
    this.empty = end === 0;
    this.damaged = damaged;
    this.movedTo = movedTo;
  }

  get size(): number {
    return this.places.size;
  }

  async has(id: string): Promise<boolean> {
    return this.places.has(id);
  }

  async get(id: string): Promise<Finished> {
    const place = this.places.get(id);
    if (!place) throw new WignerscopeError("INVALID_ARGUMENT", `the journal has no result of task ${id}`);
    const line = Buffer.alloc(place.length);
    await readWhole(this.handle, line, place.offset);
    const finished = finishedOf(line);
    if (finished.id !== id)
      throw new WignerscopeError(
        "CORRUPT_FILE",
        `${this.path}: another program has changed the journal while it was open`,
      );
    return finished;
  }

  append({ id, result, seconds }: Finished): Promise<void> {
    const line = Buffer.from(`${encode({ id, result, seconds })}\n`);
    const written = this.last.then(() => this.write(id, line));
    this.last = written.catch(() => {});
    return written;
  }

  private async write(id: string, line: Buffer): Promise<void> {
    const bytes = this.empty ? Buffer.concat([Buffer.from(HEADER), line]) : line;
    try {
      for (let done = 0; done < bytes.length; )
        done += (await this.handle.write(bytes, done, bytes.length - done)).bytesWritten;
      await this.handle.datasync();
      const { size } = await this.handle.stat();
      this.places.set(id, { offset: size - line.length, length: line.length - 1 });
      this.empty = false;
    } catch (cause) {
      throw new WignerscopeError(
        "WRITE_FAILED",
        `${this.path}: the journal cannot be written: ${reasonOf(cause)}`,
        { cause },
      );
    }
  }

  async close(): Promise<void> {
    await this.last;
    await this.handle.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }
}
