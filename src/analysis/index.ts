/** Floor 4: a matrix, a model; what they return. */
export { analyzeMatrix, type MatrixOptions } from "./analyze-matrix.ts";
export {
  analyzeModel,
  DEFAULT_MIN_SIZE,
  type ModelOptions,
  type Progress,
  selectMatrices,
} from "./analyze-model.ts";
export { assembleAnalysis, type RunRecord } from "./assemble.ts";
export { type Executor, type TimedAnalysis, thisThread, timedAnalysis } from "./executor.ts";
export type * from "./results.ts";
