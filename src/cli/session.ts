/**
 * The skeleton of every command that works through models: outputs checked against inputs, the journal opened, workers
 * started, each model opened, announced, worked on as far as it is let, closed; at the end all is put away.
 */
import type {
  ComparisonResult,
  Estimate,
  Job,
  LayerResult,
  Plan,
  Progress,
  Store,
} from "../analysis/index.ts";
import { type OpenedFile, openModelFile } from "../models/index.node.ts";
import type { Model } from "../models/index.ts";
import { workerPool } from "../run/index.node.ts";
import { isStop, type Pool, run } from "../run/index.ts";
import { announce, announceResumed } from "./announce.ts";
import { reportFailure } from "./failure.ts";
import { finishedLine } from "./finished-line.ts";
import { interruptible, unlessStopped } from "./interrupt.ts";
import { filesOfModels } from "./outputs/inputs.ts";
import { checkOutputs, type Output, type Rendering, writeOutputs } from "./outputs/outputs.ts";
import { progressDisplay } from "./progress.ts";
import {
  type JournalArguments,
  journalOutput,
  openRunJournal,
  type Piece,
  type RunJournal,
} from "./run-journal.ts";

export interface Command {
  /** Paths of the models that are read. */
  readonly inputs: readonly string[];
  /** All that will be written to files or standard output. */
  readonly outputs: readonly Output[];
  /** Beside which files a journal may be kept; none keeps none. */
  readonly journalBeside?: readonly (string | undefined)[];
  /** What the journal keeps; default layers. */
  readonly piece?: Piece;
  readonly options: JournalArguments & { readonly workers?: number; readonly progress: boolean };
}

/** What is said before the work on a model starts. */
interface About {
  readonly model: Model;
  readonly how: string;
  /** Made only if somebody wants it. */
  readonly estimate: () => Estimate;
}

export interface Session {
  readonly signal: AbortSignal;
  readonly pool: Pool;
  /** The journal's results, and where new ones go. */
  readonly store: Store | undefined;
  /** Opens a model, works on it and closes it; undefined when the session was stopped before it was open. */
  withModel<T>(path: string, work: (model: Model) => Promise<T>): Promise<T | undefined>;
  /** Carries out a plan, as far as the session is let, and returns its record. */
  run<Row extends LayerResult | ComparisonResult, J extends Job, Whole>(
    plan: Plan<Row, J, Whole>,
    about: About,
  ): Promise<Whole>;
  /** Says what is about to be done, and shows its progress while `work` goes on. */
  shown<T>(
    about: About,
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
  const { inputs, outputs, options, journalBeside = [], piece = "layer" } = command;
  const journalPlace = journalOutput(options, journalBeside);
  await interruptible(async (signal) => {
    const files = await filesOfModels(inputs, signal);
    await checkOutputs(journalPlace ? [...outputs, journalPlace] : outputs, files);
    const journal = journalPlace && (await openRunJournal(journalPlace, options, piece));
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
  const failed = () => {
    whole = false;
  };
  const shown: Session["shown"] = (about, work) => withDisplay(about, progress, work);
  return {
    signal,
    pool,
    store: journal?.store,
    shown,
    withModel: (path, work) => withModel(path, signal, work),
    run: (plan, about) =>
      shown(about, async (onProgress, line) => {
        const known = plan.rows.length + (await resumedOf(plan, about.model, journal));
        const onRow = linesAfter(known, line);
        return run(plan, { executor: pool, store: journal?.store, signal, onProgress, onRow });
      }),
    async attempt(work) {
      try {
        await work();
      } catch (error) {
        if (isStop(error, signal)) return;
        failed();
        process.exitCode = reportFailure(error);
      }
    },
    async write(outputs) {
      if (!(await writeOutputs(outputs, files))) failed();
    },
    whole: () => whole,
    failed,
  };
}

async function withModel<T>(
  path: string,
  signal: AbortSignal,
  work: (model: Model) => Promise<T>,
): Promise<T | undefined> {
  const model = await openModelFile(path, { signal }).catch(unlessStopped(signal));
  if (!model) return undefined;
  try {
    return await work(model);
  } finally {
    await model.close();
  }
}

async function withDisplay<T>(
  { model, how, estimate }: About,
  progress: boolean,
  work: (onProgress: (progress: Progress) => void, line: (text: string) => void) => Promise<T>,
): Promise<T> {
  if (progress) announce(model, how, estimate());
  const display = progressDisplay(progress);
  try {
    return await work(display.update, display.line);
  } finally {
    display.stop();
  }
}

/** How many of a plan's tasks the journal has; says so. */
async function resumedOf(
  { steps }: { readonly steps: readonly { readonly task: { readonly id: string } }[] },
  model: Model,
  journal: RunJournal | undefined,
): Promise<number> {
  if (!journal) return 0;
  const there = await Promise.all(steps.map(({ task }) => journal.store.has(task.id)));
  const resumed = there.filter(Boolean).length;
  if (journal.resumed) announceResumed(model, resumed, steps.length);
  return resumed;
}

/** A line for each row that was worked on; those that need no work come before them and are not news. */
function linesAfter(
  known: number,
  line: (text: string) => void,
): (row: LayerResult | ComparisonResult) => void {
  let left = known;
  return (row) => {
    if (left-- <= 0) line(finishedLine(row));
  };
}
