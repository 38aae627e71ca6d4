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
  const { spectra = true, indent = 0 } = options;
  return JSON.stringify(
    analysis,
    (_key, value: unknown) => {
      if (!ArrayBuffer.isView(value)) return value;
      return spectra ? Array.from(value as unknown as ArrayLike<number>) : undefined;
    },
    indent,
  );
}
