/** Floor 3: model files. One reader per format behind `openModel`, over byte sources with random access. */
export type { AdapterConfig, AdapterProblem } from "./adapters/adapter-config.ts";
export { type LowRankPair, lowRankPairs, type ProductPlan, planProducts } from "./adapters/low-rank-pairs.ts";
export type { TensorKind } from "./dtype.ts";
export {
  type ByteSink,
  type WriteModelOptions,
  type WriteReport,
  writeSafetensors,
} from "./formats/safetensors/writer.ts";
export {
  type ConvolutionMode,
  type Matricization,
  type MatricizeOptions,
  type MatrixPlan,
  matricize,
  planMatrices,
} from "./matricize.ts";
export {
  type Model,
  type ModelFormat,
  type OpenModelOptions,
  openModel,
  type ReadOptions,
} from "./open-model.ts";
export {
  type ByteSource,
  blobSource,
  type FileHandleLike,
  fileHandleSource,
  memorySource,
} from "./sources/byte-source.ts";
export { blobFolder, checkRelativePath, type ModelFolder, type NamedBlob } from "./sources/folder.ts";
export { type HttpOptions, httpFolder, httpSource } from "./sources/http-source.ts";
export { quoted, type Tensor, type TensorInfo } from "./tensor.ts";
