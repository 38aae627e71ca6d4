/** `wignerscope work`: a worker for the queue, on any number of machines. */
import { Command } from "commander";
import { visible } from "../../report/index.ts";
import { openDatabase, work, workerPool } from "../../run/index.node.ts";
import { workersOption } from "../arguments.ts";
import { interruptible } from "../interrupt.ts";
import { databaseArgument } from "./queue.ts";

interface WorkArguments {
  readonly workers?: number;
  readonly untilEmpty?: boolean;
}

/** A server that is away (a restart, a broken network) is waited for so long, in seconds. */
const PATIENCE = 600;

export function workCommand(): Command {
  return new Command("work")
    .description("take jobs from the queue of a database and compute them, until stopped")
    .addArgument(databaseArgument())
    .addOption(workersOption())
    .option("--until-empty", "end when nothing waits and nobody works any more")
    .addHelpText(
      "after",
      `
Ctrl-C and SIGTERM give jobs under way back to the queue. A worker that dies loses its jobs to others when their lease is over
(--lease of submit); a job that fails three times is given up, with its reason in the status and the results.`,
    )
    .action(takeJobs);
}

async function takeJobs(url: string, { workers, untilEmpty }: WorkArguments): Promise<void> {
  await interruptible(async (signal) => {
    const database = await openDatabase(url, { patience: PATIENCE, signal });
    const pool = workerPool({ workers });
    try {
      await work(database, {
        pool,
        signal,
        untilEmpty,
        onJob: ({ what, failure }) => {
          const line = `${visible(what)}: ${failure === undefined ? "done" : `failed: ${visible(failure)}`}`;
          console.error(line);
        },
      });
    } finally {
      pool.close();
      await database.close();
    }
  });
}
