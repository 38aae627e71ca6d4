/** Where finished work is kept, so that no run does again what another did. Kinds of stores are in src/run. */
import type { Timed } from "./job.ts";

/** A task's result under the task's name. What it is the task knows. */
export interface Finished extends Timed<unknown> {
  readonly id: string;
}

export interface Store {
  /** Whether the result of a task is there. */
  has(id: string): Promise<boolean>;
  /** The result of a task. @throws INVALID_ARGUMENT when there is none, CORRUPT_FILE when it cannot be read back. */
  get(id: string): Promise<Finished>;
  /** Keeps a result; it is safe once the promise resolves. @throws WRITE_FAILED */
  append(finished: Finished): Promise<void>;
}
