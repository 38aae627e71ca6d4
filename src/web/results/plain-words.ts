/** Errors as a reader of the page understands them: what is wrong, and what to do about it. */
import { type ErrorCode, WignerscopeError } from "../../base/index.ts";
import { visible } from "../../report/index.ts";

const ADVICE: Partial<Record<ErrorCode, string>> = {
  CORRUPT_FILE: "The file contradicts itself: it may be cut off, or not fully downloaded.",
  CHANGED: "The file was changed while it was read: choose it again.",
  OUT_OF_MEMORY: "This tab has no more memory: choose one worker or 32 bits under Options.",
  UNSUPPORTED_ENGINE: "This browser is too old: it lacks WebAssembly SIMD or module workers.",
};

const UNREADABLE_FILE = "A folder cannot be read as a file: choose the files in it.";
const UNREADABLE_ADDRESS =
  "The address must lead to the file itself, and its server must allow other pages to read it. Otherwise download the file and choose it here.";

/** `address` where the bytes come from a server. */
export function inPlainWords(error: unknown, address = false): string {
  // An engine that cannot allocate throws this.
  if (error instanceof RangeError) return ADVICE.OUT_OF_MEMORY ?? error.message;
  if (!(error instanceof WignerscopeError))
    return visible(error instanceof Error ? error.message : String(error));
  const advice =
    error.code === "READ_FAILED" ? (address ? UNREADABLE_ADDRESS : UNREADABLE_FILE) : ADVICE[error.code];
  const message = visible(error.message);
  return advice ? `${message.replace(/\.$/, "")}. ${advice}` : message;
}

/** Of rows that were skipped: what a lack of memory or a dead worker did, in a sentence; undefined if nothing did. */
export function memoryNotice(codes: readonly string[]): string | undefined {
  const starved = codes.filter((code) => code === "OUT_OF_MEMORY" || code === "WORKER_FAILED").length;
  if (starved === 0) return undefined;
  return `${starved === 1 ? "One matrix needs" : `${starved} matrices need`} more memory than this tab can have, and ${starved === 1 ? "is" : "are"} listed under "Set aside". One worker instead of several, or 32 bits, needs less.`;
}
