/** The worker's side of a pool: answers each task with a result or an error, one at a time. */
import { timedAnalysis } from "../analysis/index.ts";
import { describeError, type Reply, type Task } from "./messages.ts";

export function answer(task: Task): Reply {
  try {
    return { id: task.id, result: timedAnalysis(task.matrix, task.options) };
  } catch (error) {
    return { id: task.id, error: describeError(error) };
  }
}
