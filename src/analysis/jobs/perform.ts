/** Does a job in the calling thread: the one place where a kind of work meets the function that does it. */
import { type Shrunk, shrink } from "../../bulk/index.ts";
import { type BatchSpectrum, batchSpectrum } from "../../curvature/index.ts";
import { network } from "../../networks/index.ts";
import { analyzeMatrix } from "../matrix/analyze-matrix.ts";
import { analyzeProduct } from "../matrix/analyze-product.ts";
import { compareAdapted, compareMatrices } from "../matrix/compare-matrices.ts";
import type { MatrixComparison } from "../records/comparison-results.ts";
import type { LayerAnalysis } from "../records/matrix-results.ts";
import type { Job, ResultOf, Timed } from "./job.ts";

/** @throws what the function that does such work throws. */
export function perform<J extends Job>(job: J): Timed<ResultOf<J>> {
  const start = performance.now();
  // The result is of the job's kind.
  const result = resultOf(job) as ResultOf<J>;
  return { result, seconds: (performance.now() - start) / 1000 };
}

function resultOf(job: Job): LayerAnalysis | MatrixComparison | Shrunk | BatchSpectrum {
  switch (job.kind) {
    case "analyze":
      return analyzeMatrix(job.matrix, job.options);
    case "analyzeProduct":
      return analyzeProduct(job.product, job.options);
    case "compare":
      return compareMatrices(job.base, job.matrix, job.options);
    case "compareAdapted":
      return compareAdapted(job.base, job.product, job.options);
    case "filter":
      return shrink(job.matrix, job.options);
    case "batchSpectrum":
      return batchSpectrum(network(job.network), job.parameters, job.data, job.options);
  }
}
