/** The tables of runs, models, jobs and results, and how a database comes to have them. */
import { WignerscopeError } from "../../base/index.ts";
import { COLUMNS, type ColumnType } from "../../report/index.ts";
import type { Database } from "./database.node.ts";

/** Each is applied once, in this order; one that was published is never changed, the next mends it. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE wignerscope.results (
     task text PRIMARY KEY,
     result text NOT NULL,
     seconds float8 NOT NULL,
     finished_at timestamptz NOT NULL DEFAULT now()
   );
   COMMENT ON TABLE wignerscope.results IS 'one line a finished task, named by contents, options and version';
   CREATE TABLE wignerscope.runs (
     run bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     submitted_at timestamptz NOT NULL DEFAULT now(),
     settings jsonb NOT NULL,
     priority int NOT NULL,
     cancelled_at timestamptz
   );
   CREATE TABLE wignerscope.models (
     model bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     run bigint NOT NULL REFERENCES wignerscope.runs ON DELETE CASCADE,
     path text NOT NULL,
     name text NOT NULL,
     identity text NOT NULL,
     record text,
     failure text,
     finished_at timestamptz
   );
   CREATE INDEX models_of_run ON wignerscope.models (run);
   CREATE INDEX models_by_path ON wignerscope.models (path, finished_at DESC);
   CREATE TABLE wignerscope.jobs (
     model bigint NOT NULL REFERENCES wignerscope.models ON DELETE CASCADE,
     job uuid NOT NULL,
     tasks int NOT NULL,
     seconds float8 NOT NULL,
     state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
     reason text,
     PRIMARY KEY (model, job)
   );
   CREATE INDEX jobs_waiting ON wignerscope.jobs (job) WHERE state = 'waiting';
   CREATE TABLE wignerscope.workers (
     worker text PRIMARY KEY,
     concurrency int NOT NULL,
     seen_at timestamptz NOT NULL DEFAULT now(),
     busy_with text[] NOT NULL DEFAULT '{}'
   );
   CREATE TABLE wignerscope.layers (
     model bigint NOT NULL REFERENCES wignerscope.models ON DELETE CASCADE,
     PRIMARY KEY (model, layer_id, name),
     layer_id bigint NOT NULL,
     name text NOT NULL
   );`,
];

/** What the columns of results are in the database. */
const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  integer: "bigint",
  real: "float8",
  text: "text",
  flag: "boolean",
};

/** Names that PostgreSQL keeps for itself; ours have an underscore behind them there. */
const TAKEN = new Set(["xmin", "xmax", "cmin", "cmax", "ctid", "tableoid"]);

/** The columns of a layer, as in its CSV, quoted: they are ours, and some (N, Q, D) are capitals. */
export const LAYER_COLUMNS = COLUMNS.map(({ name, type, of }) => ({
  name: `"${TAKEN.has(name) ? `${name}_` : name}"`,
  type: SQL_TYPES[type],
  of,
}));

/** Made anew each time: they follow the columns. */
const VIEWS = `
  CREATE VIEW wignerscope.layers_latest AS
    SELECT m.path, m.name AS model_name, m.finished_at, l.*
    FROM wignerscope.layers l JOIN (
      SELECT DISTINCT ON (path) * FROM wignerscope.models WHERE finished_at IS NOT NULL ORDER BY path, finished_at DESC
    ) m USING (model);
  CREATE VIEW wignerscope.alpha_by_kind AS
    SELECT path, kind, count(*) AS layers, avg(alpha) AS mean_alpha,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY alpha) AS median_alpha
    FROM wignerscope.layers_latest WHERE alpha IS NOT NULL GROUP BY path, kind;`;

/** Whoever makes or changes tables holds this lock: an arbitrary number that nothing else uses. */
const LOCK = 0x77_69_67_6e;

/** Makes the tables, or brings them up to this version. Repeating it changes nothing. @throws DATABASE_FAILED */
export async function initDatabase(database: Database): Promise<void> {
  await database.query("CREATE SCHEMA IF NOT EXISTS wignerscope");
  await database.query(
    "CREATE TABLE IF NOT EXISTS wignerscope.migrations (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())",
  );
  const version = await versionOf(database);
  if (version > MIGRATIONS.length) throw newer(version);
  for (let k = version; k < MIGRATIONS.length; k++) await database.query(inOneStep(k + 1, MIGRATIONS[k]));
  const columns = LAYER_COLUMNS.map(({ name, type }) => `ADD COLUMN IF NOT EXISTS ${name} ${type}`).join(
    ", ",
  );
  await database.query(`SELECT pg_advisory_xact_lock(${LOCK});
    DROP VIEW IF EXISTS wignerscope.alpha_by_kind, wignerscope.layers_latest;
    ALTER TABLE wignerscope.layers ${columns}; ${VIEWS}`);
  await initQueues(database);
}

/** All of it or nothing: statements sent together are one transaction. Of two that start at once one finds it done. */
function inOneStep(version: number, sql: string): string {
  return `SELECT pg_advisory_xact_lock(${LOCK}); INSERT INTO wignerscope.migrations (version) VALUES (${version}); ${sql}`;
}

/** @throws DATABASE_FAILED for a database without our tables, or with those of another version. */
export async function requireSchema(database: Database): Promise<void> {
  const [{ there }] = await database.query<{ there: boolean }>(
    "SELECT to_regclass('wignerscope.migrations') IS NOT NULL AS there",
  );
  const version = there ? await versionOf(database) : 0;
  if (version > MIGRATIONS.length) throw newer(version);
  if (version < MIGRATIONS.length)
    throw new WignerscopeError(
      "DATABASE_FAILED",
      "the database does not have this version's tables: wignerscope queue init makes them",
    );
}

async function versionOf(database: Database): Promise<number> {
  const [{ version }] = await database.query<{ version: number }>(
    "SELECT coalesce(max(version), 0)::int AS version FROM wignerscope.migrations",
  );
  return version;
}

function newer(version: number): WignerscopeError {
  return new WignerscopeError(
    "DATABASE_FAILED",
    `the database has the tables of a newer wignerscope (${version}, this one knows ${MIGRATIONS.length}): update it`,
  );
}

/** Names of the queues: tasks, models whose tasks are all done, and what failed for good of both. */
export const QUEUES = { tasks: "tasks", failed: "failed", assemble: "assemble" } as const;

/** A task that kills its worker or fails otherwise is tried so often in all. */
export const ATTEMPTS = 3;

async function initQueues({ boss, query, queueTables }: Database): Promise<void> {
  const [{ there }] = await query<{ there: boolean }>(
    "SELECT to_regclass('wignerscope_queue.version') IS NOT NULL AS there",
  );
  if (!there) await query(queueTables);
  const retries = { retryLimit: ATTEMPTS - 1, retryDelay: 1, retryBackoff: true };
  for (const name of [QUEUES.failed, QUEUES.assemble, QUEUES.tasks])
    if (!(await boss.getQueue(name)))
      await boss.createQueue(name, {
        name,
        ...retries,
        ...(name !== QUEUES.failed && { deadLetter: QUEUES.failed }),
      });
}
