/**
 * The one loop behind every run over a model: the plan, minus what the store has, through the executor, into the store, a
 * row for each. Analysis, comparison and filter, the command line and the page differ in their plans only.
 */
import { WignerscopeError } from "../../base/index.ts";
import { type Executor, thisThread } from "./executor.ts";
import { fulfil, type Source, sourceOf } from "./fulfil.ts";
import type { Job, ResultOf, Timed } from "./job.ts";
import type { Plan, Step } from "./plan.ts";
import { type Progress, ProgressMeter } from "./progress.ts";
import { schedule } from "./scheduler.ts";
import type { Store } from "./store.ts";

export interface CarryOutOptions {
  /** Where the numerical work runs. Default: this thread. */
  readonly executor?: Executor;
  /** Results that are there already, and where new ones go. Default: none are kept. */
  readonly store?: Store;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Rows as they come: those that need no work, those that the store has, then the others as they finish (or in the plan's
 * order, `inOrder`). A task that fails gives a row that says why, is not stored, and does not stop the others.
 * @throws ABORTED when the signal fires: what was yielded before stays valid; what the store and a step's `failed` throw.
 */
export async function* carryOut<Row, J extends Job, Whole>(
  plan: Plan<Row, J, Whole>,
  options: CarryOutOptions & { readonly inOrder?: boolean },
): AsyncGenerator<Row, void> {
  const { executor = thisThread, store, signal, onProgress, inOrder } = options;
  yield* plan.rows;

  const progress = new ProgressMeter(
    plan.steps.map(({ task }) => task.cost),
    onProgress,
  );
  const open: Step<Row, J>[] = [];
  for (const step of plan.steps) {
    if (!store || !(await store.has(step.task.id))) {
      open.push(step);
      continue;
    }
    // The id has the kind of work in it: what was stored under it is of that kind.
    const row = step.done((await store.get(step.task.id)) as Timed<ResultOf<J>>);
    progress.kept(step.name, step.task.cost);
    yield row;
  }

  const sources = {
    model: plan.models.model && sourceOf(plan.models.model),
    base: plan.models.base && sourceOf(plan.models.base),
  };
  const start = async (step: Step<Row, J>) => {
    const row = await rowOf(step, sources, executor, store, signal);
    return { step, row };
  };
  for await (const { step, row } of schedule(open, start, {
    concurrency: executor.concurrency,
    inOrder,
    signal,
  })) {
    progress.finished(step.name, step.task.cost);
    yield row;
  }
}

async function rowOf<Row, J extends Job>(
  { task, done, failed }: Step<Row, J>,
  sources: { readonly model: Source | undefined; readonly base: Source | undefined },
  executor: Executor,
  store: Store | undefined,
  signal: AbortSignal | undefined,
): Promise<Row> {
  let timed: Timed<ResultOf<J>>;
  try {
    // The job is of the task's kind.
    timed = await executor.run(task, () => fulfil(task, sources, signal) as Promise<J>, signal);
  } catch (error) {
    if (!(error instanceof WignerscopeError) || error.code === "ABORTED") throw error;
    return failed(error);
  }
  await store?.append({ id: task.id, ...timed });
  return done(timed);
}
