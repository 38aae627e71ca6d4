/** The worker's side of a pool: answers each task with a result or an error, one at a time. */
import { perform } from "../../analysis/index.ts";
import { describeError, type Reply, type Task } from "./messages.ts";

export function answer(task: Task): Reply {
  try {
    return { id: task.id, done: perform(task.job) };
  } catch (error) {
    return { id: task.id, error: describeError(error) };
  }
}
