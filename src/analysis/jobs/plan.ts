/** A run before it starts: rows that need no work, tasks, and what becomes of each. */
import type { WignerscopeError } from "../../base/index.ts";
import type { Model } from "../../models/index.ts";
import type { Job, ResultOf, Timed } from "./job.ts";
import type { Origin, Task } from "./task.ts";

/** One matrix of a run. */
export interface Step<Row, J extends Job> {
  /** Its place in the model, and how progress calls it. */
  readonly index: number;
  readonly name: string;
  readonly task: Task<J>;
  /** The row of a task that was done. */
  done(timed: Timed<ResultOf<J>>): Row;
  /** The row of one that could not be: it says why. */
  failed(error: WignerscopeError): Row;
}

/** What is known when a run ends, or in its midst. */
export interface Course {
  /** True when every planned row is there. */
  readonly complete: boolean;
  readonly seconds: number;
}

export interface Plan<Row, J extends Job, Whole> {
  /** What the tasks refer to. */
  readonly models: Readonly<Partial<Record<Origin, Model>>>;
  /** Rows that are known without reading any weights. */
  readonly rows: readonly Row[];
  /** In the order in which they start. */
  readonly steps: readonly Step<Row, J>[];
  /** The record of the rows that are there. */
  record(rows: readonly Row[], course: Course): Whole;
}
