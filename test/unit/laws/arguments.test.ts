/** What each law refuses, by code, and the values at the bounds that it takes. */
import { expect, test } from "vitest";
import { laws } from "../../../src/index.ts";
import { defineLaw } from "../../../src/laws/define-law.ts";
import { codeOf } from "../error-code.ts";

/** As callers without types pass it. */
const any = (value: unknown) => value as never;
const size = { rows: 4, cols: 5 };

test.each<[string, (options: never) => unknown, object, object[]]>([
  ["marchenkoPastur", laws.marchenkoPastur, { q: 2 }, [{ q: 0 }, { sigma: 0 }, { n: 0 }, { variable: "s" }]],
  ["semicircle", laws.semicircle, { sigma: 2 }, [{ sigma: 0 }]],
  ["exponential", laws.exponential, { mean: 2 }, [{ mean: 0 }]],
  [
    "affine",
    (o) => laws.affine(laws.semicircle(), o),
    { shift: -1, scale: 2 },
    [{ scale: 0 }, { shift: Number.NaN }],
  ],
  [
    "discrete",
    laws.discrete,
    { atoms: [{ at: 0, weight: 1 }] },
    [{ atoms: [] }, { atoms: [{ at: 0, weight: 0 }] }],
  ],
  ["fussCatalan", laws.fussCatalan, { k: 1 }, [{ k: 0 }, { k: 1.5 }, { k: 2, sigma: 0 }]],
  ["percolatedWigner", laws.percolatedWigner, { degree: 8 }, [{ degree: 0 }, { degree: 8, sigma: 0 }]],
  [
    "percolatedWishart",
    laws.percolatedWishart,
    { ...size, degree: 8 },
    [{ degree: 0 }, { rows: 0 }, { cols: 0 }],
  ],
  ["porterThomas", laws.porterThomas, { dimension: 2 }, [{ dimension: 1 }, { beta: 4 }]],
  [
    "productWishart",
    laws.productWishart,
    { sizes: [1, 1] },
    [{ sizes: [1] }, { sizes: [0, 1] }, { sizes: [2, 2], sigma: 0 }],
  ],
  [
    "vertexPercolatedWigner",
    laws.vertexPercolatedWigner,
    { keep: 1 },
    [{ keep: 0 }, { keep: 1.1 }, { keep: 1, sigma: 0 }],
  ],
  ["spikedWigner", laws.spikedWigner, { theta: -1 }, [{ theta: Number.NaN }, { theta: 1, sigma: 0 }]],
  [
    "spikedCovariance",
    laws.spikedCovariance,
    { ell: 2, q: 1 },
    [
      { ell: 0, q: 1 },
      { ell: 2, q: 0 },
    ],
  ],
  [
    "spikedRectangular",
    laws.spikedRectangular,
    { ...size, theta: 1 },
    [{ theta: 0 }, { theta: 1, rows: 0 }, { theta: 1, cols: 0 }],
  ],
  ["signalFromOutlier", laws.signalFromOutlier, { ...size, nu: 99 }, [{ nu: 0 }, { sigma: 0 }]],
  ["tracyWidom", laws.tracyWidom, { beta: 2 }, [{ beta: 3 }, { convention: "edelman" }]],
  [
    "wishartEdge",
    laws.wishartEdge,
    { n: 2, m: 1 },
    [{ n: 1 }, { m: 0 }, { sigma: 0 }, { beta: 4 }, { centring: "el karoui" }],
  ],
  ["berryRobnik", laws.berryRobnik, { rho: 1 }, [{ rho: 1.1 }, { rho: -0.1 }]],
  ["brody", laws.brody, { b: -0.9 }, [{ b: -1 }, { b: Number.POSITIVE_INFINITY }]],
  ["gaudinMehta", laws.gaudinMehta, { beta: 4 }, [{ beta: 3 }]],
  ["spacingRatio", laws.spacingRatio, { beta: 0 }, [{ beta: 3 }]],
  ["wignerSurmise", laws.wignerSurmise, { beta: 4 }, [{ beta: 0 }]],
])("%s", (_, law, valid, invalid) => {
  expect(law(any(valid))).toBeDefined();
  for (const options of invalid)
    expect(codeOf(() => law(any({ ...valid, ...options })))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => law(any({ ...valid, noSuchOption: 1 })))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => law(any(new Map())))).toBe("INVALID_ARGUMENT");
});

test("what is no law is refused by those that take one", () => {
  const law = laws.semicircle();
  for (const call of [
    () => laws.freeAdditive(law, any({})),
    () => laws.freeAdditive(any(undefined), law),
    () => laws.freeMultiplicative(any("law"), law),
    () => laws.stieltjesOf(any({})),
    () => defineLaw(any({ name: "nothing" })),
  ])
    expect(codeOf(call)).toBe("INVALID_ARGUMENT");
});

test("a law of parts fills in the rest: a triangle with half its mass at 1", () => {
  const law = defineLaw({
    name: "triangle and atom",
    support: [[0, 1]],
    atoms: [{ at: 1, weight: 0.5 }],
    pdf: (x) => (x >= 0 && x <= 1 ? x : 0),
    cdf: (x) => (x < 1 ? (x * x) / 2 : 1),
    moment: (k) => 1 / (k + 2) + 0.5,
  });
  expect([-1, 0, 0.5, 1, 2].map((x) => law.cdf(x))).toEqual([0, 0, 0.125, 1, 1]);
  expect([-1, 0, 0.5, 1, 2].map((x) => law.survival(x))).toEqual([1, 1, 0.875, 0, 0]);
  expect([law.cdf(Number.NaN), law.survival(Number.NaN), law.pdf(Number.NaN)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect([0, 0.125, 0.6, 1].map((p) => law.quantile(p))).toEqual([0, 0.5, 1, 1]);
  expect([0, 0.3, 0.875, 1].map((p) => law.upperQuantile(p))).toEqual([1, 1, 0.5, 0]);
  expect([law.moment(0), law.moment(2)]).toEqual([1, 0.75]);
  expect(codeOf(() => law.quantile(-0.1))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => law.moment(-1))).toBe("INVALID_ARGUMENT");
});

test("an unbounded law's quantiles are found far out, on both sides", () => {
  const logistic = defineLaw({
    name: "logistic",
    support: [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    pdf: (x) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2,
    cdf: (x) => 1 / (1 + Math.exp(-x)),
    survival: (x) => 1 / (1 + Math.exp(x)),
    moment: () => undefined,
  });
  for (const p of [1e-200, 1e-9, 0.3]) {
    expect(logistic.quantile(p)).toBeCloseTo(Math.log(p / (1 - p)), 9);
    expect(logistic.upperQuantile(p)).toBeCloseTo(Math.log((1 - p) / p), 9);
  }
  expect(logistic.quantile(0.9)).toBeCloseTo(Math.log(9), 12);
  expect(logistic.moment(1)).toBeUndefined();
});
