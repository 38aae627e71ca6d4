/** Floor 4: a matrix, a model; what they return. */

export { type Executor, thisThread } from "./jobs/executor.ts";
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
} from "./jobs/job.ts";
export type { Progress } from "./jobs/progress.ts";
export { analyzeMatrix, type MatrixOptions } from "./matrix/analyze-matrix.ts";
export { analyzeProduct, type LowRankProduct } from "./matrix/analyze-product.ts";
export { type CompareOptions, compareAdapted, compareMatrices } from "./matrix/compare-matrices.ts";
export { type TrainingPhase, trainingPhase } from "./matrix/phases.ts";
export { type AdapterOptions, scaleSource } from "./model/adapter-products.ts";
export { analyzeModel, type ModelOptions } from "./model/analyze-model.ts";
export { type CompareModelsOptions, compareModels } from "./model/compare-models.ts";
export { type FilterCurve, type FilterCurveOptions, filterCurve } from "./model/filter-curve.ts";
export {
  type FilteredLayer,
  type FilterModelOptions,
  type FilterReport,
  filterModel,
} from "./model/filter-model.ts";
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
} from "./plan/estimate.ts";
export { nameFilter } from "./plan/layer-names.ts";
export { type MatrixPair, type ModelPairs, pairMatrices } from "./plan/model-pairs.ts";
export {
  DEFAULT_MIN_SIZE,
  type LowRankMode,
  type SelectedMatrix,
  type SelectedProduct,
  type Selection,
  type SelectionOptions,
  selectMatrices,
} from "./plan/selection.ts";
export { assembleAnalysis, assembleComparison, type DescribedModel } from "./records/assemble.ts";
export type * from "./records/results.ts";
export { FAMILY_LEVEL, holm, summarize, summarizeComparison } from "./records/summary.ts";
