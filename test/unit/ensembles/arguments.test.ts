/** What each ensemble refuses, and with which code. */
import { describe, expect, test } from "vitest";
import * as ensembles from "../../../src/ensembles/index.ts";
import { codeOf } from "../error-code.ts";

type Options = Record<string, unknown>;

interface Draw {
  readonly draw: (options: Options) => unknown;
  readonly has: readonly string[];
  /** Options of its other mode. */
  readonly ignores?: readonly string[];
}

/** Each ensemble at a small size, and the options that it has beside seed and stream. */
const DRAWS: Record<string, Draw> = {
  gaussian: { draw: (o) => ensembles.gaussian(3, 4, o), has: ["sigma", "precision"] },
  ginibre: { draw: (o) => ensembles.ginibre(3, o), has: ["sigma", "precision"] },
  goe: { draw: (o) => ensembles.goe(3, o), has: ["sigma", "precision"] },
  gue: { draw: (o) => ensembles.gue(3, o), has: ["sigma", "precision"] },
  gse: { draw: (o) => ensembles.gse(3, o), has: ["sigma", "precision"] },
  betaHermite: { draw: (o) => ensembles.betaHermite(3, o), has: ["sigma", "beta"] },
  betaHermiteLevels: { draw: (o) => ensembles.betaHermiteLevels(3, o), has: ["sigma", "beta"] },
  betaHermiteEdge: { draw: (o) => ensembles.betaHermiteEdge(9, 2, o), has: ["sigma", "beta"] },
  betaLaguerre: { draw: (o) => ensembles.betaLaguerre(3, 4, o), has: ["sigma", "beta"] },
  betaLaguerreSingularValues: {
    draw: (o) => ensembles.betaLaguerreSingularValues(3, 4, o),
    has: ["sigma", "beta"],
  },
  betaJacobi: { draw: (o) => ensembles.betaJacobi(3, 1, 1, o), has: ["beta"] },
  betaJacobiLevels: { draw: (o) => ensembles.betaJacobiLevels(3, 1, 1, o), has: ["beta"] },
  circularBeta: { draw: (o) => ensembles.circularBeta(3, o), has: ["beta"] },
  circularPhases: { draw: (o) => ensembles.circularPhases(3, o), has: ["beta"] },
  haarOrthogonal: { draw: (o) => ensembles.haarOrthogonal(3, o), has: ["precision"] },
  haarUnitary: { draw: (o) => ensembles.haarUnitary(3, o), has: ["precision"] },
  wigner: { draw: (o) => ensembles.wigner(3, o), has: ["sigma", "precision"] },
  bandMatrix: { draw: (o) => ensembles.bandMatrix(3, 1, o), has: ["sigma", "precision"] },
  wishart: { draw: (o) => ensembles.wishart(3, 4, o), has: ["sigma", "precision"] },
  spiked: { draw: (o) => ensembles.spiked(3, 4, { strengths: [1], ...o }), has: ["sigma", "precision"] },
  wignerSandwich: { draw: (o) => ensembles.wignerSandwich(3, 2, o), has: ["precision"] },
  gaussianProduct: { draw: (o) => ensembles.gaussianProduct([3, 2, 4], o), has: ["precision"] },
  productWishart: { draw: (o) => ensembles.productWishart([3, 2, 4], o), has: ["precision"] },
  percolatedWishart: {
    draw: (o) => ensembles.percolatedWishart(3, 4, { degree: 4, ...o }),
    has: ["degree", "precision"],
  },
  "percolatedWigner by edge": {
    draw: (o) => ensembles.percolatedWigner(3, { mode: "edge", degree: 3, ...o }),
    has: ["degree", "mode", "precision"],
    ignores: ["keep"],
  },
  "percolatedWigner by vertex": {
    draw: (o) => ensembles.percolatedWigner(3, { mode: "vertex", keep: 1, ...o }),
    has: ["keep", "mode", "precision"],
    ignores: ["degree"],
  },
  gpHessian: { draw: (o) => ensembles.gpHessian(3, o), has: ["k1", "k2", "precision"] },
  poissonLevels: { draw: (o) => ensembles.poissonLevels(3, o), has: ["spacing"] },
  heavyTailed: {
    draw: (o) => ensembles.heavyTailed(3, 4, { mu: 1, ...o }),
    has: ["mu", "tail", "scale", "precision"],
  },
  levyMatrix: {
    draw: (o) => ensembles.levyMatrix(3, { mu: 1, ...o }),
    has: ["mu", "tail", "scale", "precision"],
  },
  permuteEntries: {
    draw: (o) =>
      ensembles.permuteEntries({ rows: 3, cols: 4, data: Float64Array.from({ length: 12 }, (_, i) => i) }, o),
    has: ["precision"],
  },
};

/** Each ensemble by its sizes alone, from the smallest that it takes. */
const SIZES: Record<string, { draw: (...sizes: number[]) => unknown; least: readonly number[] }> = {
  gaussian: { draw: (m, n) => ensembles.gaussian(m, n), least: [1, 1] },
  ginibre: { draw: (n) => ensembles.ginibre(n), least: [1] },
  goe: { draw: (n) => ensembles.goe(n), least: [1] },
  gue: { draw: (n) => ensembles.gue(n), least: [1] },
  gse: { draw: (n) => ensembles.gse(n), least: [1] },
  wigner: { draw: (n) => ensembles.wigner(n), least: [1] },
  betaHermite: { draw: (n) => ensembles.betaHermite(n), least: [1] },
  betaHermiteEdge: { draw: (m, n) => ensembles.betaHermiteEdge(m, n), least: [1, 1] },
  betaLaguerre: { draw: (m, n) => ensembles.betaLaguerre(m, n), least: [1, 1] },
  betaJacobi: { draw: (n) => ensembles.betaJacobi(n, 1, 1), least: [1] },
  circularBeta: { draw: (n) => ensembles.circularBeta(n), least: [1] },
  haarOrthogonal: { draw: (n) => ensembles.haarOrthogonal(n), least: [1] },
  haarUnitary: { draw: (n) => ensembles.haarUnitary(n), least: [1] },
  bandMatrix: { draw: (m, n) => ensembles.bandMatrix(m, n), least: [1, 0] },
  wishart: { draw: (m, n) => ensembles.wishart(m, n), least: [1, 1] },
  spiked: { draw: (m, n) => ensembles.spiked(m, n, { strengths: [] }), least: [1, 1] },
  wignerSandwich: { draw: (n, k) => ensembles.wignerSandwich(n, k), least: [1, 1] },
  gaussianProduct: { draw: (...sizes) => ensembles.gaussianProduct(sizes), least: [1, 1, 1] },
  productWishart: { draw: (...sizes) => ensembles.productWishart(sizes), least: [1, 1, 1] },
  percolatedWishart: { draw: (n, k) => ensembles.percolatedWishart(n, k, { degree: 1 }), least: [1, 1] },
  percolatedWigner: { draw: (n) => ensembles.percolatedWigner(n, { mode: "edge", degree: 1 }), least: [1] },
  gpHessian: { draw: (n, nullity) => ensembles.gpHessian(n, { nullity }), least: [1, 0] },
  poissonLevels: { draw: (n) => ensembles.poissonLevels(n), least: [1] },
  heavyTailed: { draw: (m, n) => ensembles.heavyTailed(m, n, { mu: 1 }), least: [1, 1] },
  levyMatrix: { draw: (n) => ensembles.levyMatrix(n, { mu: 1 }), least: [1] },
};

test.each(Object.entries(SIZES))(
  "%s takes its smallest sizes, and none below or between",
  (name, { draw, least }) => {
    expect(() => draw(...least)).not.toThrow();
    for (const place of least.keys())
      for (const bad of [least[place] - 1, least[place] + 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        // betaLaguerre's larger size may lie between integers: the general Laguerre weight.
        const sizes = least.map((size, k) => (k === place ? bad : size));
        if (name === "betaLaguerre" && bad === 1.5) expect(() => draw(...sizes)).not.toThrow();
        else expect(codeOf(() => draw(...sizes))).toMatch(/INVALID_SHAPE|INVALID_ARGUMENT/);
      }
  },
);

/** Values that an option refuses. */
const REFUSED: Record<string, readonly unknown[]> = {
  degree: [0, -1, 4.5, Number.NaN],
  keep: [-1e-9, 1.001, Number.NaN],
  mode: ["node", undefined],
  k1: [-1, Number.NaN, Number.POSITIVE_INFINITY],
  k2: [0, -1, Number.NaN],
  spacing: [0, -1, Number.NaN],
  mu: [0, -1, Number.NaN],
  tail: ["cauchy"],
  scale: [0, -1, Number.NaN],
  sigma: [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1"],
  beta: [0, -2, Number.NaN, "2"],
  precision: ["f16", 64],
};

/** Matrices of zeros that a sum of matrices may have as a part. */
const WITHOUT_NOISE = ["gaussian", "ginibre"];

describe.each(Object.entries(DRAWS))("%s", (name, { draw, has, ignores = [] }) => {
  const mayBeZero = WITHOUT_NOISE.includes(name);

  test("an option that it does not have", () => {
    expect(codeOf(() => draw({ sead: 1 }))).toBe("INVALID_ARGUMENT");
    for (const option of Object.keys(REFUSED))
      if (![...has, ...ignores].includes(option))
        expect(codeOf(() => draw({ [option]: 1 }))).toBe("INVALID_ARGUMENT");
  });

  test("options of its own out of range", () => {
    for (const option of has)
      for (const value of REFUSED[option])
        if (!(value === 0 && mayBeZero))
          expect(codeOf(() => draw({ [option]: value }))).toBe("INVALID_ARGUMENT");
  });

  test("the same seed and stream draw the same, another one something else", () => {
    const text = (options: Options) => JSON.stringify(draw(options));
    expect(text({ seed: 5, stream: 1 })).toBe(text({ seed: 5, stream: 1 }));
    expect(text({ seed: 5, stream: 2 })).not.toBe(text({ seed: 5, stream: 1 }));
    expect(text({ seed: 6, stream: 1 })).not.toBe(text({ seed: 5, stream: 1 }));
  });
});

test("a matrix that no memory holds says so before anything is drawn", () => {
  const many = 2 ** 15;
  const one = (draw: (n: number) => unknown, n: number) =>
    expect(codeOf(() => draw(n))).toBe("OUT_OF_MEMORY");
  // 2^30 entries; the embeddings of complex numbers and quaternions are two and four times as wide.
  for (const draw of [ensembles.ginibre, ensembles.goe, ensembles.wigner, ensembles.haarOrthogonal])
    one(draw, many);
  for (const draw of [ensembles.gue, ensembles.haarUnitary]) one(draw, many / 2);
  one(ensembles.gse, many / 4);
  one((n) => ensembles.bandMatrix(n, 1), many);
  one((n) => ensembles.gaussian(n, n), many);
  one((n) => ensembles.heavyTailed(n, n, { mu: 1 }), many);
  one((n) => ensembles.levyMatrix(n, { mu: 1 }), many);
  one((n) => ensembles.spiked(n, n, { strengths: [] }), many);
  one((n) => ensembles.wishart(n, n), many);
  one((n) => ensembles.wignerSandwich(n, 1), many);
  one((n) => ensembles.wignerSandwich(1, n), many);
  one((n) => ensembles.percolatedWishart(n, 1, { degree: 1 }), many);
  one((n) => ensembles.percolatedWishart(1, n, { degree: 1 }), 2 ** 30);
  one((n) => ensembles.percolatedWigner(n, { mode: "vertex", keep: 1 }), many);
  one((nullity) => ensembles.gpHessian(1, { nullity }), many);
  one((n) => ensembles.gaussianProduct([1, n, n, 1]), many);
  one((n) => ensembles.gaussianProduct([n, 1, n]), many);
});

test("degenerate levels are counted once, and only whole groups have one", () => {
  expect([...ensembles.distinctLevels([1, 1, 2, 2], 2)]).toEqual([1, 2]);
  expect([...ensembles.distinctLevels([1, 2, 3], 1)]).toEqual([1, 2, 3]);
  for (const degeneracy of [0, -1, 1.5, Number.NaN, 2])
    expect(codeOf(() => ensembles.distinctLevels([1, 2, 3], degeneracy))).toBe("INVALID_SHAPE");
});
