/** Results kept in a database: any machine finds there what another has done. */
import { decode, encode, type Finished, type Store } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import type { Database } from "./database.node.ts";

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
