/** Parts of an analysis that a matrix may be too small or too degenerate for. */
import { WignerscopeError } from "../../../base/index.ts";
import type { Part } from "../../records/part.ts";

/** The measurement, or the reason why there is none. Only a typed refusal is a reason; anything else is a defect. */
export function attempt<T extends object>(measure: () => T): Part<T> {
  try {
    return Object.freeze({ ...measure(), available: true as const });
  } catch (error) {
    if (error instanceof WignerscopeError)
      return Object.freeze({ available: false as const, code: error.code, reason: error.message });
    throw error;
  }
}
