/** From models to jobs: each is opened, planned from its header alone, and its matrices go into the queue. */
import { createHash } from "node:crypto";
import { planAnalysis } from "../../analysis/index.ts";
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { openModelFile } from "../../models/index.node.ts";
import { contentIdentity } from "../stores/identity.node.ts";
import type { Database } from "./database.node.ts";
import { grouped, type RunSettings, type TasksJob } from "./jobs.ts";
import { QUEUES, requireSchema } from "./schema.node.ts";

export interface SubmitOptions {
  readonly settings: RunSettings;
  /** Higher goes first; among equals the runs take turns. Default 0. */
  readonly priority?: number;
  /** Seconds for which a worker that is silent keeps its job. Default 60. */
  readonly lease?: number;
  readonly signal?: AbortSignal;
  readonly onModel?: (model: SubmittedModel) => void;
}

export interface SubmittedModel {
  readonly path: string;
  readonly tasks: number;
  /** Of these, tasks whose results are there already. */
  readonly known: number;
  /** Why it could not be opened or planned. */
  readonly failure?: string;
}

/** A silent worker is taken for dead after so many seconds; a live one says so three times in the meantime. */
export const DEFAULT_LEASE = 60;

/** Between two priorities lie the jobs of a run: the k-th of each run comes before the next of any. */
const JOBS_PER_PRIORITY = 1_000_000;

/**
 * Puts models into the queue as one run; its number. What was computed before, whoever asked for it, is not computed again; a
 * job that waits already is shared. A model that cannot be opened is in the run with its reason.
 * @throws DATABASE_FAILED, ABORTED
 */
export async function submitRun(
  database: Database,
  paths: readonly string[],
  options: SubmitOptions,
): Promise<string> {
  await requireSchema(database);
  const { settings, priority = 0, signal, onModel } = options;
  const [{ run }] = await database.query<{ run: string }>(
    "INSERT INTO wignerscope.runs (settings, priority) VALUES ($1, $2) RETURNING run",
    [JSON.stringify(settings), priority],
  );
  for (const path of paths) {
    throwIfAborted(signal);
    try {
      onModel?.(await submitModel(database, run, path, options));
    } catch (error) {
      const code = error instanceof WignerscopeError ? error.code : undefined;
      if (code === "DATABASE_FAILED" || code === "ABORTED") throw error;
      const failure = error instanceof Error ? error.message : String(error);
      await database.query(
        "INSERT INTO wignerscope.models (run, path, name, identity, failure, finished_at) VALUES ($1, $2, $2, '', $3, now())",
        [run, path, failure],
      );
      onModel?.({ path, tasks: 0, known: 0, failure });
    }
  }
  return run;
}

async function submitModel(
  database: Database,
  run: string,
  path: string,
  { settings, priority = 0, lease = DEFAULT_LEASE, signal }: SubmitOptions,
): Promise<SubmittedModel> {
  const opened = await openModelFile(path, { signal });
  try {
    const identity = await contentIdentity(opened);
    const { steps } = planAnalysis(opened, { ...settings, identity: { model: identity } });
    const [{ model }] = await database.query<{ model: string }>(
      "INSERT INTO wignerscope.models (run, path, name, identity) VALUES ($1, $2, $3, $4) RETURNING model",
      [run, path, opened.name, identity],
    );
    const known = await knownOf(
      database,
      steps.map(({ task }) => task.id),
    );
    const jobs = grouped(steps.filter(({ task }) => !known.has(task.id))).map((group) => ({
      id: jobId(group.map(({ task }) => task.id)),
      tasks: group.map(({ task }) => task.id),
      seconds: group.reduce((sum, { task }) => sum + task.cost, 0),
    }));
    // A job that failed before is tried anew; one that waits or is being worked on is shared.
    await database.query(
      "DELETE FROM wignerscope_queue.job WHERE name = $1 AND id = ANY($2::uuid[]) AND state IN ('completed', 'cancelled', 'failed')",
      [QUEUES.tasks, jobs.map(({ id }) => id)],
    );
    await database.query(
      `INSERT INTO wignerscope.jobs (model, job, tasks, seconds)
       SELECT $1, * FROM unnest($2::uuid[], $3::int[], $4::float8[])`,
      [
        model,
        jobs.map(({ id }) => id),
        jobs.map(({ tasks }) => tasks.length),
        jobs.map(({ seconds }) => seconds),
      ],
    );
    if (jobs.length > 0)
      await database.boss.insert(
        jobs.map(({ id, tasks }, k) => ({
          id,
          name: QUEUES.tasks,
          data: { path, settings, tasks } satisfies TasksJob,
          priority: priority * JOBS_PER_PRIORITY - k,
          expireInSeconds: lease,
        })),
      );
    else await assembleNext(database, [model], lease);
    return { path, tasks: steps.length, known: known.size };
  } finally {
    await opened.close();
  }
}

async function knownOf({ query }: Database, tasks: readonly string[]): Promise<Set<string>> {
  const rows = await query<{ task: string }>(
    "SELECT task FROM wignerscope.results WHERE task = ANY($1::text[])",
    [tasks],
  );
  return new Set(rows.map(({ task }) => task));
}

/** Queues the models whose tasks are all settled. */
export async function assembleNext(
  { boss }: Database,
  models: readonly string[],
  lease: number,
): Promise<void> {
  if (models.length === 0) return;
  await boss.insert(
    models.map((model) => ({
      id: jobId(["assemble", model]),
      name: QUEUES.assemble,
      data: { model },
      expireInSeconds: lease,
    })),
  );
}

/** The same tasks are the same job. */
function jobId(tasks: readonly string[]): string {
  const hex = createHash("sha256").update(tasks.join("\n")).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
