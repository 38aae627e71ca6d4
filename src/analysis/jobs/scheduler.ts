/** Many jobs through one executor: no more at once than it works on, results as they finish. */
import { throwIfAborted } from "../../base/index.ts";

/**
 * Starts `items` in their order, at most `concurrency` at once, and yields what `start` resolves to as it resolves.
 * @throws ABORTED when the signal fires, and whatever `start` rejects with.
 */
export async function* schedule<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  start: (item: Item) => Promise<Result>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result, void> {
  const running = new Map<number, Promise<{ id: number; result: Result }>>();
  let next = 0;
  try {
    while (next < items.length || running.size > 0) {
      throwIfAborted(signal);
      while (next < items.length && running.size < concurrency) {
        const id = next++;
        running.set(
          id,
          start(items[id]).then((result) => ({ id, result })),
        );
      }
      const { id, result } = await Promise.race(running.values());
      running.delete(id);
      yield result;
    }
  } finally {
    // Left early (an abort, an error, the consumer's break): nobody waits for the rest any more.
    for (const rest of running.values()) rest.catch(() => {});
  }
}
