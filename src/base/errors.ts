/** The one error type of the library: a code for programs and a message for people. */

export type ErrorCode =
  /** An option or argument is outside what the function takes. */
  | "INVALID_ARGUMENT"
  /** Rows, columns and data do not fit together, or the function needs another shape. */
  | "INVALID_SHAPE"
  /** A NaN or an infinity where finite numbers are needed. */
  | "NOT_FINITE"
  /** Too few levels, points or vectors for the statistic that was asked for. */
  | "TOO_FEW"
  /** The tensor's element type is not analysed. */
  | "UNSUPPORTED_DTYPE"
  /** The bytes are of no format that a reader knows. */
  | "UNSUPPORTED_FORMAT"
  /** The file contradicts its own format: a size, an offset, a header. */
  | "CORRUPT_FILE"
  /** A model refers to a file outside its own folder. */
  | "UNSAFE_PATH"
  /** No tensor of that name. */
  | "UNKNOWN_TENSOR"
  /** The byte source could not deliver. */
  | "READ_FAILED"
  /** A file is another than it was when it was opened. */
  | "CHANGED"
  /** A file could not be written. */
  | "WRITE_FAILED"
  /** WebAssembly memory cannot grow by what the call needs. */
  | "OUT_OF_MEMORY"
  /** An iteration reached its cap. */
  | "NO_CONVERGENCE"
  /** A linear operator that the caller gave threw; `cause` is what it threw. */
  | "OPERATOR_FAILED"
  /** An operator that must be symmetric is not, beyond round-off. */
  | "NOT_SYMMETRIC"
  /** A database cannot be reached, refuses, or does not have our tables. */
  | "DATABASE_FAILED"
  /** The caller's AbortSignal fired. */
  | "ABORTED"
  /** The engine lacks something that is needed (WebAssembly SIMD, workers). */
  | "UNSUPPORTED_ENGINE"
  /** A worker died; the message has its last words. */
  | "WORKER_FAILED";

export class WignerscopeError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "WignerscopeError";
    this.code = code;
  }
}

/** Throws `ABORTED` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new WignerscopeError("ABORTED", "stopped by the caller", { cause: signal.reason });
}
