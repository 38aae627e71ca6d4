/** Where tasks run: in this thread by default, in a pool of workers from src/run. */
import { throwIfAborted } from "../../base/index.ts";
import type { Job, ResultOf, Timed } from "./job.ts";
import { perform } from "./perform.ts";
import type { Task } from "./task.ts";

export interface Executor {
  /** How many tasks it works on at once. */
  readonly concurrency: number;
  /**
   * Does one task. An executor in this process calls `fulfil` when it is ready for the matrices, and not before: so no more
   * are in memory than it works on. It may take their memory away (a pool transfers it to a worker). One on another machine
   * sends the task, and reads there what it refers to.
   * @throws ABORTED as soon as the signal fires, otherwise what `fulfil` or the work throws.
   */
  run<J extends Job>(
    task: Task<J>,
    fulfil: () => Promise<J>,
    signal?: AbortSignal,
  ): Promise<Timed<ResultOf<J>>>;
}

/** Runs in the calling thread and gives the event loop a turn before each task, so that an abort is seen. */
export const thisThread: Executor = {
  concurrency: 1,
  async run(_task, fulfil, signal) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal);
    const job = await fulfil();
    throwIfAborted(signal);
    return perform(job);
  },
};
