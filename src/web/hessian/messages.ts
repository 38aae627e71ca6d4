/** What the page and its worker say to each other. */
import type { CurvatureAnalysis, Progress } from "../../analysis/index.ts";
import type { ErrorCode } from "../../base/index.ts";
import type { KernelBuild } from "../../kernel/index.ts";

/** The four things that a run takes. */
export type Slot = "network" | "weights" | "data" | "labels";

export interface Inputs {
  /** A file, or a preset as a word. */
  readonly network: File | string;
  readonly weights: File;
  readonly data: File;
  /** Absent: the last column of the data. */
  readonly labels?: File;
}

export interface Settings {
  readonly exact: boolean;
  readonly scale?: "standard" | { readonly mean: number; readonly sd: number };
  readonly limit?: number;
  readonly steps: number;
  readonly vectors: number;
  readonly batch: number;
  readonly batches: number;
  readonly build?: KernelBuild;
}

export type Question =
  | { readonly kind: "run"; readonly inputs: Inputs; readonly settings: Settings }
  | { readonly kind: "stop" };

export type Answer =
  /** Seconds that the run is expected to take. */
  | { readonly kind: "estimate"; readonly seconds: number }
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly analysis: CurvatureAnalysis }
  | { readonly kind: "failed"; readonly code?: ErrorCode; readonly message: string };
