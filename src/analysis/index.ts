/** Floor 4: a matrix, a model; what they return. */
export { analyzeMatrix, type MatrixOptions } from "./analyze-matrix.ts";
export { analyzeModel, type ModelOptions } from "./analyze-model.ts";
export { assembleAnalysis, assembleComparison, type DescribedModel } from "./assemble.ts";
export { type CompareOptions, compareMatrices } from "./compare-matrices.ts";
export { type CompareModelsOptions, compareModels } from "./compare-models.ts";
export { type EstimateOptions, estimateSeconds, machineFactor, type Shape, type Work } from "./estimate.ts";
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
  type CompareJob,
  type Job,
  matricesOf,
  perform,
  type ResultOf,
  type Timed,
  withMatrices,
} from "./job.ts";
export { nameFilter } from "./layer-names.ts";
export type { LowRankPair } from "./low-rank-pairs.ts";
export { type MatrixPair, type ModelPairs, pairMatrices } from "./model-pairs.ts";
export type { Progress } from "./progress.ts";
export type * from "./results.ts";
export { DEFAULT_MIN_SIZE, type SelectedMatrix, type SelectionOptions, selectMatrices } from "./selection.ts";
export { FAMILY_LEVEL, holm, summarize, summarizeComparison } from "./summary.ts";
