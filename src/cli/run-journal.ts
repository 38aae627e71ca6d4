/** The journal of a command: where it is, what it says about itself, and when it goes. */
import type { Store } from "../analysis/index.ts";
import { WignerscopeError } from "../base/index.ts";
import { counted, visible } from "../report/index.ts";
import { type Journal, openJournal } from "../run/index.node.ts";
import { reportFailure } from "./failure.ts";
import { type Output, STANDARD_OUTPUT } from "./outputs/outputs.ts";

export interface JournalArguments {
  readonly journal?: string;
  readonly resume?: boolean;
  readonly keepJournal?: boolean;
}

/** What a journal is said to hold. */
export type Piece = "layer" | "batch";

const pieces = (count: number, piece: Piece) =>
  counted(count, `finished ${piece}`, piece === "batch" ? "finished batches" : undefined);

/**
 * Where the journal is kept: `--journal`, else beside the first of the files that were asked for. Undefined where nothing is
 * written to a file.
 * @throws INVALID_ARGUMENT for `--resume` without either.
 */
export function journalOutput(
  { journal, resume }: JournalArguments,
  files: readonly (string | undefined)[],
): Output | undefined {
  const beside = files.find((file) => file !== undefined && file !== STANDARD_OUTPUT);
  const target = journal ?? (beside && !beside.startsWith("/dev/") ? `${beside}.journal` : undefined);
  if (target !== undefined) return { option: "--journal", target };
  if (resume)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "--resume needs --journal FILE, or an output file: its journal is FILE.journal",
    );
  return undefined;
}

/** A journal in use by a command. */
export interface RunJournal {
  readonly store: Store;
  /** It was opened to go on from, and something was there. */
  readonly resumed: boolean;
  /** Takes the journal away when all it was for is done, else says what it is good for. */
  finish(done: boolean): Promise<void>;
}

/** @throws INVALID_ARGUMENT for a file that is not a journal, WRITE_FAILED */
export async function openRunJournal(
  { target }: Output,
  { resume = false, keepJournal = false }: JournalArguments,
  piece: Piece,
): Promise<RunJournal> {
  const journal = await openJournal(target, { resume });
  announce(journal, resume, piece);
  return {
    store: tolerant(journal, piece),
    resumed: resume && journal.found > 0,
    async finish(done) {
      if (journal.size === 0 || (done && !keepJournal)) return journal.remove();
      await journal.close();
      const advice = done ? "" : "; the same command with --resume continues from there";
      console.error(`${visible(target)} keeps ${pieces(journal.size, piece)}${advice}`);
    },
  };
}

function announce({ path, found, damaged, movedTo }: Journal, resume: boolean, piece: Piece): void {
  const place = visible(path);
  if (movedTo !== undefined)
    console.error(
      `${place}: the journal of a run that did not finish is now ${visible(movedTo)}; --resume would have continued it`,
    );
  if (!resume) return;
  console.error(found > 0 ? `${place}: ${pieces(found, piece)}` : `${place}: nothing to continue from`);
  if (damaged > 0) console.error(`${place}: ${counted(damaged, "line")} cannot be read and are left out`);
}

/** A journal that cannot be written any more (a full disk) is no reason to lose the work: it says so once, and is left. */
function tolerant(journal: Journal, piece: Piece): Store {
  let failed = false;
  return {
    has: (id) => journal.has(id),
    get: (id) => journal.get(id),
    async append(finished) {
      if (failed) return;
      try {
        await journal.append(finished);
      } catch (error) {
        failed = true;
        // Not the exit code: the results may all be written yet.
        reportFailure(error);
        console.error(
          `wignerscope: the work goes on, but ${piece === "batch" ? "batches" : "layers"} that finish from now on cannot be resumed`,
        );
      }
    },
  };
}
