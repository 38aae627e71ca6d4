/** Many pieces of work, no more at once than wanted, results as they finish. */
import { throwIfAborted } from "../../base/index.ts";

export interface ScheduleOptions {
  /** How many are under way at once. */
  readonly concurrency: number;
  /** Results in the order of the items, and no more finished ones waiting than are under way. Default: as they finish. */
  readonly inOrder?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Starts `items` in their order, at most `concurrency` at once, and yields what `start` resolves to.
 * @throws ABORTED when the signal fires, and whatever `start` rejects with.
 */
export async function* schedule<Item, Result>(
  items: readonly Item[],
  start: (item: Item) => Promise<Result>,
  { concurrency, inOrder = false, signal }: ScheduleOptions,
): AsyncGenerator<Result, void> {
  const running = new Map<number, Promise<{ id: number; result: Result }>>();
  let next = 0;
  while (next < items.length || running.size > 0) {
    throwIfAborted(signal);
    while (next < items.length && running.size < concurrency) {
      const id = next++;
      const work = start(items[id]).then((result) => ({ id, result }));
      // Whoever waits for another meets the error at its turn; whoever leaves early does not wait at all.
      work.catch(() => {});
      running.set(id, work);
    }
    const [oldest] = running.values();
    const { id, result } = await (inOrder ? oldest : Promise.race(running.values()));
    running.delete(id);
    yield result;
  }
}
