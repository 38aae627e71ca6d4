/**
 * A job before its matrices are read: what is to be done, with references in place of numbers. Plain data, small enough to
 * be sent to another machine, and named by what it is: two tasks with one id have one result.
 */
import { sha256Base64, VERSION } from "../../base/index.ts";
import type { MatrixPlan, ProductPlan } from "../../models/index.ts";
import type {
  AnalyzeJob,
  AnalyzeProductJob,
  BatchSpectrumJob,
  CompareAdaptedJob,
  CompareJob,
  FilterJob,
  Job,
} from "./job.ts";

/** Which model of a run a matrix comes from. */
export type Origin = "model" | "base";

export interface MatrixReference {
  readonly of: Origin;
  readonly plan: MatrixPlan;
}

export interface ProductReference {
  readonly of: Origin;
  readonly product: ProductPlan;
  /** The factor that the caller asked for in place of the adapter's own. */
  readonly adapterScale: number | undefined;
  /** The change is the transpose (B A)^T: of a weight that is stored in x out. */
  readonly transposed: boolean;
}

/** A job's matrices, each by reference. */
export type InputOf<J extends Job> = J extends AnalyzeJob | FilterJob
  ? { readonly matrix: MatrixReference }
  : J extends AnalyzeProductJob
    ? { readonly product: ProductReference }
    : J extends CompareJob
      ? { readonly base: MatrixReference; readonly matrix: MatrixReference }
      : J extends CompareAdaptedJob
        ? { readonly base: MatrixReference; readonly product: ProductReference }
        : J extends BatchSpectrumJob
          ? { readonly batch: number }
          : never;

/** One task for each kind of job. */
export type Task<J extends Job = Job> = J extends Job
  ? {
      /** Hash of the contents' identity, the references, the options and the version of the program. */
      readonly id: string;
      /** Expected seconds on the reference machine (`referenceCost`), the nulls of its shape aside. */
      readonly cost: number;
      readonly work: J["kind"];
      readonly input: InputOf<J>;
      readonly options: J["options"];
    }
  : never;

/**
 * The name of a task. `contents` tells the contents of its tensors from all others: sizes and times of the files, the places
 * in them. Whatever changes the numbers is part of the name; the number of workers is not.
 */
export function taskId(
  contents: readonly string[],
  { work, input, options }: Pick<Task, "work" | "input" | "options">,
): string {
  return sha256Base64(JSON.stringify([VERSION, contents, work, input, options]));
}
