/**
 * The flat table of an analysis: one row per layer, one column per scalar. A column's key is the property's name in
 * the results, qualified where two parts share a name; its name in files follows by rule (camelCase -> snake_case),
 * so that tables line up with WeightWatcher's (Martin and Mahoney): N is the larger side, M the smaller, Q = N/M.
 */
import type { AnalyzedLayer, LayerAnalysis, LayerResult } from "../../analysis/index.ts";
import { type Held, held, missingParts, type PartName, partsOf } from "./parts.ts";

export type Cell = number | string | boolean | null;
export type ColumnType = "integer" | "real" | "text" | "flag";

export interface Column<Row = LayerResult> {
  /** camelCase. */
  readonly key: string;
  /** snake_case, as in files. */
  readonly name: string;
  readonly type: ColumnType;
  /** What the column holds, for the documentation. */
  readonly meaning: string;
  /** The cell of a row, null where the row has no such value. */
  readonly of: (row: Row) => Cell;
}

/** stableRank -> stable_rank, logAlphaNorm -> log_alpha_norm; a capital by itself (N, Q, D, detX) stays. */
export function snakeCase(key: string): string {
  return key
    .replace(
      /([a-z0-9])([A-Z])(?=[a-z])/g,
      (_, before: string, capital: string) => `${before}_${capital.toLowerCase()}`,
    )
    .replace(
      /([A-Z])([A-Z])(?=[a-z])/g,
      (_, before: string, capital: string) => `${before}_${capital.toLowerCase()}`,
    );
}

type Reader = (analysis: LayerAnalysis, layer: AnalyzedLayer) => Cell | undefined;

function column(key: string, type: ColumnType, meaning: string, of: (layer: LayerResult) => Cell): Column {
  return { key, name: snakeCase(key), type, meaning, of };
}

function analyzed(key: string, type: ColumnType, meaning: string, read: Reader): Column {
  return column(key, type, meaning, (layer) =>
    layer.status === "analyzed" ? (read(layer.analysis, layer) ?? null) : null,
  );
}

/** Columns of a part that may be unavailable or, of another kind or at a lesser depth, not there. */
function part<K extends PartName>(name: K) {
  return (key: string, type: ColumnType, meaning: string, read: (part: Held<K>) => Cell): Column =>
    analyzed(key, type, meaning, (analysis) => {
      const value = partsOf(analysis)[name];
      return value?.available ? read(value as Held<K>) : null;
    });
}

const [tail, bulk, levels] = [part("tail"), part("bulk"), part("levels")];
const [vectors, permuted, verdict] = [part("vectors"), part("permuted"), part("verdict")];
const noise = part("noise");

export const COLUMNS: readonly Column[] = [
  column("layerId", "integer", "position of the matrix in the model, from 0", (l) => l.index),
  column("name", "text", "the tensor's name", (l) => l.name),
  column("status", "text", "analyzed or skipped", (l) => l.status),
  column("reason", "text", "why a layer was skipped or a part of it has no value", reasonOf),
  verdict("kind", "text", "the verdict in a word", (v) => v.kind),
  verdict(
    "p",
    "real",
    "p-value of nothing but independent entries, not corrected for the number of layers",
    (v) => v.p,
  ),
  verdict(
    "learnedSpikes",
    "integer",
    "spikes that neither noise nor the sizes of the entries explain",
    (v) => v.learnedSpikes,
  ),
  column("dtype", "text", "element type in the file", (l) => l.dtype),
  column("shape", "text", "the tensor's shape in the file", (l) => l.shape.join("x")),
  analyzed("rows", "integer", "rows of the matrix", (a) => a.rows),
  analyzed("cols", "integer", "columns of the matrix", (a) => a.cols),
  analyzed("N", "integer", "the larger side", (a) => a.norms.N),
  analyzed("M", "integer", "the smaller side", (a) => a.norms.M),
  analyzed("Q", "real", "N / M, at least 1", (a) => a.norms.Q),
  analyzed("numEvals", "integer", "singular values", (a) => a.norms.numEvals),
  analyzed("precision", "text", "f64 or f32", (a) => a.precision),
  analyzed("depth", "text", "quick, standard or full", (a) => a.depth),
  tail("alpha", "real", "power-law exponent of the tail of lambda", (t) => t.alpha),
  tail("xmin", "real", "start of the tail in lambda", (t) => t.xmin),
  tail("xmax", "real", "end of the tail in lambda", (t) => t.xmax),
  tail("D", "real", "Kolmogorov-Smirnov distance of the tail to its power law", (t) => t.D),
  tail("sigma", "real", "standard error of alpha", (t) => t.sigma),
  tail("numPlSpikes", "integer", "eigenvalues in the tail", (t) => t.numPlSpikes),
  tail("alphaWeighted", "real", "alpha log10 lambda_max", (t) => t.alphaWeighted),
  tail("logAlphaNorm", "real", "log10 of the sum of lambda^alpha", (t) => t.logAlphaNorm),
  tail(
    "warning",
    "text",
    "over-trained for alpha < 2, under-trained for alpha > 6; empty where the tail is not a power law or too short to judge",
    (t) => t.warning ?? null,
  ),
  tail(
    "betterTail",
    "text",
    "laws that describe the tail better than the power law, at a family-wise 5 % (from depth standard)",
    (t) => (t.verdict.comparisons ? t.verdict.better.join(" ") : null),
  ),
  tail(
    "tailAnswer",
    "text",
    "power law, not a power law, too few points or not tested",
    (t) => t.verdict.answer,
  ),
  tail(
    "fitP",
    "real",
    "bootstrap p-value of the power law, resampled given the values below xmin (depth full)",
    (t) => t.verdict.test?.p ?? null,
  ),
  tail(
    "hillPlateau",
    "integer",
    "largest eigenvalues over which Hill's estimates are level",
    (t) => held(t.tailIndex)?.plateau.k ?? null,
  ),
  tail(
    "hillAlpha",
    "real",
    "exponent by Hill's estimate over the plateau, 1 + 1/gamma",
    (t) => held(t.tailIndex)?.plateau.alpha ?? null,
  ),
  tail(
    "momentIndex",
    "real",
    "moment estimate of gamma over the plateau; 0 or less is lighter than a power law",
    (t) => held(t.tailIndex)?.plateau.moment ?? null,
  ),
  tail("detXNum", "integer", "eigenvalues from the start at which their product is 1", (t) => t.detXNum),
  tail("detXVal", "real", "that start in lambda", (t) => t.detXVal),
  analyzed("norm", "real", "squared Frobenius norm, the sum of lambda", (a) => a.norms.norm),
  analyzed("logNorm", "real", "log10 of norm", (a) => a.norms.logNorm),
  analyzed("spectralNorm", "real", "lambda_max", (a) => a.norms.spectralNorm),
  analyzed("logSpectralNorm", "real", "log10 of lambda_max", (a) => a.norms.logSpectralNorm),
  analyzed("lambdaMax", "real", "largest eigenvalue, as spectral_norm", (a) => a.norms.lambdaMax),
  analyzed("stableRank", "real", "norm / lambda_max", (a) => a.norms.stableRank),
  analyzed("matrixRank", "integer", "numerical rank at the precision used", (a) => a.norms.matrixRank),
  analyzed("rankLoss", "integer", "num_evals - matrix_rank", (a) => a.norms.rankLoss),
  analyzed("weakRankLoss", "integer", "eigenvalues lambda below 1e-6", (a) => a.norms.weakRankLoss),
  analyzed(
    "entropy",
    "real",
    "entropy of lambda / norm over the logarithm of the rank",
    (a) => a.norms.entropy,
  ),
  analyzed("svMax", "real", "largest singular value", (a) => a.norms.svMax),
  analyzed("svMin", "real", "smallest singular value", (a) => a.norms.svMin),
  bulk("sigmaMp", "real", "standard deviation of the noise entries (Marchenko-Pastur fit)", (b) => b.sigma),
  bulk("mpLowerEdge", "real", "lower edge in nu of noise of the whole shape", (b) => b.lowerEdge),
  bulk("mpUpperEdge", "real", "upper edge in nu of noise of the whole shape", (b) => b.upperEdge),
  bulk("numSpikes", "integer", "singular values above the bulk", (b) => b.numSpikes),
  bulk("entrySpikes", "integer", "single entries large enough to make a spike each", (b) => b.entrySpikes),
  bulk(
    "largestP",
    "real",
    "p-value of the largest singular value as noise: Tracy-Widom, simulated below 50 values",
    (b) => b.largestP,
  ),
  bulk("mpKs", "real", "Kolmogorov-Smirnov distance of the bulk to its law", (b) => b.ks),
  bulk("mpKsP", "real", "Monte-Carlo p-value of mp_ks (depth full)", (b) => b.ksP ?? null),
  bulk("mpConverged", "flag", "false where more than half of the values stood out", (b) => b.converged),
  bulk("mpSoftrank", "real", "upper edge of the bulk in lambda / lambda_max", (b) => b.mpSoftrank),
  analyzed("lowRank", "integer", "rank r of a low-rank pair, whose product the row is", (a) =>
    a.kind === "product" ? a.lowRank.rank : null,
  ),
  analyzed("adapterScale", "real", "factor before that product", (a) =>
    a.kind === "product" ? a.lowRank.scale : null,
  ),
  noise(
    "productSigma",
    "real",
    "standard deviations of the noise entries of both factors, multiplied",
    (p) => p.sigma,
  ),
  noise("productUpperEdge", "real", "upper edge in nu of a product of two noise factors", (p) => p.upperEdge),
  noise(
    "productSpikes",
    "integer",
    "singular values of the product beyond what two noise factors give",
    (p) => p.numSpikes,
  ),
  noise("productP", "real", "p-value of its largest singular value as noise", (p) => p.largestP),
  permuted(
    "maxRandEval",
    "real",
    "largest eigenvalue of the same entries in random places",
    (c) => c.maxRandEval,
  ),
  permuted(
    "randDistance",
    "real",
    "Jensen-Shannon distance to the spectrum of the permuted entries",
    (c) => c.randDistance,
  ),
  permuted("wwSoftrank", "real", "max_rand_eval / lambda_max", (c) => c.wwSoftrank),
  permuted(
    "permutedSpikes",
    "integer",
    "singular values above the bulk of the permuted entries",
    (c) => c.numSpikes,
  ),
  vectors(
    "boundaryRank",
    "integer",
    "leading ranks whose vectors are not random as a group",
    (v) => v.boundary.boundary,
  ),
  vectors("boundaryP", "real", "p-value of all vectors being random", (v) => v.boundary.pValue),
  vectors(
    "leftRejected",
    "real",
    "share of left vectors with a Porter-Thomas p below .05",
    (v) => v.left.rejectedShare,
  ),
  vectors(
    "rightRejected",
    "real",
    "share of right vectors with a Porter-Thomas p below .05",
    (v) => v.right.rejectedShare,
  ),
  levels("meanRatio", "real", "mean spacing ratio min(r, 1/r); GOE .5307, Poisson .3863", (l) => l.meanRatio),
  levels("meanRatioError", "real", "standard error of mean_ratio", (l) => l.meanRatioError),
  levels(
    "ksWigner",
    "real",
    "Kolmogorov-Smirnov distance of the spacings to the Wigner surmise",
    (l) => l.ksWigner,
  ),
  levels(
    "ksWignerP",
    "real",
    "Monte-Carlo p-value of ks_wigner (depth full)",
    (l) => l.null?.ksWignerP ?? null,
  ),
  levels(
    "meanRatioP",
    "real",
    "Monte-Carlo p-value of mean_ratio (depth full)",
    (l) => l.null?.meanRatioP ?? null,
  ),
  levels("ksPoisson", "real", "Kolmogorov-Smirnov distance of the spacings to exp(-s)", (l) => l.ksPoisson),
  analyzed("entryMean", "real", "mean of the entries", (a) => a.entries.mean),
  analyzed("entryVariance", "real", "population variance of the entries", (a) => a.entries.variance),
  analyzed("entryZeros", "integer", "entries that are exactly zero", (a) => a.entries.zeros),
  analyzed("entryMaxAbs", "real", "largest absolute entry", (a) => a.entries.maxAbs),
  analyzed("seconds", "real", "time of the numerical work", (_, l) => l.seconds),
];

function reasonOf(layer: LayerResult): string | null {
  if (layer.status === "skipped") return `${layer.code}: ${layer.reason}`;
  const missing = missingParts(layer.analysis).map(({ name, reason }) => `${name}: ${reason}`);
  return missing.length ? missing.join("; ") : null;
}

/** "truncatedPowerLaw" -> "truncated power law". */
export function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}
