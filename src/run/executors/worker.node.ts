/** Entry of a Node worker thread. */
import { parentPort } from "node:worker_threads";
import type { Request } from "./messages.ts";
import { answer } from "./worker.ts";

if (!parentPort) throw new Error("worker.node runs in a worker thread only");
const port = parentPort;
port.on("messageerror", (error: Error) => {
  throw error;
});
port.on("message", (request: Request) => port.postMessage(answer(request)));
