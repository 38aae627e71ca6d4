/** Floor 4: a matrix, a model; what they return. */
export { type AdapterOptions, scaleSource } from "./adapter-products.ts";
export { analyzeMatrix, type MatrixOptions } from "./analyze-matrix.ts";
export { analyzeModel, type ModelOptions } from "./analyze-model.ts";
export { analyzeProduct, type LowRankProduct } from "./analyze-product.ts";
export { assembleAnalysis, assembleComparison, type DescribedModel } from "./assemble.ts";
export { type CompareOptions, compareAdapted, compareMatrices } from "./compare-matrices.ts";
export { type CompareModelsOptions, compareModels } from "./compare-models.ts";
export {
  type Estimate,
  type EstimateOptions,
  estimateAnalysis,
  estimateComparison,
  estimateFilter,
  estimateSeconds,
  type ModelEstimateOptions,
  machineFactor,
  type Shape,
  type Work,
} from "./estimate.ts";
export { type Executor, thisThread } from "./executor.ts";
export { type FilterCurve, type FilterCurveOptions, filterCurve } from "./filter-curve.ts";
export {
  type FilteredLayer,
  type FilterModelOptions,
  type FilterReport,
  filterModel,
} from "./filter-model.ts";
export {
  type AnalyzeJob,
  type AnalyzeProductJob,
  type CompareAdaptedJob,
  type CompareJob,
  type Job,
  matricesOf,
  perform,
  type ResultOf,
  type Timed,
  withMatrices,
} from "./job.ts";
export { nameFilter } from "./layer-names.ts";
export type { LowRankPair, ProductPlan } from "../models/adapters/low-rank-pairs.ts";
export { type MatrixPair, type ModelPairs, pairMatrices } from "./model-pairs.ts";
export type { Progress } from "./progress.ts";
export type * from "./results.ts";
export {
  DEFAULT_MIN_SIZE,
  type LowRankMode,
  type SelectedMatrix,
  type SelectedProduct,
  type Selection,
  type SelectionOptions,
  selectMatrices,
} from "./selection.ts";
export { FAMILY_LEVEL, holm, summarize, summarizeComparison } from "./summary.ts";
