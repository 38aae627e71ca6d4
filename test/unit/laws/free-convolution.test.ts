import { describe, expect, test } from "vitest";
import * as laws from "../../../src/laws/index.ts";
import { checkInverses, checkMass, checkSample, expectClose, type ReferencePoint } from "./law-checks.ts";

const { freeAdditive, freeMultiplicative, marchenkoPastur, semicircle, discrete } = laws;

const coin = (low: number, high: number, share: number) =>
  discrete({
    atoms: [
      { at: low, weight: 1 - share },
      { at: high, weight: share },
    ],
  });

/** Identities of free probability: a convolution and the law that it is. */
const IDENTITIES: [string, () => laws.Law, () => laws.Law][] = [
  [
    "semicircles add variances",
    () => freeAdditive(semicircle(), semicircle({ sigma: Math.sqrt(3) })),
    () => semicircle({ sigma: 2 }),
  ],
  [
    "Marchenko-Pastur laws of one jump add rates",
    () => freeAdditive(marchenkoPastur({ q: 0.5 }), marchenkoPastur({ q: 0.5 })),
    () => marchenkoPastur({ q: 0.25, sigma: Math.SQRT2 }),
  ],
  [
    "the same with atoms",
    () => freeAdditive(marchenkoPastur({ q: 3 }), marchenkoPastur({ q: 3 })),
    () => marchenkoPastur({ q: 1.5, sigma: Math.SQRT2 }),
  ],
  [
    "a point mass shifts",
    () => freeAdditive(discrete({ atoms: [{ at: 2, weight: 3 }] }), semicircle({ sigma: 0.1 })),
    () => laws.affine(semicircle({ sigma: 0.1 }), { shift: 2 }),
  ],
  [
    "a point mass stretches",
    () => freeMultiplicative(marchenkoPastur({ q: 0.3 }), discrete({ atoms: [{ at: 2, weight: 1 }] })),
    () => marchenkoPastur({ q: 0.3, sigma: Math.SQRT2 }),
  ],
  [
    "MP x MP at q = 1 is Fuss-Catalan",
    () => freeMultiplicative(marchenkoPastur({ q: 1 }), marchenkoPastur({ q: 1 })),
    () => laws.fussCatalan({ k: 2 }),
  ],
  [
    "MP x MP x MP, one after the other",
    () =>
      freeMultiplicative(
        freeMultiplicative(marchenkoPastur({ q: 1 }), marchenkoPastur({ q: 1 })),
        marchenkoPastur({ q: 1 }),
      ),
    () => laws.fussCatalan({ k: 3 }),
  ],
  [
    "MP x MP is the product of rectangular Wisharts",
    () => freeMultiplicative(marchenkoPastur({ q: 0.5 }), marchenkoPastur({ q: 0.25 })),
    () => laws.productWishart({ sizes: [100, 200, 400] }),
  ],
  [
    "and with an atom",
    () => freeMultiplicative(marchenkoPastur({ q: 2 }), marchenkoPastur({ q: 0.25 })),
    () => laws.productWishart({ sizes: [100, 50, 400] }),
  ],
];

describe.each(IDENTITIES)("%s", (_, make, wanted) => {
  const law = make();
  const exact = wanted();
  const [low, high] = exact.support[0];
  const points: ReferencePoint[] = [0.01, 0.1, 0.3, 0.6, 0.9, 0.99].map((share) => {
    const x = low + (high - low) * share;
    return [x, exact.pdf(x), exact.cdf(x), exact.survival(x)];
  });

  test("density, distribution function, moments, support and atoms", () => {
    for (const [x, pdf, cdf, survival] of points) {
      expectClose(law.pdf(x), pdf, 1e-9, 0, `pdf(${x})`);
      expectClose(law.cdf(x), cdf, 1e-10, 0, `cdf(${x})`);
      expectClose(law.survival(x), survival, 1e-9, 0, `survival(${x})`);
    }
    for (const k of [1, 2, 3, 4]) expectClose(law.moment(k)!, exact.moment(k)!, 1e-9, 1e-12, `moment ${k}`);
    expect(law.support.length).toBe(1);
    expectClose(law.support[0][0], low, 1e-6, 1e-12, "lower edge");
    expectClose(law.support[0][1], high, 1e-9, 0, "upper edge");
    expect(law.atoms.length).toBe(exact.atoms.length);
    exact.atoms.forEach((atom, i) => {
      expect(law.atoms[i].at).toBe(atom.at);
      expectClose(law.atoms[i].weight, atom.weight, 1e-13, 0, "atom");
    });
  });
  test("quantiles, mass and draws", () => {
    checkInverses(law, points, 1e-9);
    checkMass(law, 1e-8);
    checkSample(law, 2000);
  });
});

test("a law with a hard edge convolves through its own transform", () => {
  const law = freeMultiplicative(laws.fussCatalan({ k: 2 }), marchenkoPastur({ q: 1 }));
  const exact = laws.fussCatalan({ k: 3 });
  for (const x of [1e-4, 0.1, 1, 5, 9]) {
    expectClose(law.pdf(x), exact.pdf(x), 1e-9, 0, `pdf(${x})`);
    expectClose(law.cdf(x), exact.cdf(x), 1e-10, 0, `cdf(${x})`);
  }
  // G(z) = sum m_k/z^(k+1), far out and for each law that has a transform.
  const z = { re: 40, im: 30 };
  for (const one of [
    exact,
    laws.productWishart({ sizes: [4, 3, 7] }),
    marchenkoPastur({ q: 3 }),
    semicircle(),
  ]) {
    let re = 0;
    let im = 0;
    let power = { re: 40 / 2500, im: -30 / 2500 };
    for (let k = 0; k < 40; k++) {
      re += one.moment(k)! * power.re;
      im += one.moment(k)! * power.im;
      power = { re: (power.re * 40 + power.im * 30) / 2500, im: (power.im * 40 - power.re * 30) / 2500 };
    }
    const g = laws.stieltjesOf(one)(z);
    expectClose(g.re, re, 1e-12, 0, `${one.name} Re G`);
    expectClose(g.im, im, 1e-12, 0, `${one.name} Im G`);
  }
});

test("two coins give the arcsine law, with its inverse-square-root edges", () => {
  const law = freeAdditive(coin(-1, 1, 0.5), coin(-1, 1, 0.5));
  expect(law.support).toEqual([[-2, 2]]);
  for (const x of [-1.9, -1, 0.2, 1.999]) {
    expectClose(law.pdf(x), 1 / (Math.PI * Math.sqrt(4 - x * x)), 1e-10, 0, `pdf(${x})`);
    expectClose(law.cdf(x), 0.5 + Math.asin(x / 2) / Math.PI, 1e-11, 0, `cdf(${x})`);
  }
});

test("atoms that overlap survive, and the continuous part is a projection pair's", () => {
  // P + Q for free projections of trace 3/4: atom 1/2 at 2, the rest on 1 +- sqrt 3/2.
  const sum = freeAdditive(coin(0, 1, 0.75), coin(0, 1, 0.75));
  expect(sum.atoms).toEqual([{ at: 2, weight: 0.5 }]);
  expectClose(sum.support[0][0], 1 - Math.sqrt(0.75), 1e-8, 0, "edge");
  expectClose(sum.moment(2)!, 0.75 + 0.75 + 2 * 0.75 ** 2, 1e-9, 0, "second moment");
  const product = freeMultiplicative(coin(0, 1, 0.75), coin(0, 1, 0.75));
  expect(product.atoms).toEqual([
    { at: 0, weight: 0.25 },
    { at: 1, weight: 0.5 },
  ]);
  expectClose(product.support[0][1], 0.75, 1e-9, 0, "edge 4 p (1 - p)");
  expectClose(product.moment(1)!, 0.75 ** 2, 1e-9, 0, "mean");
});

test("a population of two scales splits the bulk at small q and not at large q", () => {
  const population = coin(1, 10, 0.5);
  const split = freeMultiplicative(population, marchenkoPastur({ q: 0.05 }));
  expect(split.support.length).toBe(2);
  expectClose(split.cdf(4), 0.5, 1e-10, 0, "each half keeps its share");
  expectClose(split.moment(1)!, 5.5, 1e-10, 0, "mean");
  expectClose(split.moment(2)!, 50.5 + 0.05 * 5.5 ** 2, 1e-10, 0, "second moment");
  expect(freeMultiplicative(population, marchenkoPastur({ q: 2 })).support.length).toBe(1);
});

test("a law without a transform of its own goes by its density", () => {
  const quarterCircle = marchenkoPastur({ q: 0.5, variable: "nu" });
  const law = freeAdditive(quarterCircle, semicircle({ sigma: 0.3 }));
  expectClose(law.moment(1)!, quarterCircle.moment(1)!, 1e-9, 0, "mean");
  expectClose(law.moment(2)!, 1 + 0.09, 1e-9, 0, "second moment");
  const g = laws.stieltjesOf(quarterCircle)({ re: 0, im: 50 });
  // G(i y) = -i sum of (-1)^k m_2k/y^(2k+1) + m_1/y^2 ... at large y: Re G = -m_1/y^2 + m_3/y^4.
  expectClose(
    g.re,
    -quarterCircle.moment(1)! / 2500 + quarterCircle.moment(3)! / 50 ** 4,
    1e-5,
    0,
    "G(50 i)",
  );
});

test("laws that cannot be convolved are refused", () => {
  expect(() => freeAdditive(semicircle(), laws.exponential())).toThrow(/bounded support, got exponential/);
  expect(() => freeMultiplicative(semicircle(), marchenkoPastur({ q: 1 }))).toThrow(/laws on \[0, inf\)/);
  expect(() => discrete({ atoms: [] })).toThrow(/atoms must be a list with at least 1 atom/);
  expect(() => discrete({ atoms: [{ at: 0, weight: -1 }] })).toThrow(/weight must be a positive finite/);
});
