/** Floor 4: a matrix, a model; what they return. */

export { analyzeCurvature } from "./curvature/analyze-curvature.ts";
export { type CurvatureEstimate, estimateCurvature } from "./curvature/estimate-curvature.ts";
export type * from "./curvature/records.ts";
export type { CurvatureAnalysisOptions } from "./curvature/settings.ts";
export { type CarryOutOptions, carryOut } from "./jobs/carry-out.ts";
export { type Executor, thisThread } from "./jobs/executor.ts";
export { fulfil, type Source, sourceOf } from "./jobs/fulfil.ts";
export {
  type AnalyzeJob,
  type AnalyzeProductJob,
  type CompareAdaptedJob,
  type CompareJob,
  type FilterJob,
  type Job,
  matricesOf,
  type ResultOf,
  type Timed,
  withMatrices,
} from "./jobs/job.ts";
export { perform } from "./jobs/perform.ts";
export type { Course, Plan, Step } from "./jobs/plan.ts";
export type { Progress } from "./jobs/progress.ts";
export type { Finished, Store } from "./jobs/store.ts";
export type { InputOf, MatrixReference, Origin, ProductReference, Task } from "./jobs/task.ts";
export { analyzeMatrix, type MatrixOptions } from "./matrix/analyze-matrix.ts";
export { analyzeProduct, type LowRankProduct } from "./matrix/analyze-product.ts";
export { type CompareOptions, compareAdapted, compareMatrices } from "./matrix/compare-matrices.ts";
export { type TrainingPhase, trainingPhase } from "./matrix/phases.ts";
export { type AdapterOptions, scaleSource } from "./model/adapter-products.ts";
export {
  type AnalysisPlan,
  type AnalysisSettings,
  analyzeModel,
  type ModelOptions,
  planAnalysis,
} from "./model/analyze-model.ts";
export {
  type CompareModelsOptions,
  type ComparisonPlan,
  type ComparisonSettings,
  compareModels,
  planComparison,
} from "./model/compare-models.ts";
export { type FilterCurve, type FilterCurveOptions, filterCurve } from "./model/filter-curve.ts";
export {
  type FilterBasis,
  type FilteredLayer,
  type FilterModelOptions,
  type FilterReport,
  filterModel,
} from "./model/filter-model.ts";
export type { ContentIdentity } from "./model/steps.ts";
export { COEFFICIENTS, type Coefficients, type Shape, type Work } from "./plan/cost.ts";
export {
  type Estimate,
  type EstimateOptions,
  estimateAnalysis,
  estimateComparison,
  estimateFilter,
  estimateSeconds,
  type ModelEstimateOptions,
  machineFactor,
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
  selectionOf,
  selectMatrices,
} from "./plan/selection.ts";
export { assembleAnalysis, assembleComparison, type DescribedModel } from "./records/assemble.ts";
export { decode, encode } from "./records/codec.ts";
export type { ComparisonResult, MatrixComparison, SpectrumSummary } from "./records/comparison-results.ts";
export type { AnalyzedLayer, LayerResult, LayerSource, SkippedLayer } from "./records/layer-results.ts";
export type {
  Bulk,
  EntryStatistics,
  LayerAnalysis,
  LayerKind,
  LayerVerdict,
  LevelCurves,
  Levels,
  LevelsNull,
  MatrixAnalysis,
  PermutedControl,
  PermutedFactors,
  PlantedControl,
  ProductAnalysis,
  ScaleSource,
  Tail,
  TailIndex,
  VectorSide,
  Vectors,
} from "./records/matrix-results.ts";
export type { Part, Unavailable } from "./records/part.ts";
export {
  type ComparisonSummary,
  type Generator,
  type ModelAnalysis,
  type ModelComparison,
  type ModelFacts,
  type ModelSummary,
  type RunFacts,
  SCHEMA,
} from "./records/run-records.ts";
export type { Depth, MatrixSettings } from "./records/settings.ts";
export { FAMILY_LEVEL, summarize, summarizeComparison } from "./records/summary.ts";
