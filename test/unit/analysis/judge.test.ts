/** The decisions of the verdicts, case by case: every boundary from both sides. */
import { describe, expect, test } from "vitest";
import { analyzeProduct } from "../../../src/analysis/index.ts";
import { judge, mayStandOut } from "../../../src/analysis/matrix/verdict.ts";
import { judgeProduct } from "../../../src/analysis/matrix/verdict-product.ts";
import type { Bulk, PermutedFactors } from "../../../src/analysis/records/matrix-results.ts";
import { summarize, summarizeComparison } from "../../../src/analysis/records/summary.ts";
import type { ProductNoise, SignFlipTest } from "../../../src/bulk/index.ts";
import {
  type AnalyzedLayer,
  analyzeMatrix,
  type ComparisonResult,
  compareMatrices,
  ensembles,
  type LayerAnalysis,
  type LayerKind,
  type MatrixAnalysis,
} from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";

const missing = { available: false, code: "TOO_FEW", reason: "nothing to hold it against" } as const;

/** A part that is there. */
function present<T>(part: ({ readonly available: true } & T) | { readonly available: false }): T {
  if (!part.available) throw new Error("a part is missing");
  return part;
}

describe("a matrix", () => {
  const noise = analyzeMatrix(ensembles.gaussian(100, 120, { seed: 1 }), { depth: "quick" });
  const bulk = {
    available: true,
    ...present<Bulk>(noise.bulk),
    converged: true,
    bulkCount: 100,
    ks: 0.01,
  } as const;
  const flips: SignFlipTest = {
    p: 0.01,
    numSignals: 3,
    norms: Float64Array.of(1),
    centred: false,
    significance: 0.01,
    seed: 1,
  };
  interface Change {
    readonly bulk?: Partial<Bulk>;
    readonly rank?: number;
    readonly flips?: Partial<SignFlipTest>;
  }
  const verdict = (change: Change) =>
    judge({
      norms: { ...noise.norms, matrixRank: change.rank ?? 100 },
      bulk: { ...bulk, numSpikes: 0, largestP: 1e-4, ...change.bulk },
      tail: missing,
      signFlips: change.flips && { available: true, ...flips, ...change.flips },
    });

  test("stands out by a spike or by a largest value below the family's level, of a bulk that has a width", () => {
    const asked = (sigma: number, numSpikes: number, largestP: number) =>
      mayStandOut({ ...bulk, sigma, numSpikes, largestP });
    expect(asked(1, 0, 0.05)).toBe(false);
    expect(asked(1, 0, 0.0499)).toBe(true);
    expect(asked(1, 1, 0.9)).toBe(true);
    expect(asked(0, 1, 0)).toBe(false);
  });

  test("its kind, p and spikes, by what is there", () => {
    const cases: [Change, LayerKind, number, number][] = [
      [{}, "random", 1e-4, 0],
      // Twice (1.6 + .4 ln m)/m: .06884 for m = 100.
      [{ bulk: { ks: 0.0688 } }, "random", 1e-4, 0],
      [{ bulk: { ks: 0.0689 } }, "other bulk", 1e-4, 0],
      [{ bulk: { ks: 0.9, bulkCount: 0 } }, "random", 1e-4, 0],
      [{ bulk: { ks: 5, bulkCount: 1 } }, "other bulk", 1e-4, 0],
      // The larger p of the two tests, the smaller number of spikes.
      [{ bulk: { numSpikes: 2 }, flips: {} }, "bulk and spikes", 0.01, 2],
      [{ bulk: { numSpikes: 4 }, flips: {} }, "bulk and spikes", 0.01, 3],
      [{ bulk: { numSpikes: 2, largestP: 0.3 }, flips: {} }, "bulk and spikes", 0.3, 2],
      [{ bulk: { numSpikes: 2 }, flips: { numSignals: 0, p: 0.4 } }, "heavy-tailed entries", 0.4, 0],
      [{ bulk: { numSpikes: 2 } }, "heavy-tailed entries", 1e-4, 0],
      // Up to a tenth of the values are spikes, more of them a tail; and so is a bulk that was not found.
      [{ bulk: { numSpikes: 10 }, flips: {} }, "bulk and spikes", 0.01, 3],
      [{ bulk: { numSpikes: 11 }, flips: {} }, "heavy-tailed", 0.01, 3],
      [{ bulk: { numSpikes: 1, converged: false }, flips: {} }, "heavy-tailed", 0.01, 1],
      // Nine tenths of the rank are enough.
      [{ rank: 90 }, "random", 1e-4, 0],
      [{ rank: 89, bulk: { numSpikes: 2 }, flips: {} }, "rank-collapsed", 0.01, 2],
    ];
    for (const [change, kind, p, learnedSpikes] of cases)
      expect(verdict(change), JSON.stringify(change)).toMatchObject({ kind, p, learnedSpikes });
  });

  test("its sentence has the numbers that decided", () => {
    const sentence = (change: Change) => verdict(change).sentence;
    expect(sentence({ rank: 89 })).toMatch(/^11 of 100 .* rank 89/);
    expect(sentence({ bulk: { numSpikes: 1 }, flips: {} })).toMatch(/^1 spike stands out .* 100 values with/);
    expect(sentence({ bulk: { numSpikes: 3 }, flips: {} })).toMatch(/^3 spikes stand out/);
    expect(sentence({ bulk: { numSpikes: 4 }, flips: {} })).toMatch(/^4 spikes, .* all but 3, stand out/);
    expect(sentence({ bulk: { numSpikes: 4, ks: 0.3 }, flips: {} })).toMatch(
      /not Marchenko-Pastur \(KS distance 0\.30, noise stays below 0\.069\)/,
    );
    expect(sentence({ bulk: { numSpikes: 1 }, flips: { numSignals: 0, p: 0.4 } })).toMatch(
      /^1 value stands out of the bulk, but the same .*p = 0\.40/,
    );
    expect(sentence({ bulk: { numSpikes: 1 }, flips: { numSignals: 0, centred: true } })).toMatch(
      /mean taken off/,
    );
    expect(sentence({ bulk: { numSpikes: 30 }, flips: {} })).toMatch(
      /^30 of 100 values lie beyond .*edge\.$/,
    );
  });

  test("without a bulk it has the bulk's reason, unless the rank is lost", () => {
    const evidence = { bulk: missing, tail: missing, signFlips: undefined };
    expect(codeOf(() => judge({ ...evidence, norms: noise.norms }))).toBe("TOO_FEW");
    expect(judge({ ...evidence, norms: { ...noise.norms, matrixRank: 5 } })).toMatchObject({
      kind: "rank-collapsed",
      p: 1,
      learnedSpikes: 0,
    });
  });
});

describe("a product", () => {
  const product = analyzeProduct({
    b: ensembles.gaussian(60, 10, { seed: 1 }),
    a: ensembles.gaussian(10, 70, { seed: 2 }),
    scale: 1,
    scaleFrom: "unknown",
  });
  const noise = { available: true, ...present<ProductNoise>(product.noise) } as const;
  const permuted = { available: true, ...present<PermutedFactors>(product.permuted) } as const;
  // The permutations' largest values are 1: the first spike must exceed 1.5, the second 1 + .5/sqrt 2, the fourth 1.25.
  const largest = new Float64Array(10).fill(1);
  const verdict = (values: readonly number[], spikes: number, elsewhere: number, rank = 10) =>
    judgeProduct({
      rank: 10,
      norms: { ...product.norms, matrixRank: rank },
      singularValues: Float64Array.from(values),
      noise: { ...noise, numSpikes: spikes, largestP: 0.002 },
      permuted: { ...permuted, numSpikes: elsewhere, largest },
    });
  const values = [1.51, 1.36, 1.28, 1.26, 1, 1, 1, 1, 1, 1];

  test("counts the spikes that permuted factors do not reach", () => {
    expect(verdict(values, 4, 0)).toMatchObject({ kind: "bulk and spikes", p: 0.002, learnedSpikes: 4 });
    // 1.51 > 1.5, 1.36 > 1.3536, 1.28 < 1.2887, 1.26 > 1.25
    expect(verdict(values, 4, 1)).toMatchObject({ kind: "bulk and spikes", p: 0.002, learnedSpikes: 3 });
    expect(verdict(values, 1, 1).learnedSpikes).toBe(1);
    expect(verdict([1.5, ...values.slice(1)], 1, 1)).toMatchObject({
      kind: "heavy-tailed entries",
      p: 1,
      learnedSpikes: 0,
    });
    expect(verdict(values, 0, 0)).toMatchObject({ kind: "random", p: 0.002, learnedSpikes: 0 });
  });

  test("has lost its rank below nine tenths of it", () => {
    expect(verdict(values, 0, 0, 9).kind).toBe("random");
    expect(verdict(values, 0, 0, 8)).toMatchObject({
      kind: "rank-collapsed",
      sentence: expect.stringMatching(/^Of the 10 .* 2 are round-off.* rank 8/),
    });
  });

  test("says how many, and that there may be more where half of the values are spikes", () => {
    expect(verdict(values, 4, 0).sentence).toMatch(/^4 of 10 singular values stand out/);
    expect(verdict(values, 1, 0).sentence).toMatch(/^1 of 10 singular values stands out/);
    expect(verdict(values, 5, 0).sentence).toMatch(/^At least 5 of 10/);
    expect(verdict([1, 1], 1, 1).sentence).toMatch(/^1 value stands out/);
  });

  test("without noise has the reason; without a permutation all spikes count", () => {
    const { norms, singularValues } = product;
    const evidence = { rank: 10, norms, singularValues, permuted: missing };
    expect(codeOf(() => judgeProduct({ ...evidence, noise: missing }))).toBe("TOO_FEW");
    expect(judgeProduct({ ...evidence, noise: { ...noise, numSpikes: 2 } }).learnedSpikes).toBe(2);
  });
});

describe("a model", () => {
  const analysis = analyzeMatrix(ensembles.gaussian(30, 40, { seed: 3 }), { depth: "quick" });
  const judged = (p: number, learnedSpikes: number, kind: LayerKind): MatrixAnalysis => ({
    ...analysis,
    verdict: { available: true, p, learnedSpikes, kind, sentence: "" },
  });
  const layer = (index: number, of: LayerAnalysis): AnalyzedLayer => ({
    index,
    name: `w${index}`,
    dtype: "F64",
    shape: [30, 40],
    status: "analyzed",
    analysis: of,
    seconds: 0,
  });

  test("learned is what stands after Holm's correction and has a spike of its own", () => {
    const layers = [
      layer(0, judged(0.012, 1, "bulk and spikes")),
      layer(1, judged(0.02, 0, "random")),
      layer(2, judged(0.04, 2, "heavy-tailed")),
      layer(3, judged(0.9, 1, "bulk and spikes")),
    ];
    const { tested, ...rest } = summarize(layers);
    // Holm: 4 x .012, 3 x .02, 2 x .04, .9
    for (const [k, p] of [0.048, 0.06, 0.08, 0.9].entries()) expect(tested[k].adjustedP).toBeCloseTo(p, 15);
    expect(tested.map(({ learned }) => learned)).toEqual([true, false, false, false]);
    expect(rest).toEqual({
      level: 0.05,
      tests: 4,
      learnedLayers: 1,
      sentence:
        "1 of 4 layers carry structure that independent entries do not explain (family-wise level 5 %); by kind, all of them: 2 bulk and spikes, 1 heavy-tailed, 1 random.",
    });
    const [one] = layers;
    expect(summarize([one]).sentence).toMatch(/^1 of 1 layer carries .*: 1 bulk and spikes\.$/);
    expect(summarize([layer(0, judged(0.05, 1, "bulk and spikes"))]).learnedLayers).toBe(0);
    expect(summarize([layer(0, judged(0.01, 0, "random"))]).learnedLayers).toBe(0);
    expect(summarize([layer(0, { ...analysis, verdict: missing })]).sentence).toBe(
      "None of the 1 analysed layers could be judged.",
    );
  });

  test("a comparison counts what is equal, what changed and what has structure", () => {
    const a = ensembles.gaussian(30, 40, { seed: 4 });
    const comparison = compareMatrices(a, a, { depth: "quick" });
    const same = (index: number): ComparisonResult => ({
      index,
      name: `w${index}`,
      status: "compared",
      comparison,
      seconds: 0,
    });
    const changed = (index: number, delta: LayerAnalysis): ComparisonResult => ({
      index,
      name: `w${index}`,
      status: "compared",
      comparison: { ...comparison, identical: false, delta },
      seconds: 0,
    });
    const skipped: ComparisonResult = {
      index: 9,
      name: "b",
      status: "skipped",
      code: "UNMATCHED",
      reason: "alone",
    };
    expect(summarizeComparison([skipped]).sentence).toBe("No matrix could be compared.");
    expect(summarizeComparison([same(0)]).sentence).toMatch(/^The one matrix compared is equal/);
    expect(summarizeComparison([same(0), skipped, same(1)])).toMatchObject({
      compared: 2,
      identical: 2,
      tests: 0,
      sentence: expect.stringMatching(/^All 2 matrices are equal/),
    });
    const learned = changed(1, judged(0.001, 1, "bulk and spikes"));
    const noise = changed(2, judged(0.5, 0, "random"));
    expect(summarizeComparison([same(0), learned, noise, skipped])).toMatchObject({
      compared: 3,
      identical: 1,
      tests: 2,
      learnedLayers: 1,
      sentence: expect.stringMatching(/^1 of 2 changes have .*1 random\)?\. 1 did not change at all\.$/),
    });
    expect(summarizeComparison([learned]).sentence).toMatch(/^1 of 1 change has .*spikes\.$/);
    expect(summarizeComparison([changed(0, { ...analysis, verdict: missing }), same(1)]).sentence).toBe(
      "None of the 1 changes could be judged. 1 did not change at all.",
    );
  });
});
