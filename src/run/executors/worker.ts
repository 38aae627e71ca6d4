/** The worker's side of a pool: answers each request with a result or an error, one at a time. */
import { perform } from "../../analysis/index.ts";
import { describeError, type Reply, type Request } from "./messages.ts";

export function answer(request: Request): Reply {
  try {
    return { kind: "done", id: request.id, done: perform(request.job) };
  } catch (error) {
    return { kind: "failed", id: request.id, error: describeError(error) };
  }
}
