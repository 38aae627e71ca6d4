/** What the plans of analysis, comparison and filter share: options checked and filled in, references, their sizes, the order of work. */
import { requireInteger, requireOneOf } from "../../base/index.ts";
import { DEFAULT_SEED } from "../../kernel/index.ts";
import type { Model } from "../../models/index.ts";
import type { Job } from "../jobs/job.ts";
import type { Step } from "../jobs/plan.ts";
import type { MatrixReference, Origin, ProductReference } from "../jobs/task.ts";
import type { MatrixOptions } from "../matrix/analyze-matrix.ts";
import type { SelectedMatrix, SelectedProduct } from "../plan/selection.ts";
import type { RunFacts } from "../records/run-records.ts";
import type { MatrixSettings } from "../records/settings.ts";

export interface ContentIdentity {
  /**
   * What tells the contents of the model's files (and the base's) from all others: sizes and times of change, an ETag. A
   * store finds results by it. Default: the names.
   */
  readonly identity?: Readonly<Partial<Record<Origin, string>>>;
}

/** Names tensors' contents: the files, the place in them, and what the texts beside the model say (an adapter's scale). */
export function contentsOf(
  model: Model,
  of: Origin,
  { identity }: ContentIdentity,
): (...tensors: readonly string[]) => readonly string[] {
  const places = new Map(
    model.tensors.map(({ name, dtype, file, offset }) => [name, `${dtype} ${file}@${offset}`]),
  );
  const beside = [...model.companions].map((companion) => JSON.stringify(companion));
  const whole = [identity?.[of] ?? model.name, ...beside];
  return (...tensors) => [...whole, ...tensors.map((name) => `${name} ${places.get(name)}`)];
}

/** @throws INVALID_ARGUMENT for a precision, depth or seed that no analysis takes. */
export function filledIn({
  precision = "f64",
  depth = "standard",
  seed = DEFAULT_SEED,
}: MatrixOptions): MatrixSettings {
  return {
    precision: requireOneOf("precision", precision, ["f64", "f32"]),
    depth: requireOneOf("depth", depth, ["quick", "standard", "full"]),
    seed: requireInteger("seed", seed, 0),
  };
}

export function matrixReference(of: Origin, { plan }: SelectedMatrix): MatrixReference {
  return { of, plan };
}

export function productReference(
  { product }: SelectedProduct,
  { adapterScale, transposed = false }: { readonly adapterScale?: number; readonly transposed?: boolean },
): ProductReference {
  return { of: "model", product, adapterScale, transposed };
}

/** The most expensive first, so that workers finish together; those of one cost as they stand in the model. */
export function costliestFirst<S extends Pick<Step<unknown, Job>, "index" | "task">>(
  steps: readonly S[],
): S[] {
  return [...steps].sort((a, b) => b.task.cost - a.task.cost || a.index - b.index);
}

/** The options of a run as its record has them: what need not be given is there only if it was. */
export function recorded(
  settings: Readonly<Record<string, string | number>>,
  { layers = [], adapterScale }: { readonly layers?: readonly string[]; readonly adapterScale?: number },
): RunFacts["options"] {
  return { layers, ...settings, ...(adapterScale !== undefined && { adapterScale }) };
}
