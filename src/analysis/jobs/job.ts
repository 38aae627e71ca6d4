/** A piece of work on matrices that any thread can do: plain data in, plain data out. */
import type { FloatArray, Matrix } from "../../base/index.ts";
import type { ShrinkOptions, Shrunk } from "../../bulk/index.ts";
import type { BatchSpectrum, BatchSpectrumOptions } from "../../curvature/index.ts";
import type { NetworkData, NetworkSpec } from "../../networks/index.ts";
import type { MatrixOptions } from "../matrix/analyze-matrix.ts";
import type { LowRankProduct } from "../matrix/analyze-product.ts";
import type { CompareOptions } from "../matrix/compare-matrices.ts";
import type { MatrixComparison } from "../records/comparison-results.ts";
import type { LayerAnalysis } from "../records/matrix-results.ts";

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

/** The product of a low-rank pair, analysed as what it stands for. */
export interface AnalyzeProductJob {
  readonly kind: "analyzeProduct";
  readonly product: LowRankProduct;
  readonly options: MatrixOptions;
}

/** A matrix against itself with the product of a low-rank pair added. */
export interface CompareAdaptedJob {
  readonly kind: "compareAdapted";
  readonly base: Matrix;
  readonly product: LowRankProduct;
  readonly options: CompareOptions;
}

/** A matrix with its noise removed. */
export interface FilterJob {
  readonly kind: "filter";
  readonly matrix: Matrix;
  readonly options: ShrinkOptions;
}

/** All eigenvalues of a network's Hessian over one batch. */
export interface BatchSpectrumJob {
  readonly kind: "batchSpectrum";
  readonly network: NetworkSpec;
  readonly parameters: FloatArray;
  readonly data: NetworkData;
  readonly options: BatchSpectrumOptions;
}

export type Job =
  | AnalyzeJob
  | AnalyzeProductJob
  | CompareJob
  | CompareAdaptedJob
  | FilterJob
  | BatchSpectrumJob;

export type ResultOf<J extends Job> = J extends AnalyzeJob | AnalyzeProductJob
  ? LayerAnalysis
  : J extends FilterJob
    ? Shrunk
    : J extends BatchSpectrumJob
      ? BatchSpectrum
      : MatrixComparison;

export interface Timed<T> {
  readonly result: T;
  /** Wall time of the numerical work. */
  readonly seconds: number;
}

/** The matrices of a job: what a pool may transfer. */
export function matricesOf(job: Job): readonly Matrix[] {
  switch (job.kind) {
    case "analyze":
    case "filter":
      return [job.matrix];
    case "analyzeProduct":
      return [job.product.b, job.product.a];
    case "compare":
      return [job.base, job.matrix];
    case "compareAdapted":
      return [job.base, job.product.b, job.product.a];
    case "batchSpectrum":
      return [job.data.inputs];
  }
}

/** The same job over other memory. */
export function withMatrices<J extends Job>(job: J, change: (matrix: Matrix) => Matrix): J {
  const changed = <P extends LowRankProduct>(product: P): P => ({
    ...product,
    b: change(product.b),
    a: change(product.a),
  });
  switch (job.kind) {
    case "analyze":
    case "filter":
      return { ...job, matrix: change(job.matrix) };
    case "analyzeProduct":
      return { ...job, product: changed(job.product) };
    case "compare":
      return { ...job, base: change(job.base), matrix: change(job.matrix) };
    case "compareAdapted":
      return { ...job, base: change(job.base), product: changed(job.product) };
    case "batchSpectrum":
      return { ...job, data: { ...job.data, inputs: change(job.data.inputs) } };
  }
}
