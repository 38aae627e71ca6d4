/** Ctrl-C and the signals that ask a process to end: the first stops the work and keeps what is done, the second ends the process. */
import { isStop } from "../run/index.ts";

/** Exit codes, by the custom of 128 and the signal's number. */
const STOPPED_BY = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SIGNALS = Object.keys(STOPPED_BY) as (keyof typeof STOPPED_BY)[];

/** Runs `work` with a signal that fires when the process is asked to end; afterwards says so and sets the exit code. */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  let code: number | undefined;
  const listeners = SIGNALS.map((name) => {
    const onSignal = () => {
      if (stop.signal.aborted) process.exit(STOPPED_BY[name]);
      code = STOPPED_BY[name];
      stop.abort(name);
    };
    process.on(name, onSignal);
    return () => process.off(name, onSignal);
  });
  try {
    await work(stop.signal).catch(unlessStopped(stop.signal));
    if (code !== undefined) {
      console.error("wignerscope: stopped; what was finished is above and in the files asked for");
      process.exitCode = code;
    }
  } finally {
    for (const remove of listeners) remove();
  }
}

/** Lets the error of a stop that the user asked for pass, and throws every other. */
export function unlessStopped(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!isStop(error, signal)) throw error;
  };
}
