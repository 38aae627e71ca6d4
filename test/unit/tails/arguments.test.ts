/** What each function of the room refuses, by code, and the helpers on sorted values. */
import { expect, test } from "vitest";
import {
  alphaMetrics,
  comparePowerLaw,
  detX,
  dragonKingTest,
  fitPowerLaw,
  hillEstimator,
  hillPlateau,
  hillPlot,
  jensenShannonDistance,
  localHill,
  momentPlot,
  mpSoftrank,
  pickandsPlot,
  powerLawIntervals,
  powerLawProfile,
  powerLawTest,
  randomizationMetrics,
  spectralNorms,
  tailVerdict,
} from "../../../src/tails/index.ts";
import { lowerBound, positiveSample, quantileOf } from "../../../src/tails/sample.ts";
import { codeOf } from "../error-code.ts";

const x = Array.from({ length: 200 }, (_, i) => (1 - (i + 0.5) / 200) ** -0.5);
const fit = fitPowerLaw(x);
/** As callers without types pass it. */
const any = (value: unknown) => value as never;
const unknown = any({ noSuchOption: 1 });

test.each<[string, () => unknown]>([
  ["fitPowerLaw's values", () => fitPowerLaw(any("x"))],
  ["fitPowerLaw's options", () => fitPowerLaw(x, unknown)],
  ["fitPowerLaw's minTail", () => fitPowerLaw(x, { minTail: 0 })],
  ["fitPowerLaw's xmax", () => fitPowerLaw(x, { xmax: 0.5 })],
  ["fitPowerLaw's xmin", () => fitPowerLaw(x, { xmin: -1 })],
  ["powerLawProfile's values", () => powerLawProfile(any("x"))],
  ["powerLawProfile's options", () => powerLawProfile(x, any({ xmin: 1 }))],
  ["powerLawTest's values", () => powerLawTest(any("x"))],
  ["powerLawTest's options", () => powerLawTest(x, unknown)],
  ["powerLawTest's method", () => powerLawTest(x, any({ method: "parametric" }))],
  ["powerLawTest's samples", () => powerLawTest(x, { samples: 0 })],
  ["powerLawTest's seed", () => powerLawTest(x, { seed: -1 })],
  ["powerLawIntervals' values", () => powerLawIntervals(any("x"))],
  ["powerLawIntervals' options", () => powerLawIntervals(x, any({ method: "conditional" }))],
  ["powerLawIntervals' level", () => powerLawIntervals(x, { level: 1 })],
  ["comparePowerLaw's values", () => comparePowerLaw(any("x"), fit)],
  ["comparePowerLaw's fit", () => comparePowerLaw(x, any(3))],
  ["tailVerdict's options", () => tailVerdict(x, unknown)],
  ["tailVerdict's evidence", () => tailVerdict(x, any({ evidence: "none" }))],
  ["dragonKingTest's values", () => dragonKingTest(any("x"), fit)],
  ["dragonKingTest's fit", () => dragonKingTest(x, any({}))],
  ["dragonKingTest's options", () => dragonKingTest(x, fit, unknown)],
  ["dragonKingTest's most", () => dragonKingTest(x, fit, { most: 0 })],
  ["dragonKingTest's significance", () => dragonKingTest(x, fit, { significance: 0 })],
  ["hillEstimator's values", () => hillEstimator(any("x"))],
  ["hillEstimator's options", () => hillEstimator(x, unknown)],
  ["hillEstimator's k", () => hillEstimator(x, { k: 200 })],
  ["hillPlot's values", () => hillPlot(any("x"))],
  ["momentPlot's values", () => momentPlot(any("x"))],
  ["pickandsPlot's values", () => pickandsPlot(any("x"))],
  ["localHill's values", () => localHill(any("x"))],
  ["localHill's window", () => localHill(x, { window: 0 })],
  ["hillPlateau's values", () => hillPlateau(any("x"))],
  ["hillPlateau's level", () => hillPlateau(x, { level: 1 })],
  ["spectralNorms' values", () => spectralNorms(any("s"), { rows: 2, cols: 2 })],
  ["spectralNorms' shape", () => spectralNorms([1, 2], any(undefined))],
  ["spectralNorms' precision", () => spectralNorms([1], any({ rows: 1, cols: 1, precision: "f16" }))],
  ["alphaMetrics' values", () => alphaMetrics(3, any("x"))],
  ["detX's values", () => detX(any("x"))],
  ["mpSoftrank's bulk", () => mpSoftrank(any(3), 1)],
  ["randomizationMetrics' values", () => randomizationMetrics(any("x"), [1])],
  ["randomizationMetrics' others", () => randomizationMetrics([1], any("x"))],
  ["jensenShannonDistance's weights", () => jensenShannonDistance([1], any("x"))],
])("%s", (_, call) => {
  expect(codeOf(call)).toBe("INVALID_ARGUMENT");
});

test.each<[string, string, () => unknown]>([
  ["values that are not finite", "NOT_FINITE", () => fitPowerLaw([1, Number.NaN, 3])],
  ["a tail too short", "TOO_FEW", () => powerLawTest([1, 2, 3], { minTail: 5 })],
  ["one value", "TOO_FEW", () => hillEstimator([1])],
  ["two values", "TOO_FEW", () => momentPlot([1, 2])],
  ["three values", "TOO_FEW", () => pickandsPlot([1, 2, 3])],
  ["two values for a local exponent", "TOO_FEW", () => localHill([1, 2])],
  ["no positive eigenvalue", "TOO_FEW", () => detX([0])],
  ["weights of two lengths", "INVALID_SHAPE", () => jensenShannonDistance([1, 2], [1, 2, 3])],
  ["spectra of two lengths", "INVALID_SHAPE", () => randomizationMetrics([1, 2], [1])],
  ["no values of a matrix", "INVALID_SHAPE", () => spectralNorms([], { rows: 2, cols: 2 })],
])("%s: %s", (_, code, call) => {
  expect(codeOf(call)).toBe(code);
});

test("a positive sample leaves zeros and negatives out and counts them", () => {
  const { values, logs, numNonPositive } = positiveSample([3, 0, 1, -2]);
  expect([...values]).toEqual([1, 3]);
  expect([...logs]).toEqual([0, Math.log(3)]);
  expect(numNonPositive).toBe(2);
  expect(() => positiveSample([1, Number.POSITIVE_INFINITY])).toThrow("x[1] is Infinity");
});

test("places among ascending values, strict and not", () => {
  const sorted = [1, 2, 2, 2, 5];
  expect([0, 1, 2, 3, 5, 6].map((at) => lowerBound(sorted, at))).toEqual([0, 0, 1, 4, 4, 5]);
  expect([0, 1, 2, 3, 5, 6].map((at) => lowerBound(sorted, at, true))).toEqual([0, 1, 4, 4, 5, 5]);
  expect(lowerBound([], 1)).toBe(0);
});

test("quantiles are linear between order statistics", () => {
  const sorted = [1, 2, 4, 8];
  expect([0, 1 / 3, 0.5, 5 / 6, 1].map((p) => quantileOf(sorted, p))).toEqual([1, 2, 3, 6, 8]);
  expect(quantileOf([7], 0.3)).toBe(7);
  expect(quantileOf([], 0.5)).toBeNaN();
});
