/** Ctrl-C: the first stops the work and keeps what is done, the second ends the process. */
import { WignerscopeError } from "../base/index.ts";

const STOPPED_BY_USER = 130;

/** Runs `work` with a signal that fires at Ctrl-C; afterwards says so and sets the exit code. */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = () => {
    if (stop.signal.aborted) process.exit(STOPPED_BY_USER);
    stop.abort("Ctrl-C");
  };
  process.on("SIGINT", onInterrupt);
  try {
    await work(stop.signal).catch(unlessStopped(stop.signal));
    if (stop.signal.aborted) {
      console.error("wignerscope: stopped; what was finished is above and in the files asked for");
      process.exitCode = STOPPED_BY_USER;
    }
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

/** Lets the error of a stop that the user asked for pass, and throws every other. */
export function unlessStopped(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof WignerscopeError && error.code === "ABORTED" && signal.aborted)) throw error;
  };
}
