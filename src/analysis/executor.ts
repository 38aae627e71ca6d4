/** Where the numerical work of one matrix runs: in this thread by default, in a pool of workers from src/run. */
import { throwIfAborted } from "../kernel/errors.ts";
import type { Matrix } from "../kernel/index.ts";
import { analyzeMatrix, type MatrixOptions } from "./analyze-matrix.ts";
import type { MatrixAnalysis } from "./results.ts";

export interface TimedAnalysis {
  readonly analysis: MatrixAnalysis;
  /** Wall time of the numerical work. */
  readonly seconds: number;
}

export interface Executor {
  /** How many matrices it works on at once. */
  readonly concurrency: number;
  /**
   * Analyses one matrix. The executor may take the matrix's memory away (a pool transfers it to a worker).
   * @throws ABORTED as soon as the signal fires, otherwise what `analyzeMatrix` throws.
   */
  analyze(matrix: Matrix, options: MatrixOptions, signal?: AbortSignal): Promise<TimedAnalysis>;
}

/** Runs in the calling thread and gives the event loop a turn before each matrix, so that an abort is seen. */
export const thisThread: Executor = {
  concurrency: 1,
  async analyze(matrix, options, signal) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal);
    return timedAnalysis(matrix, options);
  },
};

export function timedAnalysis(matrix: Matrix, options: MatrixOptions): TimedAnalysis {
  const start = performance.now();
  const analysis = analyzeMatrix(matrix, options);
  return { analysis, seconds: (performance.now() - start) / 1000 };
}
