import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import * as laws from "../../../src/laws/index.ts";
import { integrate } from "../../../src/statistics/quadrature.ts";
import products from "../../fixtures/laws/product.json" with { type: "json" };
import { checkInverses, checkMass, checkSample, expectClose, type ReferencePoint } from "./law-checks.ts";

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k);

/** int k x^(k-1) (1 - F) dx from 0, in x = high y^6 so that a hard edge is smooth. */
function momentOf(law: laws.Law, k: number): number {
  const high = law.support[0][1];
  let sum = 0;
  for (let i = 0; i < 40; i++)
    sum += integrate(
      (y) => k * (high * y ** 6) ** (k - 1) * law.survival(high * y ** 6) * high * 6 * y ** 5,
      i / 40,
      (i + 1) / 40,
      12,
    );
  return sum;
}

describe.each(products.map((p) => [p.dims.join("x"), p] as const))("product of Wisharts %s", (_, fixture) => {
  const law = laws.productWishart({ sizes: fixture.dims });
  const points: ReferencePoint[] = fixture.density.map(([x]) => [x, law.pdf(x), law.cdf(x), law.survival(x)]);
  const inside = points.filter(([x]) => x > law.support[0][0] && x < law.support[0][1]);

  test("the density is the imaginary part of the polynomial's root", () => {
    for (const [x, wanted] of fixture.density) expectClose(law.pdf(x), wanted, 1e-11, 1e-14, `density(${x})`);
  });
  test("the atom is what the ranks leave", () => {
    const weight = 1 - Math.min(...fixture.dims) / fixture.dims[0];
    expect(law.atoms.reduce((sum, a) => sum + a.weight, 0)).toBeCloseTo(weight, 14);
  });
  test("moments of the S-transform are those of the density", () => {
    for (const k of [1, 2, 3]) expectClose(momentOf(law, k), law.moment(k)!, 1e-7, 0, `moment ${k}`);
    expectClose(law.moment(1)!, 1, 1e-14, 0, "mean");
    const ratios = fixture.dims.slice(1).map((d) => fixture.dims[0] / d);
    expectClose(law.moment(2)!, 1 + ratios.reduce((sum, r) => sum + r, 0), 1e-13, 0, "second moment");
  });
  test("quantiles undo the distribution function", () => checkInverses(law, inside, 1e-11));
  test("the density carries the mass that the distribution function says", () => checkMass(law, 1e-9));
  test("draws pass Kolmogorov-Smirnov", () => checkSample(law, 4000));
});

test("one factor is Marchenko-Pastur", () => {
  for (const [rows, cols] of [
    [1, 50],
    [30, 40],
    [40, 40],
    [70, 20],
  ]) {
    const product = laws.productWishart({ sizes: [rows, cols], sigma: 1.5 });
    const mp = laws.marchenkoPastur({ q: rows / cols, sigma: 1.5 });
    const [low, high] = mp.support[0];
    for (const share of [0.01, 0.2, 0.5, 0.9, 0.9999]) {
      const x = low + (high - low) * share;
      expectClose(product.pdf(x), mp.pdf(x), 1e-11, 0, "pdf");
      expectClose(product.cdf(x), mp.cdf(x), 1e-13, 0, "cdf");
      expectClose(product.survival(x), mp.survival(x), 1e-11, 0, "survival");
    }
    for (const k of [1, 2, 5]) expectClose(product.moment(k)!, mp.moment(k)!, 1e-13, 0, "moment");
  }
});

test("Fuss-Catalan has its moments, its edge, and for K = 2 the density of Penson and Zyczkowski", () => {
  for (const k of [1, 2, 3, 5]) {
    const law = laws.fussCatalan({ k });
    for (const j of [1, 2, 3, 6])
      expectClose(law.moment(j)!, binomial((k + 1) * j, j) / (k * j + 1), 1e-13, 0, `moment ${j}`);
    expectClose(law.support[0][1], (k + 1) ** (k + 1) / k ** k, 1e-13, 0, "edge");
    expect(law.support[0][0]).toBe(0);
  }
  const law = laws.fussCatalan({ k: 2 });
  for (const x of [1e-6, 0.01, 0.5, 2, 5, 6.7]) {
    // Phys. Rev. E 83, 061118 (2011), eq. (12).
    const root = 27 + 3 * Math.sqrt(81 - 12 * x);
    const wanted =
      ((2 ** (1 / 3) * Math.sqrt(3)) / (12 * Math.PI)) *
      ((2 ** (1 / 3) * root ** (2 / 3) - 6 * Math.cbrt(x)) / (x ** (2 / 3) * Math.cbrt(root)));
    expectClose(law.pdf(x), wanted, 1e-11, 0, `density(${x})`);
  }
});

test("percolated matrices: moments in closed form, limits, and atoms", () => {
  const c = 2.7;
  const wigner = laws.percolatedWigner({ degree: c, sigma: 2 });
  expect([wigner.moment(0), wigner.moment(1), wigner.moment(3)]).toEqual([1, 0, 0]);
  expectClose(wigner.moment(2), 4, 1e-14, 0, "second");
  expectClose(wigner.moment(4), 16 * (2 + 3 / c), 1e-14, 0, "fourth");
  const dense = laws.percolatedWigner({ degree: 1e12 });
  for (const k of [2, 4, 6, 8, 10])
    expectClose(dense.moment(k), laws.semicircle().moment(k)!, 1e-10, 0, `${k}`);
  const wishart = laws.percolatedWishart({ rows: 3, cols: 5, degree: c });
  expectClose(wishart.moment(1), 1, 1e-14, 0, "first");
  expectClose(wishart.moment(2), 1 + 3 / 5 + 3 / c, 1e-14, 0, "second");
  const full = laws.percolatedWishart({ rows: 3, cols: 5, degree: 1e12 });
  const mp = laws.marchenkoPastur({ q: 3 / 5 });
  for (const k of [2, 3, 5]) expectClose(full.moment(k), mp.moment(k)!, 1e-10, 0, `${k}`);
  for (const [rows, cols] of [
    [4, 4],
    [3, 5],
    [5, 3],
  ]) {
    const atom = laws.percolatedWishart({ rows, cols, degree: c }).atoms[0].weight;
    expect(atom).toBeGreaterThan(Math.max(1 - cols / rows, Math.exp(-c)));
    // The other Gram matrix has the same non-zero eigenvalues: rows (1 - atom) = cols (1 - atom').
    const other = laws.percolatedWishart({ rows: cols, cols: rows, degree: (c * rows) / cols }).atoms[0]
      .weight;
    expectClose(rows * (1 - atom), cols * (1 - other), 1e-13, 0, "rank");
  }
});

test("moments of a small sample of diluted matrices lie within the standard errors", () => {
  // Weights of closed walks by multiplying out: mean over seeds of tr A^k/N at N = 120, whose bias is O(1/N).
  const size = 120;
  const c = 3;
  const seeds = 40;
  const sums = { 4: [] as number[], 6: [] as number[] };
  for (let seed = 0; seed < seeds; seed++) {
    const random = new Random(seed);
    const a = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++)
        if (random.uniform() < c / size) a[i * size + j] = a[j * size + i] = random.normal() / Math.sqrt(c);
    const square = new Float64Array(size * size);
    for (let i = 0; i < size; i++)
      for (let k = 0; k < size; k++)
        if (a[i * size + k] !== 0)
          for (let j = 0; j < size; j++) square[i * size + j] += a[i * size + k] * a[k * size + j];
    let fourth = 0;
    let sixth = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        // tr A^4 = |A^2|^2, tr A^6 = tr (A^2)^3.
        fourth += square[i * size + j] ** 2;
        if (square[i * size + j] === 0) continue;
        for (let k = 0; k < size; k++)
          sixth += square[i * size + j] * square[j * size + k] * square[k * size + i];
      }
    sums[4].push(fourth / size);
    sums[6].push(sixth / size);
  }
  const law = laws.percolatedWigner({ degree: c });
  for (const k of [4, 6] as const) {
    const mean = sums[k].reduce((s, v) => s + v, 0) / seeds;
    const error = Math.sqrt(sums[k].reduce((s, v) => s + (v - mean) ** 2, 0) / (seeds * (seeds - 1)));
    expect(Math.abs(mean - law.moment(k))).toBeLessThan(4 * error + (2 * law.moment(k)) / size);
  }
});

test("dropping rows and columns leaves a smaller semicircle beside an atom", () => {
  const law = laws.vertexPercolatedWigner({ keep: 0.36, sigma: 2 });
  expect(law.support).toEqual([[-2.4, 2.4]]);
  expect(law.atoms).toEqual([{ at: 0, weight: 0.64 }]);
  expectClose(law.moment(2)!, 0.36 * 1.44, 1e-14, 0, "second moment");
  expect([law.quantile(0.2), law.quantile(0.5), law.quantile(0.8), law.upperQuantile(0.3)]).toEqual([
    0, 0, 0, 0,
  ]);
  expectClose(
    law.quantile(0.9),
    laws.semicircle({ sigma: 1.2 }).upperQuantile(0.1 / 0.36),
    1e-12,
    0,
    "quantile",
  );
  expectClose(law.cdf(0) - law.cdf(-1e-12), 0.64, 1e-11, 0, "jump");
  checkSample(law);
  expect(() => laws.vertexPercolatedWigner({ keep: 1.1 })).toThrow(
    /keep must be above 0 and at most 1, got 1.1/,
  );
});
