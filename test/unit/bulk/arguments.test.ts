/** What each function of the room refuses, by code. */
import { expect, test } from "vitest";
import {
  detectionThreshold,
  fitBulk,
  largestValueP,
  measureProductNoise,
  observedPosition,
  shrink,
  shrinkValues,
  signalOf,
  signFlipTest,
} from "../../../src/bulk/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import { svd, svdvals } from "../../../src/kernel/index.ts";
import { studentSurvival } from "../../../src/statistics/index.ts";
import { codeOf } from "../error-code.ts";

const a = gaussian(12, 8, { seed: 2 });
const s = svdvals(a);
const shape = { rows: 12, cols: 8 };
/** As callers without types pass it. */
const any = (value: unknown) => value as never;
const flips = { singularValues: s, sigma: 1, seed: 3 };

test.each<[string, () => unknown]>([
  ["fitBulk without options", () => fitBulk(s, any(undefined))],
  ["fitBulk's options", () => fitBulk(s, any({ ...shape, monteCarol: 9 }))],
  ["fitBulk's method", () => fitBulk(s, any({ ...shape, method: "mean" }))],
  ["fitBulk's significance", () => fitBulk(s, { ...shape, significance: 0 })],
  ["fitBulk's simulations", () => fitBulk(s, { ...shape, monteCarlo: -1 })],
  ["fitBulk's precision", () => fitBulk(s, any({ ...shape, precision: "f16" }))],
  ["largestValueP's options", () => largestValueP(s, any({ ...shape, method: "robust" }))],
  ["measureProductNoise's options", () => measureProductNoise(s, any({ ...shape, sigma: 1 }))],
  ["measureProductNoise's significance", () => measureProductNoise(s, { ...shape, significance: 1 })],
  ["signalOf's noise", () => signalOf(9, any(undefined))],
  ["detectionThreshold's noise", () => detectionThreshold(any(shape))],
  ["observedPosition's noise", () => observedPosition(9, any({ sigma: 1, rows: 4 }))],
  ["an option of another rule", () => shrinkValues(s, any({ method: "cut", share: 0.1, rank: 2, ...shape }))],
  ["an option of no rule", () => shrink(a, any({ method: "edge", rnak: 2 }))],
  ["an unknown rule", () => shrinkValues(s, any({ method: "soft", rank: 2, ...shape }))],
  ["a boundary without ranks", () => shrinkValues(s, { method: "boundary", ...shape })],
  [
    "more ranks than there are",
    () => shrinkValues(s, { method: "boundary", keep: { first: 5, last: 4 }, ...shape }),
  ],
  ["a share below 0", () => shrinkValues(s, { method: "shift", share: -0.1, ...shape })],
  ["signFlipTest's options", () => signFlipTest(a, any({ ...flips, sample: 9 }))],
  ["signFlipTest's values", () => signFlipTest(a, any({ ...flips, singularValues: 3 }))],
  ["signFlipTest's sigma", () => signFlipTest(a, { ...flips, sigma: -1 })],
  ["signFlipTest's significance", () => signFlipTest(a, { ...flips, significance: 1 })],
  ["signFlipTest's copies", () => signFlipTest(a, { ...flips, samples: 1 })],
  ["signFlipTest's seed", () => signFlipTest(a, { ...flips, seed: -1 })],
])("%s", (_, call) => {
  expect(codeOf(call)).toBe("INVALID_ARGUMENT");
});

test("as many values as the shape has; more only where they are round-off", () => {
  const rule = { method: "edge", sigma: 0, rows: 2, cols: 5 } as const;
  expect(codeOf(() => shrinkValues([9, 8, 7], rule))).toBe("INVALID_SHAPE");
  expect(codeOf(() => shrinkValues([9], rule))).toBe("INVALID_SHAPE");
  expect([...shrinkValues([9, 8, 1e-20], rule).values]).toEqual([9, 8, 1e-20]);
  expect(codeOf(() => fitBulk([1, 2, 3], { rows: 2, cols: 5 }))).toBe("INVALID_SHAPE");
});

test("every rule takes its own option", () => {
  const values = (rule: object) => [...shrinkValues([5, 4, 3, 2], any({ rows: 4, cols: 4, ...rule })).values];
  expect(values({ method: "cut", share: 0.5 })).toEqual([5, 4, 0, 0]);
  expect(values({ method: "lowRank", rank: 1 })).toEqual([5, 0, 0, 0]);
  expect(values({ method: "decile", decile: 10 })).toEqual([0, 4, 3, 2]);
  expect(values({ method: "boundary", keep: { first: 1, last: 2 } })).toEqual([5, 0, 3, 2]);
  expect(values({ method: "shift", sigma: 0, share: 0.25 })).toEqual([5, 4, 3, 0]);
});

test("the decomposition is made in the precision asked for", () => {
  const single = shrink(a, { method: "cut", share: 0, precision: "f32" }).before;
  expect(single).toEqual(svd(a, { precision: "f32" }).s);
  expect(single).not.toEqual(svd(a).s);
});

test("a zero matrix has no p-value of its bulk, simulated or not", () => {
  expect(fitBulk([0, 0], { rows: 2, cols: 3, monteCarlo: 5 })).toMatchObject({ ks: 0, ksP: undefined });
  expect(fitBulk(s, shape).ksP).toBeUndefined();
  const { ksP = 0 } = fitBulk(s, { ...shape, monteCarlo: 9 });
  expect(10 * ksP).toBe(Math.round(10 * ksP));
});

test("the chance of one more copy is Student's, with as many degrees of freedom as copies less one", () => {
  // a long row: what one row can be is what its copies are; a square of few large entries scatters
  const noise = gaussian(40, 40, { seed: 5 });
  const values = svdvals(noise);
  const { norms, p, centred } = signFlipTest(noise, {
    singularValues: values,
    sigma: 1,
    seed: 3,
    samples: 5,
  });
  expect([norms.length, centred]).toEqual([5, false]);
  const mean = norms.reduce((sum, v) => sum + v, 0) / 5;
  const deviation = Math.sqrt(norms.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4);
  // at least that of Gaussian noise: 1.268 times the scale of the edge over twice its centre, relative to the value
  const root = Math.sqrt(39.5);
  const least = (mean * 1.268 * (2 * root * (2 / root) ** (1 / 3))) / (2 * 4 * 39.5);
  const t = (values[0] - mean) / (Math.max(deviation, least) * Math.sqrt(1 + 1 / 5));
  expect(p).toBeCloseTo(studentSurvival(t, 4), 3);
});
