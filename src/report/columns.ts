/**
 * The flat table of an analysis: one row per layer, one column per scalar. A column's key is the property's name in
 * the results, qualified where two parts share a name; its name in files follows by rule (camelCase -> snake_case),
 * so that tables line up with WeightWatcher's (Martin and Mahoney): N is the larger side, M the smaller, Q = N/M.
 */
import type { AnalyzedLayer, LayerResult, MatrixAnalysis } from "../analysis/index.ts";

export type Cell = number | string | boolean | null;
export type ColumnType = "integer" | "real" | "text" | "flag";

export interface Column {
  /** camelCase. */
  readonly key: string;
  /** snake_case, as in files. */
  readonly name: string;
  readonly type: ColumnType;
  /** What the column holds, for the documentation. */
  readonly meaning: string;
  /** The cell of a layer, null where the layer has no such value. */
  readonly of: (layer: LayerResult) => Cell;
}

/** stableRank -> stable_rank, logAlphaNorm -> log_alpha_norm; a single capital (N, M, Q, D) stays. */
export function snakeCase(key: string): string {
  return key.length === 1 ? key : key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

type Reader = (analysis: MatrixAnalysis, layer: AnalyzedLayer) => Cell | undefined;

function column(key: string, type: ColumnType, meaning: string, of: (layer: LayerResult) => Cell): Column {
  return { key, name: snakeCase(key), type, meaning, of };
}

function analyzed(key: string, type: ColumnType, meaning: string, read: Reader): Column {
  return column(key, type, meaning, (layer) =>
    layer.status === "analyzed" ? (read(layer.analysis, layer) ?? null) : null,
  );
}

/** A property of a part that may be unavailable. */
function part<K extends "bulk" | "tail" | "levels">(
  name: K,
  key: string,
  type: ColumnType,
  meaning: string,
  read: (part: Extract<MatrixAnalysis[K], { available: true }>) => Cell,
): Column {
  return analyzed(key, type, meaning, (analysis) => {
    const value = analysis[name];
    return value.available ? read(value as Extract<MatrixAnalysis[K], { available: true }>) : null;
  });
}

export const COLUMNS: readonly Column[] = [
  column("layerId", "integer", "position of the matrix in the model, from 0", (l) => l.index),
  column("name", "text", "the tensor's name", (l) => l.name),
  column("status", "text", "analyzed or skipped", (l) => l.status),
  column("warning", "text", "why a layer was skipped or a part of it has no value", warningOf),
  column("dtype", "text", "element type in the file", (l) => l.dtype),
  column("shape", "text", "the tensor's shape in the file", (l) => l.shape.join("x")),
  analyzed("rows", "integer", "rows of the matrix", (a) => a.rows),
  analyzed("cols", "integer", "columns of the matrix", (a) => a.cols),
  analyzed("N", "integer", "the larger side", (a) => Math.max(a.rows, a.cols)),
  analyzed("M", "integer", "the smaller side", (a) => Math.min(a.rows, a.cols)),
  analyzed("Q", "real", "N / M, at least 1", (a) => Math.max(a.rows, a.cols) / Math.min(a.rows, a.cols)),
  analyzed("numEvals", "integer", "singular values", (a) => a.singularValues.length),
  analyzed("precision", "text", "f64 or f32", (a) => a.precision),
  part("tail", "alpha", "real", "power-law exponent of the tail of lambda", (t) => t.alpha),
  part("tail", "xmin", "real", "start of the tail in lambda", (t) => t.xmin),
  part("tail", "xmax", "real", "end of the tail in lambda", (t) => t.xmax),
  part("tail", "D", "real", "Kolmogorov-Smirnov distance of the tail to its power law", (t) => t.D),
  part("tail", "sigma", "real", "standard error of alpha", (t) => t.sigma),
  part("tail", "numPlSpikes", "integer", "eigenvalues in the tail", (t) => t.numPlSpikes),
  part("tail", "alphaWeighted", "real", "alpha log10 lambda_max", (t) => t.alphaWeighted),
  part("tail", "logAlphaNorm", "real", "log10 of the sum of lambda^alpha", (t) => t.logAlphaNorm),
  analyzed("norm", "real", "squared Frobenius norm, the sum of lambda", (a) => a.norms.norm),
  analyzed("logNorm", "real", "log10 of norm", (a) => a.norms.logNorm),
  analyzed("spectralNorm", "real", "lambda_max", (a) => a.norms.spectralNorm),
  analyzed("logSpectralNorm", "real", "log10 of lambda_max", (a) => a.norms.logSpectralNorm),
  analyzed("stableRank", "real", "norm / lambda_max", (a) => a.norms.stableRank),
  analyzed("matrixRank", "integer", "numerical rank at the precision used", (a) => a.norms.matrixRank),
  analyzed(
    "entropy",
    "real",
    "entropy of lambda / norm over the logarithm of the rank",
    (a) => a.norms.entropy,
  ),
  analyzed("svMax", "real", "largest singular value", (a) => a.singularValues[0]),
  analyzed("svMin", "real", "smallest singular value", (a) => a.singularValues[a.singularValues.length - 1]),
  part(
    "bulk",
    "sigmaMp",
    "real",
    "standard deviation of the noise entries (Marchenko-Pastur fit)",
    (b) => b.sigma,
  ),
  part("bulk", "mpLowerEdge", "real", "lower edge of the bulk in nu", (b) => b.lowerEdge),
  part("bulk", "mpUpperEdge", "real", "upper edge of the bulk in nu", (b) => b.upperEdge),
  part("bulk", "numSpikes", "integer", "singular values above the bulk", (b) => b.numSpikes),
  part("bulk", "mpKs", "real", "Kolmogorov-Smirnov distance of the bulk to its law", (b) => b.ks),
  analyzed("mpSoftrank", "real", "upper edge of the bulk in lambda / lambda_max", (a) =>
    a.bulk.available ? a.bulk.upperEdge ** 2 / a.norms.spectralNorm : null,
  ),
  part(
    "levels",
    "meanRatio",
    "real",
    "mean spacing ratio min(r, 1/r); GOE .5307, Poisson .3863",
    (l) => l.meanRatio,
  ),
  part("levels", "meanRatioError", "real", "standard error of mean_ratio", (l) => l.meanRatioError),
  part(
    "levels",
    "ksWigner",
    "real",
    "Kolmogorov-Smirnov distance of the spacings to the Wigner surmise",
    (l) => l.ksWigner,
  ),
  part(
    "levels",
    "ksPoisson",
    "real",
    "Kolmogorov-Smirnov distance of the spacings to exp(-s)",
    (l) => l.ksPoisson,
  ),
  analyzed("entryMean", "real", "mean of the entries", (a) => a.entries.mean),
  analyzed("entryVariance", "real", "population variance of the entries", (a) => a.entries.variance),
  analyzed("entryZeros", "integer", "entries that are exactly zero", (a) => a.entries.zeros),
  analyzed("entryMaxAbs", "real", "largest absolute entry", (a) => a.entries.maxAbs),
  analyzed("seconds", "real", "time of the numerical work", (_, l) => l.seconds),
];

/** Reasons of everything that a layer lacks, joined. */
function warningOf(layer: LayerResult): string | null {
  if (layer.status === "skipped") return `${layer.code}: ${layer.reason}`;
  const { bulk, tail, levels } = layer.analysis;
  const missing = Object.entries({ bulk, tail, levels }).flatMap(([name, value]) =>
    value.available ? [] : [`${name}: ${value.reason}`],
  );
  return missing.length ? missing.join("; ") : null;
}
