/** One model file through one command: opened, announced, worked on as far as Ctrl-C lets it, and closed. */
import type { Estimate, Progress, RunFacts } from "../analysis/index.ts";
import { openModelFile } from "../models/index.node.ts";
import type { Model } from "../models/index.ts";
import { announce } from "./announce.ts";
import type { AnalysisArguments } from "./arguments.ts";
import { unlessStopped } from "./interrupt.ts";
import { progressDisplay } from "./progress.ts";

/** What the work on a model says to the terminal meanwhile. */
interface ModelRun {
  /** Says what is about to be done and how long it may take; makes the estimate only if somebody wants it. */
  announce(how: string, estimate: () => Estimate): void;
  readonly onProgress: (progress: Progress) => void;
  /** Since before the file was opened. */
  seconds(): number;
}

/**
 * Opens a file, works on the model and closes it and the progress bar, whatever happens. Undefined when it was stopped
 * before the file was open.
 */
export async function withModel<T>(
  file: string,
  options: { readonly progress: boolean },
  signal: AbortSignal,
  work: (model: Model, run: ModelRun) => Promise<T>,
): Promise<T | undefined> {
  const start = performance.now();
  const model = await openModelFile(file, { signal }).catch(unlessStopped(signal));
  if (!model) return undefined;
  const display = progressDisplay(options.progress);
  try {
    return await work(model, {
      announce(how, estimate) {
        if (options.progress) announce(model, how, estimate());
      },
      onProgress: display.update,
      seconds: () => (performance.now() - start) / 1000,
    });
  } finally {
    display.stop();
    await model.close();
  }
}

/** The results of a run, and whether they are all: a stop that the user asked for keeps what is done. */
export async function asFarAsItCame<Result>(
  run: AsyncIterable<Result>,
  signal: AbortSignal,
): Promise<{ readonly results: Result[]; readonly complete: boolean }> {
  const results: Result[] = [];
  try {
    for await (const result of run) results.push(result);
    return { results, complete: true };
  } catch (error) {
    unlessStopped(signal)(error);
    return { results, complete: false };
  }
}

/** What a record says it was asked for: `settings` and the options that need not be given. */
export function recordedOptions(
  settings: RunFacts["options"],
  { layers = [], adapterScale }: AnalysisArguments,
): RunFacts["options"] {
  return { layers, ...settings, ...(adapterScale !== undefined && { adapterScale }) };
}
