/** Floor 3: model files. One reader per format behind `openModel`, over byte sources with random access. */
export { type AdapterConfig, type AdapterProblem, adapterConfig } from "./adapters/adapter-config.ts";
export {
  type FactorPair,
  type LowRankPair,
  lowRankPairs,
  type Productization,
  type ProductPlan,
  planProducts,
} from "./adapters/low-rank-pairs.ts";
export { adaptedWeight, flatName, isFactor } from "./adapters/names.ts";
export type { TensorKind } from "./dtype.ts";
export type { WritableDtype } from "./encodings/float-codes.ts";
export { isZip, readMember, readZipDirectory, type ZipMember } from "./encodings/zip.ts";
export { FOREIGN_ENDINGS } from "./formats/foreign.ts";
export type { Format } from "./formats/format.ts";
export {
  endingOf,
  FORMATS,
  type FormatName as ModelFormat,
  formatTitle,
  formatTitles,
  isNamedByFile,
} from "./formats/registry.ts";
export {
  type ByteSink,
  WRITTEN,
  type WriteModelOptions,
  type WriteReport,
  type WriteTensorsOptions,
  writeSafetensors,
  writeTensors,
} from "./formats/safetensors/writer.ts";
export {
  type ConvolutionMode,
  type GateMode,
  type Matricization,
  type MatricizeOptions,
  type MatrixPlan,
  matricize,
  planMatrices,
  putMatrix,
} from "./matricize.ts";
export type { FileFacts, Model, ReadOptions } from "./model.ts";
export { isAddress, openModelAddress } from "./open-address.ts";
export { type OpenModelOptions, openModel } from "./open-model.ts";
export {
  type ByteSource,
  blobSource,
  type FileHandleLike,
  type FileStat,
  fileHandleSource,
  memorySource,
} from "./sources/byte-source.ts";
export type { Companion } from "./sources/companions.ts";
export { blobFolder, checkRelativePath, type ModelFolder, type NamedBlob } from "./sources/folder.ts";
export type { HttpOptions } from "./sources/http-client.ts";
export { httpFolder, httpSource } from "./sources/http-source.ts";
export { quoted, type Tensor, type TensorInfo, type TensorLayout } from "./tensor.ts";
