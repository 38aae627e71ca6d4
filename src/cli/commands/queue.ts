/** `wignerscope queue`: many models for many machines, through a PostgreSQL database. */
import { resolve } from "node:path";
import { Argument, Command } from "commander";
import { glob } from "tinyglobby";
import type { ModelAnalysis } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { isAddress } from "../../models/index.ts";
import { counted, roughDuration, toCsv, toHtml, toJson, toParquet, visible } from "../../report/index.ts";
import {
  cancelRun,
  type Database,
  initDatabase,
  latestRun,
  openDatabase,
  type RunStatus,
  runResults,
  runStatus,
  submitRun,
} from "../../run/index.node.ts";
import {
  type AnalysisArguments,
  adapterScaleOption,
  convolutionOption,
  depthOption,
  gatesOption,
  layersOption,
  minSizeOption,
  precisionOption,
  seedOption,
  wholeNumber,
} from "../arguments.ts";
import { interruptible } from "../interrupt.ts";
import { modelNames, withModelName } from "../outputs/output-names.ts";
import { checkOutputs, type Rendering, writeOutputs } from "../outputs/outputs.ts";

const HOW_IT_WORKS = `
The database is PostgreSQL, given as postgres://user@host/name; a password may come from PGPASSWORD or ~/.pgpass. Needs the
packages pg and pg-boss (npm install pg pg-boss@10). Weights never go through the database: every machine must see the files
under the same paths. A matrix that was analysed once, with the same contents, options and version, is not analysed again.

  $ wignerscope queue init postgres://lab@db/wignerscope
  $ wignerscope queue submit postgres://lab@db/wignerscope 'run7/**/*.safetensors' --depth standard
  $ wignerscope work postgres://lab@db/wignerscope                  on every machine
  $ wignerscope queue status postgres://lab@db/wignerscope
  $ wignerscope queue results postgres://lab@db/wignerscope --csv run7.csv`;

/** The address of the database, of every command that uses one. */
export const databaseArgument = () => new Argument("<database>", "postgres://user@host:port/name");

export function queueCommand(): Command {
  const queue = new Command("queue")
    .description("analyse many models on many machines: a queue and its results in a PostgreSQL database")
    .addHelpText("after", HOW_IT_WORKS);
  queue.addCommand(initCommand());
  queue.addCommand(submitCommand());
  queue.addCommand(statusCommand());
  queue.addCommand(resultsCommand());
  queue.addCommand(cancelCommand());
  return queue;
}

function initCommand(): Command {
  return new Command("init")
    .description("make the tables, or bring them up to this version")
    .addArgument(databaseArgument())
    .action((url: string) =>
      withDatabase(url, async (database) => {
        await initDatabase(database);
        console.log("the database is ready");
      }),
    );
}

interface SubmitArguments extends Omit<AnalysisArguments, "progress"> {
  readonly priority: number;
  readonly lease?: number;
}

function submitCommand(): Command {
  const command = new Command("submit")
    .description("put models into the queue as one run")
    .addArgument(databaseArgument())
    .argument("<models...>", "paths, addresses, or patterns in quotes: 'runs/**/*.safetensors'");
  for (const option of [
    layersOption(),
    minSizeOption(),
    convolutionOption(),
    gatesOption(),
    adapterScaleOption(),
    precisionOption(),
    depthOption(),
    seedOption(),
  ])
    command.addOption(option);
  return command
    .option(
      "--priority <n>",
      "higher goes first; runs of one priority take turns",
      wholeNumber(0, MOST_PRIORITY),
      0,
    )
    .option(
      "--lease <s>",
      "seconds after which a silent worker's job goes to another",
      wholeNumber(1, 86_400),
    )
    .action(submit);
}

/** Priorities leave room for the places of a million jobs in 32 bits. */
const MOST_PRIORITY = 2000;

async function submit(url: string, models: string[], options: SubmitArguments): Promise<void> {
  const { layers, minSize, conv, gates, adapterScale, precision, depth, seed, priority, lease } = options;
  const settings = { layers, minSize, conv, gates, adapterScale, precision, depth, seed };
  const paths = await expanded(models);
  await interruptible((signal) =>
    withDatabase(url, async (database) => {
      let [tasks, known, failed] = [0, 0, 0];
      const run = await submitRun(database, paths, {
        settings,
        priority,
        lease,
        signal,
        onModel(model) {
          tasks += model.tasks;
          known += model.known;
          if (model.failure === undefined) return;
          failed++;
          console.error(`${visible(model.path)}: ${visible(model.failure)}`);
        },
      });
      const there = known > 0 ? `, ${known} of them computed before` : "";
      console.log(
        `run ${run}: ${counted(paths.length, "model")}, ${counted(tasks, "matrix", "matrices")}${there}`,
      );
      if (failed > 0) process.exitCode = 1;
    }),
  );
}

/** Patterns become the files that they match; paths become absolute: workers have other folders. */
async function expanded(models: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const model of models) {
    if (isAddress(model)) paths.push(model);
    else if (!/[*?[{]/.test(model)) paths.push(resolve(model));
    else {
      const found = (await glob(model, { absolute: true, expandDirectories: false })).sort();
      if (found.length === 0) throw new WignerscopeError("INVALID_ARGUMENT", `${model} matches no file`);
      paths.push(...found);
    }
  }
  return [...new Set(paths)];
}

function statusCommand(): Command {
  return new Command("status")
    .description("what is done, who works, what failed and why")
    .addArgument(databaseArgument())
    .option("--watch", "show it again every two seconds until nothing waits")
    .action((url: string, { watch }: { watch?: boolean }) =>
      interruptible((signal) =>
        withDatabase(url, async (database) => {
          while (!signal.aborted) {
            const status = await runStatus(database);
            printStatus(status);
            if (!watch || status.runs.every(({ jobs, cancelled }) => cancelled || jobs.waiting === 0)) return;
            await new Promise((done) => setTimeout(done, WATCH_MS));
          }
        }),
      ),
    );
}

const WATCH_MS = 2000;

function printStatus({ runs, workers }: Awaited<ReturnType<typeof runStatus>>): void {
  if (runs.length === 0) console.log("no runs yet");
  const hands = workers.reduce((sum, { concurrency }) => sum + concurrency, 0);
  for (const run of runs) console.log(runLine(run, hands));
  for (const { worker, concurrency, busyWith } of workers) {
    const doing = busyWith.length > 0 ? [...new Set(busyWith)].map(visible).join(", ") : "idle";
    console.log(`worker ${visible(worker)} (${concurrency}): ${doing}`);
  }
}

function runLine(run: RunStatus, hands: number): string {
  const { waiting, done, failed } = run.jobs;
  const parts = [
    `${run.finishedModels} of ${counted(run.models, "model")} finished`,
    `jobs: ${done} done, ${waiting} open, ${failed} failed`,
  ];
  if (run.failedModels > 0) parts.push(`${counted(run.failedModels, "model")} failed`);
  if (run.cancelled) parts.push("cancelled");
  else if (waiting > 0)
    parts.push(hands > 0 ? `about ${roughDuration(run.secondsLeft / hands)} left` : "nobody works");
  const reasons = run.reasons.map((reason) => `\n  ${visible(reason)}`).join("");
  return `run ${run.run}, ${run.submittedAt.toISOString().slice(0, 16).replace("T", " ")}: ${parts.join("; ")}${reasons}`;
}

interface ResultArguments {
  readonly run?: string;
  readonly html?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly parquet?: string;
}

function resultsCommand(): Command {
  return new Command("results")
    .description("write the results of a run; each model gets a file of its own where there are several")
    .addArgument(databaseArgument())
    .option("--run <n>", "which run (default: the newest)")
    .option("--html <file>", "the report")
    .option("--json <file>", "everything as JSON")
    .option("--csv <file>", "one row per layer as CSV")
    .option("--parquet <file>", "one row per layer as Parquet")
    .action(results);
}

async function results(url: string, options: ResultArguments): Promise<void> {
  const { html, json, csv, parquet } = options;
  const asked: [
    string,
    string | undefined,
    (analysis: ModelAnalysis) => string | Promise<string | Uint8Array>,
  ][] = [
    ["--html", html, toHtml],
    ["--json", json, toJson],
    ["--csv", csv, toCsv],
    ["--parquet", parquet, toParquet],
  ];
  const wanted = asked.flatMap(([option, target, render]) =>
    target === undefined ? [] : [{ option, target, render }],
  );
  if (wanted.length === 0)
    throw new WignerscopeError("INVALID_ARGUMENT", "say where to: --html, --json, --csv or --parquet FILE");
  await withDatabase(url, async (database) => {
    const run = options.run ?? (await latestRun(database));
    const analyses: ModelAnalysis[] = [];
    for await (const analysis of runResults(database, run)) analyses.push(analysis);
    if (analyses.length === 0)
      throw new WignerscopeError("INVALID_ARGUMENT", `run ${run} has no finished model yet`);
    const names = modelNames(analyses.map(({ model }) => model.name));
    const outputs: Rendering[] = analyses.flatMap((analysis, k) =>
      wanted.map(({ option, target, render }) => ({
        option,
        target: analyses.length > 1 ? withModelName(target, names[k]) : target,
        render: () => render(analysis),
      })),
    );
    await checkOutputs(outputs, []);
    await writeOutputs(outputs, []);
  });
}

function cancelCommand(): Command {
  return new Command("cancel")
    .description("take a run's waiting jobs out of the queue; what is finished stays")
    .addArgument(databaseArgument())
    .argument("<run>", "its number, as submit and status print it")
    .action((url: string, run: string) =>
      withDatabase(url, async (database) => {
        await cancelRun(database, run);
        console.log(`run ${run} is cancelled`);
      }),
    );
}

async function withDatabase(url: string, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(url);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
