/** What the reproduction of one paper is. */
import type { Figure } from "../src/report/figures/types.ts";

export interface ReproductionOptions {
  /** "full" is everything that the data allow, "default" fits into a quarter of an hour on two cores, "smallest" is for the tests. */
  readonly scale: "smallest" | "default" | "full";
  /** One line of progress. */
  readonly say: (line: string) => void;
}

/** One statement of the paper, what came out here, and what a control gives. */
export interface Claim {
  readonly claim: string;
  readonly measured: string;
  readonly control: string;
  /** Whether the paper's statement holds here. */
  readonly holds: "yes" | "no" | "in part";
}

export interface Outcome {
  readonly claims: readonly Claim[];
  /** All numbers behind the claims, by name. */
  readonly numbers: Readonly<Record<string, unknown>>;
  /** Written as files beside the page, each by its id. */
  readonly figures?: readonly Figure[];
}

export interface Reproduction {
  /** Authors, title, journal. */
  readonly paper: string;
  /** On two cores. */
  readonly time: string;
  readonly data: string;
  run(options: ReproductionOptions): Promise<Outcome>;
}
