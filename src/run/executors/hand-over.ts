/** A job on its way into a worker: the memory of its matrices is transferred, not copied. */
import { type Job, matricesOf, withMatrices } from "../../analysis/index.ts";
import { checkShape, type Matrix, WignerscopeError } from "../../base/index.ts";
import type { WorkerHandle } from "./messages.ts";

/**
 * @throws INVALID_SHAPE for a matrix whose memory was transferred before (it has no entries left), OUT_OF_MEMORY for one that
 *   no message can carry.
 */
export function checkTransferable(job: Job): void {
  for (const matrix of matricesOf(job)) {
    checkShape(matrix);
    checkLength(matrix);
  }
}

export function handOver(job: Job, id: number, worker: WorkerHandle): void {
  const own = withMatrices(job, ownBuffer);
  worker.post({ id, job: own }, buffersOf(own));
}

/** Bytes that fit neither into a message (V8 keeps the low 32 bits of a longer buffer's length) nor into linear memory. */
const TOO_LONG = 2 ** 32;

function checkLength({ rows, cols, data }: Matrix): void {
  if (data.byteLength >= TOO_LONG)
    throw new WignerscopeError(
      "OUT_OF_MEMORY",
      `a matrix of ${rows} x ${cols} takes ${(data.byteLength / 2 ** 20).toFixed(0)} MiB, the kernel's memory is at most 4096 MiB`,
    );
}

/** The matrix over a buffer of its own, so that a transfer takes nothing else along. */
function ownBuffer(matrix: Matrix): Matrix {
  const { data } = matrix;
  const whole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
  return whole ? matrix : { ...matrix, data: data.slice() };
}

/** What a job transfers; two matrices may share one buffer. */
function buffersOf(job: Job): ArrayBuffer[] {
  return [...new Set(matricesOf(job).map(({ data }) => data.buffer as ArrayBuffer))];
}
