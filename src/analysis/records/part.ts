/**
 * A value that a matrix may be too small or too degenerate for. The rule of all records: what a depth leaves out is an absent
 * property, what cannot be had of this matrix is an `Unavailable` with its reason. Neither is spelled NaN, "" or undefined.
 */
import type { ErrorCode } from "../../base/index.ts";

/** Why a part of an analysis has no value. */
export interface Unavailable {
  readonly available: false;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** A part of an analysis that may be unavailable, with the reason. */
export type Part<T> = (T & { readonly available: true }) | Unavailable;
