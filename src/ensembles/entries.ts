/** Laws of independent matrix entries, standardised to mean 0 and variance 1. */

import { requireObject, requireOneOf, WignerscopeError } from "../base/index.ts";
import type { Random } from "../kernel/index.ts";

/** Anything that draws: every law of `laws` does, and a two-line object of one's own. Taken as it is, not standardised. */
export interface EntrySampler {
  sample(random: Random, count: number): Float64Array;
}

/**
 * "normal"; "rademacher": -1 or 1; "uniform" on [-sqrt 3, sqrt 3]; "exponential": minus its mean, skewness 2; or a sampler.
 */
export type EntryLaw = "normal" | "rademacher" | "uniform" | "exponential" | EntrySampler;

export function drawEntries(law: EntryLaw, random: Random, count: number): Float64Array {
  if (typeof law === "object") {
    requireObject("entry", law, ["sample"]);
    const drawn = law.sample(random, count);
    if (drawn.length !== count)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `entry: the sampler gave ${drawn.length} of ${count} entries`,
      );
    return drawn;
  }
  requireOneOf("entry", law, ["normal", "rademacher", "uniform", "exponential"]);
  switch (law) {
    case "normal":
      return random.normals(count);
    case "rademacher":
      return random.uniforms(count).map((u) => (u < 0.5 ? -1 : 1));
    case "uniform":
      return random.uniforms(count).map((u) => Math.sqrt(3) * (2 * u - 1));
    case "exponential":
      return random.exponentials(count).map((x) => x - 1);
  }
}
