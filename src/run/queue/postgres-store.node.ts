/** Results kept in a database: any machine finds there what another has done. */
import { decode, encode, type Finished, type Store } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./database.node.ts";
import { requireSchema } from "./schema.node.ts";

/** A store that has to be closed. */
export interface PostgresStore extends Store {
  close(): Promise<void>;
}

/**
 * Results kept in a PostgreSQL database, for the `store` of `analyzeModel` and its kin: what any program has put there is not
 * computed again.
 * @param url postgres://user@host/name; `wignerscope queue init` has made its tables
 * @throws UNSUPPORTED_ENGINE where the packages pg and pg-boss are not installed, INVALID_ARGUMENT for another address,
 *   DATABASE_FAILED
 */
export async function postgresStore(url: string, options: DatabaseOptions = {}): Promise<PostgresStore> {
  const database = await openDatabase(url, options);
  try {
    await requireSchema(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { ...databaseStore(database), close: () => database.close() };
}

/** A store over an open database that has our tables. */
export function databaseStore({ query }: Database): Store {
  return {
    async has(id) {
      return (await query("SELECT 1 FROM wignerscope.results WHERE task = $1", [id])).length > 0;
    },
    async get(id) {
      const rows = await query<{ result: string; seconds: number }>(
        "SELECT result, seconds FROM wignerscope.results WHERE task = $1",
        [id],
      );
      if (rows.length === 0)
        throw new WignerscopeError("INVALID_ARGUMENT", `the database has no result of task ${id}`);
      return { id, result: decode(rows[0].result), seconds: rows[0].seconds };
    },
    async append({ id, result, seconds }: Finished) {
      // The same task has the same result, whoever was first.
      await query(
        "INSERT INTO wignerscope.results (task, result, seconds) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [id, encode(result), seconds],
      );
    },
  };
}
