/** What each ensemble refuses, and with which code. */
import { describe, expect, test } from "vitest";
import * as ensembles from "../../../src/ensembles/index.ts";
import { codeOf } from "../error-code.ts";

type Options = Record<string, unknown>;

/** Each ensemble at a small size, and the options that it has beside seed and stream. */
const DRAWS: Record<string, { draw: (options: Options) => unknown; has: readonly string[] }> = {
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
};

/** Values that an option refuses. */
const REFUSED: Record<string, readonly unknown[]> = {
  sigma: [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1"],
  beta: [0, -2, Number.NaN, "2"],
  precision: ["f16", 64],
};

/** Matrices of zeros that a sum of matrices may have as a part. */
const WITHOUT_NOISE = ["gaussian", "ginibre"];

describe.each(Object.entries(DRAWS))("%s", (name, { draw, has }) => {
  const mayBeZero = WITHOUT_NOISE.includes(name);

  test("an option that it does not have", () => {
    expect(codeOf(() => draw({ sead: 1 }))).toBe("INVALID_ARGUMENT");
    for (const option of Object.keys(REFUSED))
      if (!has.includes(option)) expect(codeOf(() => draw({ [option]: 1 }))).toBe("INVALID_ARGUMENT");
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
  expect(codeOf(() => ensembles.gaussian(1e6, 1e6))).toBe("OUT_OF_MEMORY");
  expect(codeOf(() => ensembles.goe(1e6))).toBe("OUT_OF_MEMORY");
});

test("degenerate levels are counted once, and only whole groups have one", () => {
  expect([...ensembles.distinctLevels([1, 1, 2, 2], 2)]).toEqual([1, 2]);
  expect([...ensembles.distinctLevels([1, 2, 3], 1)]).toEqual([1, 2, 3]);
  for (const degeneracy of [0, -1, 1.5, Number.NaN, 2])
    expect(codeOf(() => ensembles.distinctLevels([1, 2, 3], degeneracy))).toBe("INVALID_SHAPE");
});
