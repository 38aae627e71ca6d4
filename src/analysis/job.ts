/** A piece of work on matrices that any thread can do: plain data in, plain data out. */
import type { Matrix } from "../kernel/index.ts";
import { analyzeMatrix, type MatrixOptions } from "./analyze-matrix.ts";
import { type CompareOptions, compareMatrices } from "./compare-matrices.ts";
import type { MatrixAnalysis, MatrixComparison } from "./results.ts";

export interface AnalyzeJob {
  readonly kind: "analyze";
  readonly matrix: Matrix;
  readonly options: MatrixOptions;
}

export interface CompareJob {
  readonly kind: "compare";
  readonly base: Matrix;
  readonly matrix: Matrix;
  readonly options: CompareOptions;
}

export type Job = AnalyzeJob | CompareJob;

export type ResultOf<J extends Job> = J extends AnalyzeJob ? MatrixAnalysis : MatrixComparison;

export interface Timed<T> {
  readonly result: T;
  /** Wall time of the numerical work. */
  readonly seconds: number;
}

/** Does the work in the calling thread. @throws what `analyzeMatrix` or `compareMatrices` throws. */
export function perform<J extends Job>(job: J): Timed<ResultOf<J>> {
  const start = performance.now();
  const result = (
    job.kind === "analyze"
      ? analyzeMatrix(job.matrix, job.options)
      : compareMatrices(job.base, job.matrix, job.options)
  ) as ResultOf<J>;
  return { result, seconds: (performance.now() - start) / 1000 };
}

/** The matrices of a job: what a pool may transfer. */
export function matricesOf(job: Job): readonly Matrix[] {
  return job.kind === "analyze" ? [job.matrix] : [job.base, job.matrix];
}

/** The same job over other memory. */
export function withMatrices<J extends Job>(job: J, change: (matrix: Matrix) => Matrix): J {
  return job.kind === "analyze"
    ? { ...job, matrix: change(job.matrix) }
    : { ...job, base: change(job.base), matrix: change(job.matrix) };
}
