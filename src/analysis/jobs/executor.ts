/** Where jobs run: in this thread by default, in a pool of workers from src/run. */
import { throwIfAborted } from "../../base/index.ts";
import { type Job, perform, type ResultOf, type Timed } from "./job.ts";

export interface Executor {
  /** How many jobs it works on at once. */
  readonly concurrency: number;
  /**
   * Does one job. The executor may take the matrices' memory away (a pool transfers it to a worker).
   * @throws ABORTED as soon as the signal fires, otherwise what the job throws.
   */
  run<J extends Job>(job: J, signal?: AbortSignal): Promise<Timed<ResultOf<J>>>;
}

/** Runs in the calling thread and gives the event loop a turn before each job, so that an abort is seen. */
export const thisThread: Executor = {
  concurrency: 1,
  async run(job, signal) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal);
    return perform(job);
  },
};
