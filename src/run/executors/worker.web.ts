/** Entry of a Web Worker. Its name may ask for a build of the kernel. */
import { init, type KernelBuild } from "../../kernel/index.ts";
import { describeError, type Request } from "./messages.ts";
import { answer } from "./worker.ts";

const BUILDS: readonly KernelBuild[] = ["simd", "relaxed"];
const failure = init({ build: BUILDS.find((build) => build === self.name) }).then(
  () => undefined,
  (error: unknown) => describeError(error),
);

self.onmessage = async (event: MessageEvent<Request>) => {
  const error = await failure;
  self.postMessage(error ? { id: event.data.id, error } : answer(event.data));
};
