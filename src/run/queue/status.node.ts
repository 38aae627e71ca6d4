/** What a database knows about its runs: how far they are, who works, what came out. */
import { decode, type ModelAnalysis } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import type { Database } from "./database.node.ts";
import { QUEUES, requireSchema } from "./schema.node.ts";

export interface RunStatus {
  readonly run: string;
  readonly submittedAt: Date;
  readonly cancelled: boolean;
  readonly models: number;
  readonly finishedModels: number;
  /** Models that could not be opened, or whose results could not be put together. */
  readonly failedModels: number;
  readonly jobs: { readonly waiting: number; readonly done: number; readonly failed: number };
  /** Of the waiting jobs, on the reference machine, one worker. */
  readonly secondsLeft: number;
  /** Reasons of failures, the most frequent first. */
  readonly reasons: readonly string[];
}

export interface WorkerStatus {
  readonly worker: string;
  readonly concurrency: number;
  readonly busyWith: readonly string[];
}

/** A worker that has not been seen for so long is not shown. */
const SEEN_SECONDS = 60;
const MOST_REASONS = 5;

/** The newest runs first. */
export async function runStatus(database: Database): Promise<{ runs: RunStatus[]; workers: WorkerStatus[] }> {
  await requireSchema(database);
  const runs = await database.query<{
    run: string;
    submitted_at: Date;
    cancelled: boolean;
    models: number;
    finished: number;
    unopened: number;
    waiting: number;
    done: number;
    failed: number;
    left: number;
    reasons: string[];
  }>(
    `SELECT r.run, submitted_at, cancelled_at IS NOT NULL AS cancelled, m.models, m.finished, m.unopened,
       j.waiting, j.done, j.failed, j.left, x.reasons
     FROM wignerscope.runs r
     CROSS JOIN LATERAL (SELECT count(*)::int AS models, count(record)::int AS finished, count(failure)::int AS unopened
       FROM wignerscope.models WHERE run = r.run) m
     CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
         count(*) FILTER (WHERE state = 'done')::int AS done, count(*) FILTER (WHERE state = 'failed')::int AS failed,
         coalesce(sum(seconds) FILTER (WHERE state = 'waiting'), 0) AS left
       FROM wignerscope.jobs JOIN wignerscope.models USING (model) WHERE run = r.run) j
     CROSS JOIN LATERAL (SELECT coalesce(array_agg(reason), '{}') AS reasons FROM (
         SELECT reason FROM (
           SELECT reason FROM wignerscope.jobs JOIN wignerscope.models USING (model) WHERE run = r.run AND reason IS NOT NULL
           UNION ALL SELECT failure FROM wignerscope.models WHERE run = r.run AND failure IS NOT NULL
         ) every GROUP BY reason ORDER BY count(*) DESC LIMIT ${MOST_REASONS}) top) x
     ORDER BY r.run DESC`,
  );
  const workers = await database.query<{ worker: string; concurrency: number; busy_with: string[] }>(
    "SELECT worker, concurrency, busy_with FROM wignerscope.workers WHERE seen_at > now() - $1 * interval '1 second' ORDER BY worker",
    [SEEN_SECONDS],
  );
  return {
    runs: runs.map(
      ({ run, submitted_at, cancelled, models, finished, unopened, left, reasons, ...jobs }) => ({
        run,
        submittedAt: submitted_at,
        cancelled,
        models,
        finishedModels: finished,
        failedModels: unopened,
        jobs: { waiting: jobs.waiting, done: jobs.done, failed: jobs.failed },
        secondsLeft: left,
        reasons,
      }),
    ),
    workers: workers.map(({ worker, concurrency, busy_with }) => ({
      worker,
      concurrency,
      busyWith: busy_with,
    })),
  };
}

/** Waiting jobs of a run leave the queue, unless another run wants them too. @throws INVALID_ARGUMENT for a run that is not there */
export async function cancelRun(database: Database, run: string): Promise<void> {
  await requireSchema(database);
  await requireRun(database, run);
  await database.query(
    "UPDATE wignerscope.runs SET cancelled_at = coalesce(cancelled_at, now()) WHERE run = $1",
    [run],
  );
  const jobs = await database.query<{ job: string }>(
    `SELECT job FROM wignerscope.jobs JOIN wignerscope.models USING (model) JOIN wignerscope.runs USING (run)
     WHERE state = 'waiting' GROUP BY job HAVING bool_and(cancelled_at IS NOT NULL)`,
  );
  if (jobs.length > 0)
    await database.boss.cancel(
      QUEUES.tasks,
      jobs.map(({ job }) => job),
    );
}

/** The analyses of a run's finished models, in the order of submission, one at a time. @throws INVALID_ARGUMENT */
export async function* runResults(database: Database, run: string): AsyncGenerator<ModelAnalysis, void> {
  await requireSchema(database);
  await requireRun(database, run);
  const models = await database.query<{ model: string }>(
    "SELECT model FROM wignerscope.models WHERE run = $1 AND record IS NOT NULL ORDER BY model",
    [run],
  );
  for (const { model } of models) {
    const [{ record }] = await database.query<{ record: string }>(
      "SELECT record FROM wignerscope.models WHERE model = $1",
      [model],
    );
    // What stands there was encoded from a record of this type.
    yield decode(record) as ModelAnalysis;
  }
}

/** The newest run. @throws INVALID_ARGUMENT where there is none */
export async function latestRun(database: Database): Promise<string> {
  await requireSchema(database);
  const [{ run }] = await database.query<{ run: string | null }>(
    "SELECT max(run) AS run FROM wignerscope.runs",
  );
  if (run === null) throw new WignerscopeError("INVALID_ARGUMENT", "the database has no runs yet");
  return run;
}

async function requireRun({ query }: Database, run: string): Promise<void> {
  if (
    !/^\d{1,18}$/.test(run) ||
    (await query("SELECT 1 FROM wignerscope.runs WHERE run = $1", [run])).length === 0
  )
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `run must be the number of a run that was submitted, got ${JSON.stringify(run)}`,
    );
}
