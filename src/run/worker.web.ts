/** Entry of a Web Worker. */
import type { Task } from "./messages.ts";
import { answer } from "./worker.ts";

self.onmessage = (event: MessageEvent<Task>) => self.postMessage(answer(event.data));
