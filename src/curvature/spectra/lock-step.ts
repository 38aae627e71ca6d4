/** Several Lanczos processes in lock step, so that their products are blocks. */
import type { Matrix } from "../../base/index.ts";
import { type Lanczos, type LinearOperator, lanczosProcess } from "../../kernel/index.ts";
import type { Watch } from "../watch.ts";
import { products, row } from "./probes.ts";
import { checkSymmetric } from "./symmetry.ts";

/**
 * One process for each row of `starts`, on the operator between the complements of the orthonormal rows of `deflated`. Each
 * result is that of the process by itself.
 */
export async function lockStep(
  op: LinearOperator,
  starts: Matrix<Float64Array>,
  steps: number,
  watch: Watch,
  deflated?: Matrix<Float64Array>,
  /** Of the operator, where `deflated` holds its largest eigenvectors. */
  size = 0,
): Promise<Lanczos[]> {
  const n = op.size;
  const live = Array.from({ length: starts.rows }, (_, i) => {
    const process = lanczosProcess(n, { steps, start: row(starts, i) }, { deflated });
    return { i, process, turn: process.next(new Float64Array(0)) };
  });
  const results: Lanczos[] = [];
  let first = true;
  const room = { v: new Float64Array(starts.rows * n), out: new Float64Array(starts.rows * n) };
  for (;;) {
    const running = live.flatMap((one) => (one.turn.done ? [] : [{ ...one, v: one.turn.value, one }]));
    if (running.length === 0) break;
    const v = { rows: running.length, cols: n, data: room.v.subarray(0, running.length * n) };
    for (const [k, process] of running.entries()) v.data.set(process.v, k * n);
    const out = await products(op, v, watch, room.out);
    if (first) checkSymmetric(v, out, size);
    first = false;
    for (const [k, { one }] of running.entries()) {
      one.turn = one.process.next(row(out, k));
    }
  }
  for (const { i, turn } of live) if (turn.done) results[i] = turn.value;
  return results;
}
