/** The analysis as JSON, schema 2 (docs/schema.md). */

import type { ModelAnalysis } from "../../analysis/index.ts";
import { knownOptions } from "../../base/index.ts";

export interface JsonOptions {
  /** Keep the arrays (singular values, unfolded levels, spacings, ...). Default true. */
  readonly spectra?: boolean;
  /** Spaces per level of nesting. Default 0: one line. */
  readonly indent?: number;
}

/**
 * Property names as in the results; typed arrays become arrays, numbers that are not finite become null. With
 * `spectra: false` properties that hold typed arrays are left out.
 */
export function toJson(analysis: ModelAnalysis, options: JsonOptions = {}): string {
  knownOptions("toJson", options, { spectra: true, indent: true });
  return jsonOf(analysis, options);
}

/** Any record by these rules. */
export function jsonOf(record: object, { spectra = true, indent = 0 }: JsonOptions): string {
  return JSON.stringify(
    record,
    (_key, value: unknown) => {
      // A list of nothing but arrays is an array of two dimensions.
      if (!spectra && Array.isArray(value) && value.length > 0 && value.every(ArrayBuffer.isView))
        return undefined;
      if (!ArrayBuffer.isView(value)) return value;
      return spectra ? Array.from(value as unknown as ArrayLike<number>) : undefined;
    },
    indent,
  );
}
