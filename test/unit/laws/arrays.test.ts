/** Every function of every law maps over arrays, and refuses what is not a number. */
import { expect, test } from "vitest";
import * as laws from "../../../src/laws/index.ts";
import { exactFormFactor, exactNumberVariance, exactSpectralRigidity } from "../../../src/levels/index.ts";

const all: laws.Law[] = [
  laws.semicircle(),
  laws.marchenkoPastur({ q: 0.5 }),
  laws.fussCatalan({ k: 2 }),
  laws.tracyWidom({ beta: 1 }),
  laws.wignerSurmise(),
  laws.spacingRatio(),
  laws.exponential(),
  laws.porterThomas(),
  laws.discrete({ atoms: [{ at: 1, weight: 1 }] }),
  laws.affine(laws.semicircle(), { shift: 1 }),
];

const functions = ["pdf", "cdf", "survival", "quantile", "upperQuantile"] as const;
const points = [0.125, 0.5, 0.875];

for (const law of all)
  test.each(functions)(`${law.name}: %s maps over arrays of every kind`, (name) => {
    const wanted = Float64Array.from(points, (x) => law[name](x));
    for (const array of [points, Float64Array.from(points), Float32Array.from(points)]) {
      const got = law[name](array);
      expect(got).toBeInstanceOf(Float64Array);
      expect(got).toEqual(wanted);
    }
    expect(law[name]([])).toEqual(new Float64Array(0));
  });

test("an entry of a mapped array is the value there", () => {
  expect(laws.semicircle().pdf([0, 2, 3])).toEqual(Float64Array.of(1 / Math.PI, 0, 0));
  expect(laws.exponential().survival([0, 1])).toEqual(Float64Array.of(1, Math.exp(-1)));
});

test("NaN stays NaN", () => {
  for (const law of all)
    for (const name of ["pdf", "cdf", "survival"] as const) {
      expect(law[name](Number.NaN)).toBeNaN();
      expect(law[name]([Number.NaN])[0]).toBeNaN();
    }
});

test.each([
  ["1", 'pdf: x must be a number or an array of numbers, got "1"'],
  [undefined, "pdf: x must be a number or an array of numbers, got undefined"],
  [{ length: 2 }, "pdf: x must be a number or an array of numbers, got an object"],
  [[1, "2"], 'pdf: x[1] must be a number, got "2"'],
  [[[1]], "pdf: x[0] must be a number, got an array"],
])("%j is refused", (x, message) => {
  expect(() => laws.semicircle().pdf(x as unknown as number)).toThrow(message);
});

test("so do the exact curves", () => {
  const L = [0.5, 1, 10];
  for (const curve of [exactNumberVariance, exactSpectralRigidity, exactFormFactor])
    expect(curve("goe", L)).toEqual(Float64Array.from(L, (one) => curve("goe", one)));
  expect(exactNumberVariance("poisson", [1, 2])).toEqual(Float64Array.of(1, 2));
  expect(() => exactNumberVariance("goe", "1" as unknown as number)).toThrow(
    'exactNumberVariance: L must be a number or an array of numbers, got "1"',
  );
});
