/** Options of `wignerscope hessian` that belong to one of its two ways, and the line of a finished batch. */
import { InvalidArgumentError } from "commander";
import type { ExactCurvature } from "../../analysis/index.ts";
import type { Precision } from "../../base/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import type { LossSpec, Scaling } from "../../networks/index.ts";
import { count, significant } from "../../report/index.ts";
import type { JournalArguments } from "../run-journal.ts";

/** As commander gives them. */
export interface HessianOptions extends JournalArguments {
  readonly preset?: string;
  readonly data: string;
  readonly labels?: string;
  readonly scale?: "standard" | Scaling;
  readonly limit?: number;
  readonly loss?: LossSpec["kind"];
  readonly reduction?: "mean" | "sum";
  readonly precision: Precision;
  readonly seed: number;
  readonly exact?: boolean;
  readonly steps?: number;
  readonly vectors?: number;
  readonly top?: number;
  readonly batch?: number;
  readonly batches?: number;
  readonly sizes?: readonly number[];
  readonly split?: boolean;
  readonly blocks?: boolean;
  readonly workers?: number;
  readonly progress: boolean;
  readonly html?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly parquet?: string;
}

export const EXACT_ONLY = [
  "batch",
  "batches",
  "sizes",
  "resume",
  "journal",
  "keepJournal",
] as const satisfies readonly (keyof HessianOptions)[];
export const ESTIMATE_ONLY = ["steps", "vectors", "top"] as const satisfies readonly (keyof HessianOptions)[];

/** @throws INVALID_ARGUMENT for an option that this way does not look at */
export function refuseIdle(
  options: Partial<Record<(typeof EXACT_ONLY | typeof ESTIMATE_ONLY)[number], unknown>>,
  names: readonly (typeof EXACT_ONLY | typeof ESTIMATE_ONLY)[number][],
  exact: boolean,
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const why = exact ? "--exact takes no" : "without --exact there is no";
  throw new WignerscopeError(
    "INVALID_ARGUMENT",
    `${why} --${given === "keepJournal" ? "keep-journal" : given}`,
  );
}

/** "32,64,128" or "none". */
export function sizesOf(value: string): number[] {
  if (value === "none") return [];
  const parts = value.split(",");
  if (!parts.every((part) => /^[1-9]\d*$/.test(part)))
    throw new InvalidArgumentError("It must be whole numbers with commas, such as 32,64,128, or none.");
  return parts.map(Number);
}

/** `batch 3: 64 samples, 1931 genuine levels of 2750, λ from -0.41 to 83.2`. */
export function batchLine({
  index,
  samples,
  genuine,
  order,
  values,
}: ExactCurvature["batches"][number]): string {
  const range = `${significant(values[0])} to ${significant(values[values.length - 1])}`;
  return `batch ${index}: ${samples} samples, ${count(genuine.length)} genuine levels of ${count(order)}, λ from ${range}`;
}
