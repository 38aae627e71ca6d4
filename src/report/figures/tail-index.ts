/**
 * How heavy the tail is without choosing where it begins: the estimates of Hill, of Dekkers, Einmahl and de Haan and of
 * Pickands against the number of values they use, on a logarithmic axis (Drees, de Haan and Resnick, Ann. Statist. 28,
 * 254, 2000), and the local exponent of Thamm, Staats and Rosenow (2022) against 1/lambda.
 */
import type { LayerAnalysis, TailIndex } from "../../analysis/index.ts";
import type { PowerLawFit } from "../../tails/index.ts";
import { held } from "../columns/parts.ts";
import { variable } from "../svg/marks.ts";
import { count, fixed, percent, significant } from "../text/numbers.ts";
import { statisticFigure } from "./statistic.ts";
import { judgedFit } from "./tail.ts";
import type { Figure } from "./types.ts";

/** Normal quantile of a 95 % band. */
const NORMAL_95 = 1.96;
/** Estimates from fewer values than this scatter too much to set the figure's height. */
const STEADY = 10;
/** gamma at the lower border, at most: estimates below are noise of another kind. */
const LOWEST = -1.25;
/** A plateau of fewer values than this is none. */
const LEAST_PLATEAU = 20;
/** Points of the local exponent are drawn up to this multiple of 1/xmin. */
const LOCAL_REACH = 2;

export function tailIndexFigures({ tail }: LayerAnalysis): Figure[] {
  if (!tail.available) return [];
  const index = held(tail.tailIndex);
  if (!index || index.k.length < STEADY) return [];
  const fit = judgedFit(tail);
  return [hillFigure(fit, index), localFigure(fit, index)];
}

function hillFigure(fit: PowerLawFit, index: TailIndex): Figure {
  const { plateau } = index;
  const { k, hill, moment, pickands } = index;
  const fitted = 1 / (fit.alpha - 1);
  const error = hill.map((gamma, i) => (NORMAL_95 * gamma) / Math.sqrt(k[i]!));
  const steady = [...moment, ...pickands].filter((v, i) => k[i % k.length]! >= STEADY && Number.isFinite(v));
  const low = Math.max(LOWEST, 1.1 * Math.min(-0.1, ...steady));
  const high = 2 * Math.max(fitted, plateau.gamma, -low / 4);
  return statisticFigure({
    id: "tail-index",
    title: "Hill plot",
    description: `Hill, moment and Pickands estimates of the tail index against the number of largest eigenvalues, with the value of the fitted power law.`,
    caption: hillCaption(fit, index),
    xLabel: `number ${variable("k")} of largest eigenvalues`,
    yLabel: `tail index ${variable("γ")}`,
    x: { from: k[0]!, to: k[k.length - 1]!, log: true },
    y: { from: low, to: high },
    band: { at: k, lower: hill.map((v, i) => v - error[i]!), upper: hill.map((v, i) => v + error[i]!) },
    series: [
      // Pickands' estimate uses whole fours of values.
      { at: k.map((count) => 4 * Math.floor(count / 4)), values: pickands, style: "line", role: "fourth" },
      { at: k, values: moment, style: "line", role: "other" },
      { at: k, values: hill, style: "line", role: "law" },
    ],
    levels: [
      { y: 0, name: "bounded tails below" },
      { y: fitted, name: `fit, ${variable("α")} = ${fixed(fit.alpha, 2)}` },
      ...(plateau.k >= LEAST_PLATEAU ? [{ x: plateau.k, name: `${variable("k")} = ${plateau.k}` }] : []),
    ],
    keys: [
      { name: "Hill", role: "law" },
      { name: "moment", role: "other" },
      { name: "Pickands", role: "fourth" },
    ],
  });
}

function hillCaption(fit: PowerLawFit, { plateau }: TailIndex): string {
  const what =
    "Estimates of γ = 1/(α − 1) that need no λ min: they are level along a power law (shaded: 95 % of Hill’s for independent values)";
  if (plateau.k < LEAST_PLATEAU)
    return `${what}. Hill’s drift from the ${plateau.k} largest eigenvalues on: no level stretch to speak of.`;
  const error = (plateau.alpha - 1) / Math.sqrt(plateau.k);
  const near = Math.abs(plateau.alpha - fit.alpha) <= 2 * Math.max(error, fit.sigma);
  const likeFit = `${near ? "in line with" : "not"} the fit’s ${fixed(fit.alpha, 2)} ± ${fixed(fit.sigma, 2)}`;
  return `${what}. Over the ${count(plateau.k)} largest eigenvalues Hill’s cannot be told from a level line (${percent(plateau.level)} test), at α = ${fixed(plateau.alpha, 2)} ± ${fixed(error, 2)}, ${likeFit}; the moment estimate there, ${fixed(plateau.moment, 2)} ± ${fixed(plateau.momentError, 2)}, ${momentReading(plateau)}.`;
}

/** The moment estimate against 0 and against Hill's, by two standard errors. */
function momentReading({ moment, momentError, gamma, gammaError }: TailIndex["plateau"]): string {
  if (moment + 2 * momentError < 0) return "is below 0, as where a spectrum has an end, noise’s for one";
  if (moment - 2 * momentError <= 0) return "cannot be told from 0, the value of an exponential tail";
  if (Math.abs(moment - gamma) <= 2 * Math.max(momentError, gammaError))
    return `agrees with Hill’s ${fixed(gamma, 2)}`;
  return `is above 0, but not Hill’s ${fixed(gamma, 2)}`;
}

function localFigure(fit: PowerLawFit, { local }: TailIndex): Figure {
  const end = Math.min(LOCAL_REACH / fit.xmin, local.inverseLambda[local.inverseLambda.length - 1]!);
  const fitted = fit.alpha - 1;
  const shown = [...local.exponent].filter((v, i) => local.inverseLambda[i]! <= end && Number.isFinite(v));
  return statisticFigure({
    id: "local-exponent",
    title: "Local exponent",
    description: `Local exponents of the survival function against the inverse eigenvalue, with the value of the fitted power law.`,
    caption: localCaption(fit, local),
    xLabel: `1/${variable("λ")}`,
    yLabel: `exponent of the survival function, over ${local.window} eigenvalues`,
    x: { from: 0, to: end },
    y: { from: 0, to: Math.max(2 * fitted, Math.min(4 * fitted, 1.08 * Math.max(...shown))) },
    series: [{ at: local.inverseLambda, values: local.exponent }],
    levels: [
      { y: fitted, name: `fit, ${variable("α")} − 1 = ${fixed(fitted, 2)}`, role: "law" },
      ...(1 / fit.xmin < end ? [{ x: 1 / fit.xmin, name: `1/${variable("λ", "min")}` }] : []),
    ],
  });
}

function localCaption(fit: PowerLawFit, { window, inverseLambda, exponent }: TailIndex["local"]): string {
  const what = `How fast the share of larger eigenvalues falls, locally. A power law would be level towards the left, at α − 1 = ${fixed(fit.alpha - 1, 2)} for the fit`;
  const inside = inverseLambda.filter((v) => v <= 1 / fit.xmin).length;
  // Two windows that do not overlap are the least that can be compared.
  if (fit.numPlSpikes < 2 * window || inside < 2) return `${what}; the tail is too short to say more.`;
  const [end, start] = [exponent[0]!, exponent[inside - 1]!];
  const ratio = Math.log(end / start);
  const course = `${what}. From the start of the tail at λ = ${significant(fit.xmin)} to the largest eigenvalues the exponent goes from ${fixed(start, 2)} to ${fixed(end, 2)}`;
  // Each is a mean of `window` independent exponentials at best: a relative error of 1/sqrt(window).
  if (Math.abs(ratio) <= 2 * Math.sqrt(2 / window)) return `${course}, level within its errors.`;
  return ratio > 0
    ? `${course}: the tail falls faster and faster.`
    : `${course}: the tail falls more and more slowly.`;
}
