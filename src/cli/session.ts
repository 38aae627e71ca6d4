/**
 * The skeleton of every command that works through models: outputs checked against inputs, the journal opened, workers
 * started, each model opened, announced, worked on as far as it is let, closed; at the end all is put away.
 */
import type { ComparisonResult, Estimate, Job, LayerResult, Plan, Progress } from "../analysis/index.ts";
import { type OpenedFile, openModelFile } from "../models/index.node.ts";
import type { Model } from "../models/index.ts";
import { workerPool } from "../run/index.node.ts";
import { type Pool, run } from "../run/index.ts";
import { announce, announceResumed } from "./announce.ts";
import { reportFailure } from "./failure.ts";
import { finishedLine } from "./finished-line.ts";
import { interruptible, unlessStopped } from "./interrupt.ts";
import { filesOfModels } from "./outputs/inputs.ts";
import { checkOutputs, type Output, type Rendering, writeOutputs } from "./outputs/outputs.ts";
import { progressDisplay } from "./progress.ts";
import { type JournalArguments, journalOutput, openRunJournal, type RunJournal } from "./run-journal.ts";

export interface Command {
  /** Paths of the models that are read. */
  readonly inputs: readonly string[];
  /** All that will be written to files or standard output. */
  readonly outputs: readonly Output[];
  /** Beside which files a journal may be kept; none keeps none. */
  readonly journalBeside?: readonly (string | undefined)[];
  readonly options: JournalArguments & { readonly workers?: number; readonly progress: boolean };
}

export interface Session {
  readonly signal: AbortSignal;
  readonly pool: Pool;
  /** Opens a model, works on it and closes it; undefined when the session was stopped before it was open. */
  withModel<T>(path: string, work: (model: Model) => Promise<T>): Promise<T | undefined>;
  /** Carries out a plan, as far as the session is let, and returns its record. */
  run<Row extends LayerResult | ComparisonResult, J extends Job, Whole>(
    plan: Plan<Row, J, Whole>,
    about: { readonly model: Model; readonly how: string; readonly estimate: () => Estimate },
  ): Promise<Whole>;
  /** Says what is about to be done, and shows its progress while `work` goes on. */
  shown<T>(
    about: { readonly model: Model; readonly how: string; readonly estimate: () => Estimate },
    work: (onProgress: (progress: Progress) => void, line: (text: string) => void) => Promise<T>,
  ): Promise<T>;
  /** One of several that fails is reported and does not keep the others from their results. */
  attempt(work: () => Promise<void>): Promise<void>;
  write(outputs: readonly Rendering[]): Promise<void>;
}

/**
 * @throws INVALID_ARGUMENT or WRITE_FAILED before anything is computed, for outputs that cannot be or must not be written;
 *   what `work` throws.
 */
export async function inSession(command: Command, work: (session: Session) => Promise<void>): Promise<void> {
  const { inputs, outputs, options, journalBeside = [] } = command;
  const journalPlace = journalOutput(options, journalBeside);
  await interruptible(async (signal) => {
    const files = await filesOfModels(inputs, signal);
    await checkOutputs(journalPlace ? [...outputs, journalPlace] : outputs, files);
    const journal = journalPlace && (await openRunJournal(journalPlace, options));
    const pool = workerPool({ workers: options.workers });
    const session = openSession(signal, pool, journal, files, options.progress);
    try {
      await work(session);
    } catch (error) {
      session.failed();
      throw error;
    } finally {
      pool.close();
      await journal?.finish(session.whole() && !signal.aborted);
    }
  });
}

function openSession(
  signal: AbortSignal,
  pool: Pool,
  journal: RunJournal | undefined,
  files: readonly OpenedFile[],
  progress: boolean,
): Session & { whole(): boolean; failed(): void } {
  let whole = true;
  const session: Session = {
    signal,
    pool,
    async withModel(path, work) {
      const model = await openModelFile(path, { signal }).catch(unlessStopped(signal));
      if (!model) return undefined;
      try {
        return await work(model);
      } finally {
        await model.close();
      }
    },
    async shown({ model, how, estimate }, work) {
      if (progress) announce(model, how, estimate());
      const display = progressDisplay(progress);
      try {
        return await work(display.update, display.line);
      } finally {
        display.stop();
      }
    },
    run: (plan, about) =>
      session.shown(about, async (onProgress, line) => {
        const store = journal?.store;
        const there = store ? await Promise.all(plan.steps.map(({ task }) => store.has(task.id))) : [];
        const resumed = there.filter(Boolean).length;
        if (journal?.resumed) announceResumed(about.model, resumed, plan.steps.length);
        // Those that need no work come first.
        let known = plan.rows.length + resumed;
        const onRow = (row: LayerResult | ComparisonResult) => {
          if (known-- <= 0) line(finishedLine(row));
        };
        return run(plan, { executor: pool, store, signal, onProgress, onRow });
      }),
    async attempt(work) {
      try {
        await work();
      } catch (error) {
        whole = false;
        process.exitCode = reportFailure(error);
      }
    },
    async write(outputs) {
      if (!(await writeOutputs(outputs, files))) whole = false;
    },
  };
  return {
    ...session,
    whole: () => whole,
    failed: () => {
      whole = false;
    },
  };
}
