/**
 * The database that many machines share: PostgreSQL, with pg-boss as its queue. Both packages are optional: they are loaded
 * when a database is first opened.
 */
import type { Pool as PgPool, QueryResultRow } from "pg";
import type PgBoss from "pg-boss";
import { WignerscopeError } from "../../base/index.ts";

export interface DatabaseOptions {
  /** How long a query is tried again while the server cannot be reached, in seconds. Default 0: it fails at once. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** A query's values; texts and numbers only, never parts of the SQL. */
export type Values = readonly unknown[];

export interface Database {
  /** @throws DATABASE_FAILED with the server's reason; it never holds a password. */
  query<Row extends QueryResultRow>(sql: string, values?: Values): Promise<Row[]>;
  readonly boss: PgBoss;
  /** The SQL that makes pg-boss's tables. */
  readonly queueTables: string;
  close(): Promise<void>;
}

/** The schema of pg-boss's own tables. */
export const QUEUE_SCHEMA = "wignerscope_queue";

/** Without an answer for so long a server is taken for gone. */
const ANSWER_MS = 60_000;
const CONNECT_MS = 10_000;
/** Connections of one process: queries are short, results are few. */
const CONNECTIONS = 4;
/** The first pause before a query is tried again; it doubles up to the last. */
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 5000;

/**
 * Opens a database by its address, `postgres://user@host/name`; what is missing comes from the usual variables (PGPASSWORD,
 * PGSSLMODE, ...).
 * @throws UNSUPPORTED_ENGINE where the packages are not installed, INVALID_ARGUMENT for another address, DATABASE_FAILED.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      "the database must be given as postgres://user@host:port/name",
    );
  const { Pool, Boss } = await drivers();
  const pool: PgPool = new Pool({
    connectionString: url,
    application_name: "wignerscope",
    max: CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
  });
  // A connection that breaks while nobody uses it is replaced by the next query.
  pool.on("error", () => undefined);
  const query = <Row extends QueryResultRow>(sql: string, values?: Values): Promise<Row[]> =>
    insistent(async () => (await pool.query<Row>(sql, values && [...values])).rows, options);
  const db = { executeSql: async (sql: string, values: unknown[]) => ({ rows: await query(sql, values) }) };
  const boss = new Boss({ db, schema: QUEUE_SCHEMA, schedule: false, supervise: false, migrate: false });
  boss.on("error", () => undefined);
  try {
    await query("SELECT 1");
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { query, boss, queueTables: Boss.getConstructionPlans(QUEUE_SCHEMA), close: () => pool.end() };
}

async function drivers(): Promise<{ Pool: typeof PgPool; Boss: typeof PgBoss }> {
  try {
    const [pg, boss] = await Promise.all([import("pg"), import("pg-boss")]);
    return { Pool: pg.default.Pool, Boss: boss.default };
  } catch (cause) {
    throw new WignerscopeError(
      "UNSUPPORTED_ENGINE",
      "queues need two packages that are not installed: npm install pg pg-boss@10",
      { cause },
    );
  }
}

/**
 * Tries again while the server cannot be reached. Only workers have patience, and their queries may be repeated: they add
 * nothing twice, and a job that was taken without an answer comes back when its lease is over.
 */
async function insistent<T>(query: () => Promise<T>, { patience = 0, signal }: DatabaseOptions): Promise<T> {
  const end = performance.now() + 1000 * patience;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
    try {
      return await query();
    } catch (cause) {
      if (!unreachable(cause) || performance.now() + pause > end || signal?.aborted)
        throw new WignerscopeError("DATABASE_FAILED", `the database: ${reason(cause)}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Classes of SQLSTATE: 08 connection, 53 resources, 57P the server is going down or starting, 40 try again. */
const PASSING = /^(08...|53[0-3]..|57P..|40...)$/;
const SYSTEM = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EAI_AGAIN)$/;

function unreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (PASSING.test(code) || SYSTEM.test(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(unreachable);
  return /terminated|timeout|Connection ended|not queryable/i.test(error.message);
}

function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
