/**
 * The catalogue of quantities: each once, with its key, unit, digits, meaning and reader. The terminal's table, the page's tables,
 * CSV and Parquet, the comparison's columns, conditions and docs/schema.md are lists of its keys.
 */
import { WignerscopeError } from "../../base/index.ts";
import { CURVATURE } from "../curvature/quantities.ts";
import { held } from "./parts.ts";
import {
  decimals,
  FLAG,
  named,
  ofAlways,
  ofPart,
  P_VALUE,
  type Quantity,
  real,
  TEXT,
  WHOLE,
} from "./quantity.ts";

const [verdict, tail, bulk, noise] = [ofPart("verdict"), ofPart("tail"), ofPart("bulk"), ofPart("noise")];
const [permuted, vectors, levels] = [ofPart("permuted"), ofPart("vectors"), ofPart("levels")];
const [norms, entries] = [ofAlways("norms"), ofAlways("entries")];

const VERDICT: readonly Quantity[] = [
  verdict("kind", named("verdict", TEXT), "the verdict in a word", (v) => v.kind),
  verdict(
    "p",
    P_VALUE,
    "p-value of nothing but independent entries, not corrected for the number of layers",
    (v) => v.p,
  ),
  verdict(
    "learnedSpikes",
    WHOLE,
    "spikes that neither noise nor the sizes of the entries explain",
    (v) => v.learnedSpikes,
  ),
];

const SHAPE: readonly Quantity[] = [
  norms("N", WHOLE, "the larger side", (n) => n.N),
  norms("M", WHOLE, "the smaller side", (n) => n.M),
  norms("Q", real(), "N / M, at least 1", (n) => n.Q),
  norms("numEvals", WHOLE, "singular values", (n) => n.numEvals),
];

const TAIL: readonly Quantity[] = [
  tail("alpha", named("α", decimals(2)), "power-law exponent of the tail of lambda", (t) => t.alpha),
  tail("xmin", real(4, "lambda"), "start of the tail in lambda", (t) => t.xmin),
  tail("xmax", real(4, "lambda"), "end of the tail in lambda", (t) => t.xmax),
  tail("D", decimals(3), "Kolmogorov-Smirnov distance of the tail to its power law", (t) => t.D),
  tail("sigma", decimals(2), "standard error of alpha", (t) => t.sigma),
  tail("numPlSpikes", WHOLE, "eigenvalues in the tail", (t) => t.numPlSpikes),
  tail("alphaWeighted", decimals(2), "alpha log10 lambda_max", (t) => t.alphaWeighted),
  tail("logAlphaNorm", decimals(2), "log10 of the sum of lambda^alpha", (t) => t.logAlphaNorm),
  tail(
    "warning",
    TEXT,
    "over-trained for alpha < 2, under-trained for alpha > 6; empty where the tail is not a power law or too short to judge",
    (t) => t.warning,
  ),
  tail(
    "betterTail",
    TEXT,
    "laws that describe the tail better than the power law, at a family-wise 5 % (from depth standard)",
    (t) => (t.verdict.comparisons ? t.verdict.better.join(" ") : null),
  ),
  tail(
    "tailAnswer",
    TEXT,
    "power law, not a power law, too few points or not tested",
    (t) => t.verdict.answer,
  ),
  tail(
    "fitP",
    P_VALUE,
    "bootstrap p-value of the power law, resampled given the values below xmin (depth full)",
    (t) => t.verdict.test?.p,
  ),
  tail(
    "hillPlateau",
    WHOLE,
    "largest eigenvalues over which Hill's estimates are level",
    (t) => held(t.tailIndex)?.plateau.k,
  ),
  tail(
    "hillAlpha",
    decimals(2),
    "exponent by Hill's estimate over the plateau, 1 + 1/gamma",
    (t) => held(t.tailIndex)?.plateau.alpha,
  ),
  tail(
    "momentIndex",
    decimals(2),
    "moment estimate of gamma over the plateau; 0 or less is lighter than a power law",
    (t) => held(t.tailIndex)?.plateau.moment,
  ),
  tail("detXNum", WHOLE, "eigenvalues from the start at which their product is 1", (t) => t.detXNum),
  tail("detXVal", real(4, "lambda"), "that start in lambda", (t) => t.detXVal),
];

const NORMS: readonly Quantity[] = [
  norms("norm", real(4, "lambda"), "squared Frobenius norm, the sum of lambda", (n) => n.norm),
  norms("logNorm", decimals(2), "log10 of norm", (n) => n.logNorm),
  norms("spectralNorm", real(4, "lambda"), "lambda_max", (n) => n.spectralNorm),
  norms("logSpectralNorm", decimals(2), "log10 of lambda_max", (n) => n.logSpectralNorm),
  norms("lambdaMax", real(4, "lambda"), "largest eigenvalue, as spectral_norm", (n) => n.lambdaMax),
  norms("stableRank", named("stable", real()), "norm / lambda_max", (n) => n.stableRank),
  norms("matrixRank", named("rank", WHOLE), "numerical rank at the precision used", (n) => n.matrixRank),
  norms("rankLoss", WHOLE, "num_evals - matrix_rank", (n) => n.rankLoss),
  norms("weakRankLoss", WHOLE, "eigenvalues lambda below 1e-6", (n) => n.weakRankLoss),
  norms("entropy", decimals(3), "entropy of lambda / norm over the logarithm of the rank", (n) => n.entropy),
  norms("svMax", named("ν max", real(3, "nu")), "largest singular value", (n) => n.svMax),
  norms("svMin", real(3, "nu"), "smallest singular value", (n) => n.svMin),
];

const BULK: readonly Quantity[] = [
  bulk(
    "sigmaMp",
    named("σ", real(3, "nu")),
    "standard deviation of the noise entries (Marchenko-Pastur fit)",
    (b) => b.sigma,
  ),
  bulk("mpLowerEdge", real(3, "nu"), "lower edge in nu of noise of the whole shape", (b) => b.lowerEdge),
  bulk("mpUpperEdge", real(3, "nu"), "upper edge in nu of noise of the whole shape", (b) => b.upperEdge),
  bulk("numSpikes", named("spikes", WHOLE), "singular values above the bulk", (b) => b.numSpikes),
  bulk("entrySpikes", WHOLE, "single entries large enough to make a spike each", (b) => b.entrySpikes),
  bulk(
    "largestP",
    P_VALUE,
    "p-value of the largest singular value as noise: Tracy-Widom, simulated below 50 values",
    (b) => b.largestP,
  ),
  bulk("mpKs", decimals(3), "Kolmogorov-Smirnov distance of the bulk to its law", (b) => b.ks),
  bulk("mpKsP", P_VALUE, "Monte-Carlo p-value of mp_ks (depth full)", (b) => b.ksP),
  bulk("mpConverged", FLAG, "false where more than half of the values stood out", (b) => b.converged),
  bulk("mpSoftrank", real(), "upper edge of the bulk in lambda / lambda_max", (b) => b.mpSoftrank),
];

const PRODUCT: readonly Quantity[] = [
  noise(
    "productSigma",
    real(3, "nu"),
    "standard deviations of the noise entries of both factors, multiplied",
    (p) => p.sigma,
  ),
  noise(
    "productUpperEdge",
    real(3, "nu"),
    "upper edge in nu of a product of two noise factors",
    (p) => p.upperEdge,
  ),
  noise(
    "productSpikes",
    WHOLE,
    "singular values of the product beyond what two noise factors give",
    (p) => p.numSpikes,
  ),
  noise("productP", P_VALUE, "p-value of its largest singular value as noise", (p) => p.largestP),
];

const CONTROLS: readonly Quantity[] = [
  permuted(
    "maxRandEval",
    real(4, "lambda"),
    "largest eigenvalue of the same entries in random places",
    (c) => c.maxRandEval,
  ),
  permuted(
    "randDistance",
    decimals(3),
    "Jensen-Shannon distance to the spectrum of the permuted entries",
    (c) => c.randDistance,
  ),
  permuted("wwSoftrank", real(), "max_rand_eval / lambda_max", (c) => c.wwSoftrank),
  permuted(
    "permutedSpikes",
    WHOLE,
    "singular values above the bulk of the permuted entries",
    (c) => c.numSpikes,
  ),
];

const VECTORS: readonly Quantity[] = [
  vectors(
    "boundaryRank",
    WHOLE,
    "leading ranks whose vectors are not random as a group",
    (v) => v.boundary.boundary,
  ),
  vectors("boundaryP", P_VALUE, "p-value of all vectors being random", (v) => v.boundary.pValue),
  vectors(
    "leftRejected",
    real(),
    "share of left vectors with a Porter-Thomas p below .05",
    (v) => v.left.rejectedShare,
  ),
  vectors(
    "rightRejected",
    real(),
    "share of right vectors with a Porter-Thomas p below .05",
    (v) => v.right.rejectedShare,
  ),
];

const LEVELS: readonly Quantity[] = [
  levels(
    "meanRatio",
    named("⟨r⟩", decimals(3)),
    "mean spacing ratio min(r, 1/r); GOE .5307, Poisson .3863",
    (l) => l.meanRatio,
  ),
  levels("meanRatioError", decimals(3), "standard error of mean_ratio", (l) => l.meanRatioError),
  levels(
    "ksWigner",
    decimals(3),
    "Kolmogorov-Smirnov distance of the spacings to the Wigner surmise",
    (l) => l.ksWigner,
  ),
  levels("ksWignerP", P_VALUE, "Monte-Carlo p-value of ks_wigner (depth full)", (l) => l.null?.ksWignerP),
  levels("meanRatioP", P_VALUE, "Monte-Carlo p-value of mean_ratio (depth full)", (l) => l.null?.meanRatioP),
  levels(
    "ksPoisson",
    decimals(3),
    "Kolmogorov-Smirnov distance of the spacings to exp(-s)",
    (l) => l.ksPoisson,
  ),
];

const ENTRIES: readonly Quantity[] = [
  entries("entryMean", real(3, "nu"), "mean of the entries", (e) => e.mean),
  entries("entryVariance", real(3, "lambda"), "population variance of the entries", (e) => e.variance),
  entries("entryZeros", WHOLE, "entries that are exactly zero", (e) => e.zeros),
  entries("entryMaxAbs", real(3, "nu"), "largest absolute entry", (e) => e.maxAbs),
];

/** By subject, in the order of the files' columns. */
export const CATALOGUE = {
  verdict: VERDICT,
  shape: SHAPE,
  tail: TAIL,
  norms: NORMS,
  bulk: BULK,
  product: PRODUCT,
  controls: CONTROLS,
  vectors: VECTORS,
  levels: LEVELS,
  entries: ENTRIES,
  curvature: CURVATURE,
} as const;

const BY_KEY = new Map(
  Object.values(CATALOGUE)
    .flat()
    .map((quantity) => [quantity.key, quantity]),
);

/** @throws INVALID_ARGUMENT for a key that the catalogue does not have. */
export function quantity(key: string): Quantity {
  const found = BY_KEY.get(key);
  if (!found) throw new WignerscopeError("INVALID_ARGUMENT", `the catalogue has no quantity "${key}"`);
  return found;
}
