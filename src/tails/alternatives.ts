/**
 * Other laws for the same tail, each conditional on x >= x_min (and x <= x_max where the fit has a cut-off), and
 * likelihood-ratio tests of the power law against them (Clauset, Shalizi and Newman, SIAM Review 51, 661, 2009,
 * Sec. 5; Vuong, Econometrica 57, 307, 1989).
 *
 * With y = x/x_min and l = ln y the densities are
 *
 *     power law              (alpha - 1) y^-alpha
 *     exponential            r e^(-r (y - 1))
 *     truncated power law    y^-alpha e^(-r y)/Z
 *     lognormal              exp(-(ln x - mu)^2/(2 s^2))/(y Z)
 *     stretched exponential  r b y^(b-1) e^(-r (y^b - 1))
 *
 * over x_min. The last three contain the power law as a limit (r -> 0; s -> infinity with mu/s^2 fixed; b -> 0 with r b
 * fixed): their fits are never worse, and the right test of "is the larger family needed?" is the nested one, with half
 * the mass of its null at 0 because the power law lies on the boundary (Chernoff, Ann. Math. Statist. 25, 573, 1954).
 */
import erfc from "@stdlib/math-base-special-erfc";
import { requireNumbers, requireObject, WignerscopeError } from "../base/index.ts";
import { kernel } from "../kernel/internal.ts";
import { minimizeOnInterval } from "../statistics/index.ts";
import { fitFamily, type Sufficient } from "./log-concave.ts";
import { type CutSample, cutSample, type PowerLawFit } from "./power-law.ts";
import { lowerBound } from "./sample.ts";

export type Alternative = "exponential" | "truncatedPowerLaw" | "lognormal" | "stretchedExponential";

export interface Comparison {
  readonly alternative: Alternative;
  /** Maximum-likelihood parameters, in the units of x: see each law's own names below. */
  readonly parameters: Readonly<Record<string, number>>;
  /** ln likelihood of the tail under the alternative. */
  readonly logLikelihood: number;
  /** ln likelihood of the power law minus that of the alternative; negative where the alternative fits better. */
  readonly logLikelihoodRatio: number;
  /** The ratio over its standard deviation, sqrt(n) times the spread of the pointwise ratios (Vuong). */
  readonly vuongZ: number;
  /** Two-sided p-value of the sign of the ratio: small where the data tell the two laws apart. */
  readonly vuongP: number;
  /** Whether the alternative contains the power law as a limit. */
  readonly nested: boolean;
  /** For nested alternatives, p-value of the power law against the larger family; 1 where they coincide. */
  readonly nestedP: number | undefined;
}

/** A fitted law: its log density in l = ln(x/x_min), so that ratios need no units. */
interface FittedLaw {
  readonly parameters: Record<string, number>;
  readonly logDensity: (l: number) => number;
}

interface TailLogs {
  /** ln(x/x_min), ascending, none negative. */
  readonly l: Float64Array;
  readonly xmin: number;
  /** ln(xmax/xmin), or infinity. */
  readonly range: number;
  /** alpha - 1 of the fitted power law. */
  readonly slope: number;
}

const ALTERNATIVES: readonly Alternative[] = [
  "exponential",
  "truncatedPowerLaw",
  "lognormal",
  "stretchedExponential",
];
const NESTED: Record<Alternative, boolean> = {
  exponential: false,
  truncatedPowerLaw: true,
  lognormal: true,
  stretchedExponential: true,
};

/**
 * Compares a power-law fit with each alternative on the same tail.
 *
 * Parameters: exponential { rate }; truncatedPowerLaw { alpha, rate } of x^-alpha e^(-rate x); lognormal { mu, sigma } of
 * ln x; stretchedExponential { beta, rate, scaledRate } of the survival e^(-(rate x)^beta), with scaledRate =
 * (rate xmin)^beta, which stays finite where beta is so small that rate does not. Where a nested alternative's best fit
 * is the power law itself, its parameters say so (rate 0, sigma Infinity, beta 0) and the ratio is 0.
 * `alternativeSurvival` evaluates them.
 *
 * The p-values hold for independent values; the levels of a random matrix repel each other, which makes differences
 * look less significant than they are.
 *
 * @param x the data that the fit was made on
 * @throws TOO_FEW with fewer than three values in the tail; NOT_FINITE; INVALID_ARGUMENT.
 */
export function comparePowerLaw(x: ArrayLike<number>, fit: PowerLawFit): readonly Comparison[] {
  requireNumbers("comparePowerLaw: x", x);
  requireObject("comparePowerLaw: fit", fit, ["alpha", "xmin", "truncated"]);
  const sample = cutSample(x, { xmax: fit.truncated ? fit.xmax : undefined });
  return compareTail(sample, fit);
}

export function compareTail(
  sample: CutSample,
  fit: { readonly xmin: number; readonly alpha: number },
): readonly Comparison[] {
  const index = lowerBound(sample.values, fit.xmin);
  const logMin = Math.log(fit.xmin);
  const l = sample.logs.subarray(index).map((log) => Math.max(0, log - logMin));
  if (l.length < 3)
    throw new WignerscopeError(
      "TOO_FEW",
      `a comparison needs at least 3 values in the tail, got ${l.length}`,
    );
  const tail: TailLogs = { l, xmin: fit.xmin, range: sample.logMax - logMin, slope: fit.alpha - 1 };
  const powerLaw = powerLawDensity(tail);
  return Object.freeze(
    ALTERNATIVES.map((alternative) => compareOne(alternative, tail, powerLaw, FITTERS[alternative](tail))),
  );
}

function compareOne(
  alternative: Alternative,
  { l, xmin }: TailLogs,
  powerLaw: (l: number) => number,
  law: FittedLaw,
): Comparison {
  const n = l.length;
  let ratio = 0;
  let logLikelihood = 0;
  const pointwise = l.map((value) => {
    const other = law.logDensity(value);
    // the density in x has the factor 1/x = e^-l/xmin
    logLikelihood += other - value - Math.log(xmin);
    const difference = powerLaw(value) - other;
    ratio += difference;
    return difference;
  });
  const mean = ratio / n;
  const spread = Math.sqrt(pointwise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const same = spread <= 1e-12;
  const vuongZ = same ? 0 : ratio / (Math.sqrt(n) * spread);
  const nested = NESTED[alternative];
  return Object.freeze({
    alternative,
    parameters: Object.freeze(law.parameters),
    logLikelihood,
    logLikelihoodRatio: same ? 0 : ratio,
    vuongZ,
    vuongP: same ? 1 : erfc(Math.abs(vuongZ) / Math.SQRT2),
    nested,
    // half the mass of the null is at 0: p = P(chi^2_1 > -2 ratio)/2
    nestedP: nested ? (same || ratio >= 0 ? 1 : erfc(Math.sqrt(-ratio)) / 2) : undefined,
  });
}

/** ln of (alpha - 1) e^(-(alpha-1) l), cut off at the range. */
function powerLawDensity({ slope, range }: TailLogs): (l: number) => number {
  const norm = Math.log(slope) - Math.log(-Math.expm1(-slope * range));
  return (l) => norm - slope * l;
}

const FITTERS: Record<Alternative, (tail: TailLogs) => FittedLaw> = {
  exponential: fitExponential,
  truncatedPowerLaw: fitTruncatedPowerLaw,
  lognormal: fitLognormal,
  stretchedExponential: fitStretchedExponential,
};

function mean(l: Float64Array, of: (value: number) => number): number {
  return l.reduce((sum, value) => sum + of(value), 0) / l.length;
}

/** Rate from the mean excess; with a cut-off the same equation as the truncated Pareto's, in y instead of l. */
function fitExponential({ l, xmin, range }: TailLogs): FittedLaw {
  const width = Math.expm1(range);
  const excess = mean(l, Math.expm1);
  const rate = kernel().exports.tailExponent(excess, width);
  if (rate === 0) {
    // a flat or rising density on a bounded interval: the limit of the family is the uniform law
    return { parameters: { rate: 0 }, logDensity: (value) => value - Math.log(width) };
  }
  const norm = Math.log(rate) - Math.log(-Math.expm1(-rate * width));
  return {
    parameters: { rate: rate / xmin },
    logDensity: (value) => norm - rate * Math.expm1(value) + value,
  };
}

/** A family of log-concave.ts, or the power law where that is its best member. */
function fitNested(
  kind: Sufficient,
  tail: TailLogs,
  statistic: (l: number) => number,
): { a: number; c: number; logDensity: (l: number) => number } {
  const { l, slope, range } = tail;
  const found = fitFamily(
    kind,
    mean(l, (value) => value),
    mean(l, statistic),
    slope,
    range,
  );
  if (!found) return { a: slope, c: 0, logDensity: powerLawDensity(tail) };
  const { a, c, logZ } = found;
  return { a, c, logDensity: (value) => -a * value - c * statistic(value) - logZ };
}

function fitTruncatedPowerLaw(tail: TailLogs): FittedLaw {
  const { a, c, logDensity } = fitNested("exponential", tail, Math.expm1);
  return { parameters: { alpha: a + 1, rate: c / tail.xmin }, logDensity };
}

/** l is normal with mean -a/(2c) and variance 1/(2c), cut off below at 0. */
function fitLognormal(tail: TailLogs): FittedLaw {
  const { a, c, logDensity } = fitNested("square", tail, (l) => l * l);
  const parameters =
    c === 0
      ? { mu: Number.NEGATIVE_INFINITY, sigma: Number.POSITIVE_INFINITY }
      : { mu: Math.log(tail.xmin) - a / (2 * c), sigma: Math.sqrt(0.5 / c) };
  return { parameters, logDensity };
}

/** Largest exponent that is tried: y^beta jumps at x_max, and no tail of a spectrum comes near. */
const LARGEST_BETA = 64;
/** Of ln beta. */
const BETA_TOLERANCE = 1e-9;

/**
 * For a given beta, w = y^beta - 1 is exponential, so its rate is known and the likelihood is a function of beta alone.
 * Its maximum is found by golden section in ln beta between the limit beta -> 0 (the power law) and LARGEST_BETA.
 */
function fitStretchedExponential(tail: TailLogs): FittedLaw {
  const { l, xmin, range, slope } = tail;
  const meanL = mean(l, (value) => value);
  const at = (beta: number) => {
    const width = Math.expm1(beta * range);
    const rate = kernel().exports.tailExponent(
      mean(l, (value) => Math.expm1(beta * value)),
      width,
    );
    const excess = rate * mean(l, (value) => Math.expm1(beta * value));
    const norm = rate > 0 ? Math.log(rate) - Math.log(-Math.expm1(-rate * width)) : -Math.log(width);
    return { rate, norm, value: norm + Math.log(beta) + beta * meanL - excess };
  };
  const top = Math.min(LARGEST_BETA, 600 / l[l.length - 1]);
  const low = Math.log(1e-6 * Math.min(1, slope));
  const beta = Math.exp(
    minimizeOnInterval((logBeta) => -at(Math.exp(logBeta)).value, low, Math.log(top), BETA_TOLERANCE),
  );
  const best = at(beta);
  const powerLaw = powerLawDensity(tail);
  if (!(best.value > mean(l, powerLaw) + 1e-13))
    return {
      parameters: { beta: 0, rate: Number.POSITIVE_INFINITY, scaledRate: Number.POSITIVE_INFINITY },
      logDensity: powerLaw,
    };
  const logBeta = Math.log(beta);
  return {
    parameters: { beta, rate: best.rate ** (1 / beta) / xmin, scaledRate: best.rate },
    logDensity: (value) => best.norm + logBeta + beta * value - best.rate * Math.expm1(beta * value),
  };
}
