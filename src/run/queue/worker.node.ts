/** A worker: takes jobs from the queue, computes, keeps the results, until it is told to stop. */
import { hostname } from "node:os";
import { type AnalysisPlan, encode, type LayerResult, planAnalysis } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { openModelFile } from "../../models/index.node.ts";
import type { Model } from "../../models/index.ts";
import type { Pool } from "../executors/pool.ts";
import { run } from "../run.ts";
import { contentIdentity } from "../stores/identity.node.ts";
import type { Database } from "./database.node.ts";
import type { AssembleJob, RunSettings, TasksJob } from "./jobs.ts";
import { databaseStore } from "./postgres-store.node.ts";
import { LAYER_COLUMNS, QUEUES, requireSchema } from "./schema.node.ts";
import { assembleNext, DEFAULT_LEASE } from "./submit.node.ts";

export interface WorkOptions {
  /** Where the numbers are computed; as many jobs at once as it has workers. */
  readonly pool: Pool;
  /** Fires to stop: jobs under way go back into the queue. */
  readonly signal: AbortSignal;
  /** Ends when nothing waits and nothing is under way anywhere. Default false: waits for more. */
  readonly untilEmpty?: boolean;
  readonly onJob?: (job: DoneJob) => void;
}

export interface DoneJob {
  readonly what: string;
  readonly failure?: string;
}

/** Milliseconds between two looks into an empty queue. */
const POLL_MS = 500;
/** A lease is renewed so often within its time. */
const RENEWALS = 3;
/** Milliseconds between two signs of life of a worker. */
const PRESENCE_MS = 10_000;

interface Claimed<T> {
  readonly id: string;
  readonly data: T;
  readonly expireInSeconds: number;
}

/** Works until the signal fires, or until the queue is empty. @throws DATABASE_FAILED when the server stays away. */
export async function work(database: Database, options: WorkOptions): Promise<void> {
  await requireSchema(database);
  const { pool } = options;
  const worker = new Worker(database, options);
  const present = setInterval(() => void worker.sayPresent().catch(() => undefined), PRESENCE_MS);
  try {
    await worker.sayPresent();
    await Promise.all(Array.from({ length: pool.concurrency }, () => worker.loop()));
  } finally {
    clearInterval(present);
    await database
      .query("DELETE FROM wignerscope.workers WHERE worker = $1", [worker.name])
      .catch(() => undefined);
  }
}

class Worker {
  readonly name = `${hostname()}:${process.pid}`;
  private readonly database: Database;
  private readonly options: WorkOptions;
  private readonly busy = new Map<string, string>();

  constructor(database: Database, options: WorkOptions) {
    this.database = database;
    this.options = options;
  }

  async sayPresent(): Promise<void> {
    await this.database.query(
      `INSERT INTO wignerscope.workers (worker, concurrency, busy_with) VALUES ($1, $2, $3)
       ON CONFLICT (worker) DO UPDATE SET seen_at = now(), busy_with = EXCLUDED.busy_with`,
      [this.name, this.options.pool.concurrency, [...this.busy.values()]],
    );
  }

  /** One job after the other. */
  async loop(): Promise<void> {
    const { signal, untilEmpty } = this.options;
    while (!signal.aborted) {
      if (await this.next()) continue;
      // What others left behind when they died comes back, and what ended while a model that shares it was submitted.
      await this.database.boss.expire();
      await this.reconcile();
      if (untilEmpty && (await this.isEmpty())) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Takes a job and does it; false where there is none. Assembling comes first: it is quick, and people wait for it. */
  private async next(): Promise<boolean> {
    const assemble = await this.take<AssembleJob>(QUEUES.assemble);
    if (assemble) {
      await this.perform(QUEUES.assemble, assemble, `model ${assemble.data.model}`, () =>
        this.assemble(assemble.data),
      );
      return true;
    }
    const dead = await this.take<TasksJob | AssembleJob>(QUEUES.failed);
    if (dead) {
      await this.giveUp(dead);
      return true;
    }
    const tasks = await this.take<TasksJob>(QUEUES.tasks);
    if (!tasks) return false;
    await this.perform(QUEUES.tasks, tasks, tasks.data.path, () => this.compute(tasks));
    return true;
  }

  private async take<T>(queue: string): Promise<Claimed<T> | undefined> {
    const [job] = await this.database.boss.fetch<T>(queue);
    // PostgreSQL's numeric comes as text.
    return job && { id: job.id, data: job.data, expireInSeconds: Math.ceil(Number(job.expireInSeconds)) };
  }

  /** Does a job under its lease; a failure goes to the queue, which tries again or gives up. */
  private async perform<T>(
    queue: string,
    job: Claimed<T>,
    what: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const { boss, query } = this.database;
    const { signal, onJob } = this.options;
    this.busy.set(job.id, what);
    const renew = setInterval(
      () =>
        void query(
          "UPDATE wignerscope_queue.job SET started_on = now() WHERE name = $1 AND id = $2 AND state = 'active'",
          [queue, job.id],
        ).catch(() => undefined),
      (1000 * job.expireInSeconds) / RENEWALS,
    );
    try {
      await work();
      await boss.complete(queue, job.id);
      onJob?.({ what });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (signal.aborted) await this.giveBack(queue, job.id);
      else {
        await boss.fail(queue, job.id, { message });
        onJob?.({ what, failure: message });
      }
    } finally {
      clearInterval(renew);
      this.busy.delete(job.id);
    }
  }

  /** A job that was interrupted has not failed: it is as if it had not been taken. */
  private async giveBack(queue: string, id: string): Promise<void> {
    await this.database.query(
      "UPDATE wignerscope_queue.job SET state = 'created', started_on = NULL WHERE name = $1 AND id = $2 AND state = 'active'",
      [queue, id],
    );
  }

  private async compute({ id, data, expireInSeconds }: Claimed<TasksJob>): Promise<void> {
    const { pool, signal } = this.options;
    const wanted = new Set(data.tasks);
    await withPlan(data.path, data.settings, signal, async (plan) => {
      const steps = plan.steps.filter(({ task }) => wanted.has(task.id));
      if (steps.length < wanted.size)
        throw new WignerscopeError(
          "CHANGED",
          `${data.path} is another file than the one that was submitted, or this worker is of another version`,
        );
      const store = databaseStore(this.database);
      await run({ ...plan, rows: [], steps }, { executor: one(pool), store, signal });
      if (signal.aborted) throw new WignerscopeError("ABORTED", "stopped");
    });
    await this.settled(id, "done", undefined, expireInSeconds);
  }

  /** A job that failed for good: its models go on without it; one that cannot be put together is failed with the reason. */
  private async giveUp({ id, data, expireInSeconds }: Claimed<TasksJob | AssembleJob>): Promise<void> {
    const { query, boss } = this.database;
    const [found] = await query<{ id: string; reason: string | null }>(
      `SELECT id, coalesce(output #>> '{message}', output #>> '{value,message}') AS reason FROM wignerscope_queue.job
       WHERE name = $1 AND state = 'failed' AND data = $2::jsonb`,
      ["tasks" in data ? QUEUES.tasks : QUEUES.assemble, JSON.stringify(data)],
    );
    const reason = found?.reason ?? "it failed without a reason";
    if ("model" in data)
      await query(
        "UPDATE wignerscope.models SET failure = $2, finished_at = now() WHERE model = $1 AND finished_at IS NULL",
        [data.model, reason],
      );
    else if (found) await this.settled(found.id, "failed", reason, expireInSeconds);
    await boss.complete(QUEUES.failed, id);
  }

  /** Notes how a job ended in all models that it is part of, and queues those that are ready. */
  private async settled(
    job: string,
    state: "done" | "failed",
    reason: string | undefined,
    lease: number,
  ): Promise<void> {
    const { query } = this.database;
    await query("UPDATE wignerscope.jobs SET state = $2, reason = $3 WHERE job = $1 AND state = 'waiting'", [
      job,
      state,
      reason ?? null,
    ]);
    const ready = await query<{ model: string }>(
      `SELECT DISTINCT model FROM wignerscope.jobs j JOIN wignerscope.models m USING (model)
       WHERE job = $1 AND finished_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM wignerscope.jobs o WHERE o.model = j.model AND o.state = 'waiting')`,
      [job],
    );
    await assembleNext(
      this.database,
      ready.map(({ model }) => model),
      lease,
    );
  }

  /** A job that another run shared may have ended before this run's note of it was there. */
  private async reconcile(): Promise<void> {
    const ended = await this.database.query<{ job: string }>(
      `SELECT DISTINCT j.job FROM wignerscope.jobs j JOIN wignerscope_queue.job q ON q.name = $1 AND q.id = j.job
       WHERE j.state = 'waiting' AND q.state = 'completed'`,
      [QUEUES.tasks],
    );
    for (const { job } of ended) await this.settled(job, "done", undefined, DEFAULT_LEASE);
  }

  /** The record of a model from the results of its tasks; those that failed for good are rows with the reason. */
  private async assemble({ model }: AssembleJob): Promise<void> {
    const { query } = this.database;
    const { pool, signal } = this.options;
    const [facts] = await query<{ path: string; settings: RunSettings; reason: string | null }>(
      `SELECT path, settings, (SELECT string_agg(DISTINCT reason, '; ') FROM wignerscope.jobs j WHERE j.model = m.model) AS reason
       FROM wignerscope.models m JOIN wignerscope.runs USING (run) WHERE model = $1 AND finished_at IS NULL`,
      [model],
    );
    if (!facts) return;
    await withPlan(facts.path, facts.settings, signal, async (plan) => {
      const store = databaseStore(this.database);
      const there = await Promise.all(plan.steps.map(({ task }) => store.has(task.id)));
      const failure = facts.reason;
      const missing =
        failure === null
          ? []
          : plan.steps
              .filter((_, k) => !there[k])
              .map((step) => step.failed(new WignerscopeError("WORKER_FAILED", failure)));
      const steps = failure === null ? plan.steps : plan.steps.filter((_, k) => there[k]);
      const rows: readonly LayerResult[] = [...plan.rows, ...missing];
      const record = await run({ ...plan, rows, steps }, { executor: one(pool), store, signal });
      if (!record.complete) throw new WignerscopeError("ABORTED", "stopped");
      await this.keep(model, record.layers, encode(record));
    });
  }

  /** Rows first, then the record: a model that is finished has both. */
  private async keep(model: string, layers: readonly LayerResult[], record: string): Promise<void> {
    const { query } = this.database;
    const names = LAYER_COLUMNS.map(({ name }) => name).join(", ");
    const cells = LAYER_COLUMNS.map(({ type }, k) => `(layer->>${k})::${type}`).join(", ");
    const rows = layers.map((layer) => LAYER_COLUMNS.map(({ of }) => finite(of(layer))));
    await query(
      `INSERT INTO wignerscope.layers (model, ${names}) SELECT $1::bigint, ${cells} FROM jsonb_array_elements($2::jsonb) AS layer
       ON CONFLICT DO NOTHING`,
      [model, JSON.stringify(rows)],
    );
    await query("UPDATE wignerscope.models SET record = $2, finished_at = now() WHERE model = $1", [
      model,
      record,
    ]);
  }

  private async isEmpty(): Promise<boolean> {
    const [{ open }] = await this.database.query<{ open: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM wignerscope_queue.job WHERE state IN ('created', 'retry', 'active')) AS open",
    );
    return !open;
  }
}

/** JSON has no NaN. */
const finite = (cell: unknown) => (typeof cell === "number" && !Number.isFinite(cell) ? null : cell);

/** A job takes its matrices one after the other: a pool's other workers belong to other jobs. */
const one = (pool: Pool): Pool => ({
  concurrency: 1,
  run: (...task) => pool.run(...task),
  close: () => undefined,
});

async function withPlan<T>(
  path: string,
  settings: RunSettings,
  signal: AbortSignal,
  work: (plan: AnalysisPlan, model: Model) => Promise<T>,
): Promise<T> {
  const model = await openModelFile(path, { signal });
  try {
    const identity = { model: await contentIdentity(model) };
    return await work(planAnalysis(model, { ...settings, identity }), model);
  } finally {
    await model.close();
  }
}
