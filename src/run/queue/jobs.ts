/** What goes through the queue: no numbers, only where they lie and what is to be done with them. */
import type { AnalysisSettings } from "../../analysis/index.ts";

/** Settings of a run as they are kept in the database: plain data. */
export type RunSettings = Omit<AnalysisSettings, "identity">;

/** A few tasks of one model, enough for some seconds of work. */
export interface TasksJob {
  readonly path: string;
  readonly settings: RunSettings;
  readonly tasks: readonly string[];
}

/** A model whose tasks are all done, or have failed for good. */
export interface AssembleJob {
  readonly model: string;
}

/** Small matrices go together until a job is worth its way through the queue, in seconds of the reference machine. */
const JOB_SECONDS = 2;

/** Steps in groups, in their order. */
export function grouped<T extends { readonly task: { readonly cost: number } }>(steps: readonly T[]): T[][] {
  const groups: T[][] = [];
  let seconds = Number.POSITIVE_INFINITY;
  for (const step of steps) {
    if (seconds + step.task.cost > JOB_SECONDS) {
      groups.push([]);
      seconds = 0;
    }
    groups[groups.length - 1].push(step);
    seconds += step.task.cost;
  }
  return groups;
}
