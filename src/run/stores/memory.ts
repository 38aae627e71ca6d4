/** Results kept in memory: for tests, and for programs that go through several plans over the same tensors. */
import type { Finished, Store } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";

export function memoryStore(): Store {
  const results = new Map<string, Finished>();
  return {
    has: async (id) => results.has(id),
    async get(id) {
      const finished = results.get(id);
      if (!finished) throw new WignerscopeError("INVALID_ARGUMENT", `the store has no result of task ${id}`);
      return finished;
    },
    async append(finished) {
      results.set(finished.id, finished);
    },
  };
}
