/** A plan from its start to its record, however it ends: whole, or stopped by the signal with what is done. */
import { type CarryOutOptions, carryOut, type Job, type Plan } from "../analysis/index.ts";
import { WignerscopeError } from "../base/index.ts";

export interface RunOptions<Row, Whole> extends CarryOutOptions {
  /** Each row as it comes, and the record as far as it goes. */
  readonly onRow?: (row: Row, soFar: () => Whole) => void;
}

/**
 * Carries out a plan and returns its record. After a stop by the signal the record has what was finished and is marked as
 * not complete.
 * @throws what `carryOut` throws, but for that stop.
 */
export async function run<Row, J extends Job, Whole>(
  plan: Plan<Row, J, Whole>,
  options: RunOptions<Row, Whole> = {},
): Promise<Whole> {
  const { onRow, signal } = options;
  const start = performance.now();
  const rows: Row[] = [];
  const record = (complete: boolean) =>
    plan.record(rows, { complete, seconds: (performance.now() - start) / 1000 });
  try {
    for await (const row of carryOut(plan, options)) {
      rows.push(row);
      onRow?.(row, () => record(false));
    }
  } catch (error) {
    if (!isStop(error, signal)) throw error;
    return record(false);
  }
  return record(true);
}

/** Whether an error is nothing but the stop that the signal asked for. */
export function isStop(error: unknown, signal: AbortSignal | undefined): boolean {
  return error instanceof WignerscopeError && error.code === "ABORTED" && signal?.aborted === true;
}
