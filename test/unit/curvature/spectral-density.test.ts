/** Stochastic Lanczos quadrature against spectra that are known. */
import { describe, expect, test } from "vitest";
import { spectralDensity, topEigenpairs } from "../../../src/curvature/index.ts";
import { atomBound, bracket, quadratureOf } from "../../../src/curvature/spectra/quadrature.ts";
import { goe } from "../../../src/ensembles/index.ts";
import { eigvalsh, lanczos, Random } from "../../../src/kernel/index.ts";
import { dense, measureOf, withLevels } from "./operators.ts";

/** Like a network's Hessian: many zeros, a bulk on both sides, ten outliers. */
const N = 600;
const bulk = new Random(5).normals(200).map((x) => 0.05 * x * Math.abs(x));
const outliers = Array.from({ length: 10 }, (_, i) => 1 + 0.7 * i);
const levels = Float64Array.of(...bulk, ...outliers, ...new Float64Array(N - 210)).sort();
const network = withLevels(levels);

/** Integral of |F - G| of two discrete measures. */
function distance(a: { nodes: ArrayLike<number>; weights: ArrayLike<number> }, b: ArrayLike<number>): number {
  const events = [
    ...Array.from(a.nodes, (x, i) => [x, a.weights[i]]),
    ...Array.from(b, (x) => [x, -1 / b.length]),
  ].sort((p, q) => p[0] - q[0]);
  let [sum, difference] = [0, 0];
  for (let i = 0; i + 1 < events.length; i++) {
    difference += events[i][1];
    sum += Math.abs(difference) * (events[i + 1][0] - events[i][0]);
  }
  return sum;
}

test("the ten largest of 50 steps to 1e-12, their residuals true", async () => {
  const density = await spectralDensity(network, { steps: 50, vectors: 2 });
  expect(density.outliers).toHaveLength(10);
  for (const [i, { value, residual }] of density.outliers.entries()) {
    expect(Math.abs(value - outliers[9 - i]) / 7.3).toBeLessThan(1e-12);
    expect(residual).toBeLessThan(3e-6 * 7.3);
  }
  const top = await topEigenpairs(network, 10, { steps: 50 });
  for (let i = 0; i < 10; i++) expect(Math.abs(top.values[i] - outliers[9 - i]) / 7.3).toBeLessThan(1e-12);
  expect(top.converged).toEqual(new Array(10).fill(true));
});

test("W1/range of 80 x 10 is below 3e-4, without outliers' help, and inside what is promised", async () => {
  const density = await spectralDensity(network);
  const range = levels[N - 1] - levels[0];
  const w1 = distance(density, levels);
  expect(w1 / range).toBeLessThan(3e-4);
  expect(density.wasserstein.bound).toBeGreaterThan(w1);
  expect(density.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
  expect(density.matvecs).toBeLessThanOrEqual(80 * 10 + 80 + 10);
  const plain = await spectralDensity(network, { deflate: 0 });
  expect(plain.matvecs).toBe(800);
  // the outliers' weights scatter, which taking them out avoids
  expect(plain.moments[1].standardError).toBeGreaterThan(3 * density.moments[1].standardError);
});

test("moments are those of the spectrum within their errors", async () => {
  const density = await spectralDensity(network);
  const exact = (k: number) => levels.reduce((sum, x) => sum + x ** k / N, 0);
  for (const [k, { value, standardError }] of density.moments.entries())
    expect(Math.abs(value - exact(k))).toBeLessThanOrEqual(5 * standardError + 1e-12 * Math.abs(exact(k)));
});

test("the same seed gives the same bits; vectors in company or alone are the same", async () => {
  const [a, b] = [
    await spectralDensity(network, { steps: 20 }),
    await spectralDensity(network, { steps: 20 }),
  ];
  expect(a.nodes).toEqual(b.nodes);
  const more = await spectralDensity(network, { steps: 20, vectors: 14 });
  for (let v = 0; v < 10; v++) expect(more.alpha[v]).toEqual(a.alpha[v]);
  const alone = lanczos(
    (v) => {
      const out = new Float64Array(N);
      network.apply(v, out);
      return out;
    },
    N,
    { steps: 20, seed: a.seed, stream: 3 },
  );
  const undeflated = await spectralDensity(network, { steps: 20, deflate: 0 });
  expect(undeflated.alpha[3]).toEqual(alone.alpha);
});

describe("what is certain", () => {
  const a = goe(120, { seed: 4 });
  const zeroed = { ...a, data: a.data.map((x, at) => (Math.floor(at / 120) < 60 && at % 120 < 60 ? x : 0)) };
  for (const [name, matrix] of [
    ["GOE", a],
    ["GOE beside an atom of half the mass", zeroed],
  ] as const)
    test.each([4, 12, 30, 61, 90])(
      `${name}: bounds of the distribution function and of atoms hold at %i steps`,
      (steps) => {
        const start = new Random(77, steps).normals(120);
        const op = dense(matrix);
        const run = lanczos(
          (v) => {
            const out = new Float64Array(120);
            op.apply(v, out);
            return out;
          },
          120,
          { steps, start },
        );
        const { values, weights } = measureOf(matrix, start);
        const quadrature = quadratureOf(run.alpha, run.beta, run.invariant);
        const probesAt = [
          ...values,
          ...run.values,
          ...Array.from({ length: 200 }, (_, i) => -2.5 + i / 40),
          0,
        ];
        for (const x of probesAt) {
          // An eigenvalue of the exact measure within round-off of x may stand on either side.
          const below = values.reduce((sum, value, k) => sum + (value <= x - 1e-12 ? weights[k] : 0), 0);
          const upTo = values.reduce((sum, value, k) => sum + (value <= x + 1e-12 ? weights[k] : 0), 0);
          const { lower, upper, value } = bracket(quadrature, x);
          expect(lower).toBeLessThanOrEqual(upTo + 1e-10);
          expect(upper).toBeGreaterThanOrEqual(below - 1e-10);
          expect(value).toBeGreaterThanOrEqual(lower);
          expect(value).toBeLessThanOrEqual(upper);
          const mass = values.reduce((sum, v, k) => sum + (Math.abs(v - x) <= 1e-12 ? weights[k] : 0), 0);
          expect(atomBound(quadrature, x)).toBeGreaterThanOrEqual(mass - 1e-10);
        }
      },
    );
});

test("the atom bound falls with the steps and ends on the atom", async () => {
  const truth = (N - 210) / N;
  let before = 1;
  for (const steps of [10, 20, 40, 80]) {
    const { bound, standardError, resolution } = (await spectralDensity(network, { steps })).atom(0);
    expect(bound).toBeGreaterThan(truth - 4 * standardError);
    expect(bound).toBeLessThan(before);
    expect(resolution).toBeGreaterThan(0);
    before = bound;
  }
  expect(before).toBeLessThan(truth + 0.1);
});

test("a spectrum of few levels is found exactly", async () => {
  const density = await spectralDensity(withLevels([1, 1, 1, 2, 2, 5]), {
    steps: 6,
    deflate: 0,
    vectors: 40,
  });
  expect(density.exact.every((exact) => exact)).toBe(true);
  for (const node of density.nodes)
    expect(Math.min(...[1, 2, 5].map((x) => Math.abs(node - x)))).toBeLessThan(1e-12);
  const { value, lower, upper, standardError } = density.cdf(1.5);
  expect(upper).toBe(lower);
  expect(Math.abs(value - 0.5)).toBeLessThan(4 * standardError);
  expect(density.wasserstein.quadrature).toBe(0);
});

test("zero and one by one", async () => {
  const zero = await spectralDensity(withLevels([0, 0, 0]));
  expect(zero.cdf(0).value).toBeCloseTo(1, 14);
  expect(zero.cdf(-1e-9).value).toBe(0);
  expect(zero.atom(0).bound).toBeCloseTo(1, 14);
  const one = await spectralDensity(withLevels([3]));
  expect(one.nodes.every((x) => Math.abs(x - 3) < 1e-14)).toBe(true);
});

describe("curves", () => {
  const a = goe(300, { seed: 9 });
  test.each(["jackson", "gaussian", "papyan"] as const)(
    "%s: holds the part without outliers, near the semicircle",
    async (kind) => {
      const density = await spectralDensity(dense(a), { steps: 40, deflate: 0 });
      const { x, y, width } = density.density(kind, { points: 2000 });
      const step = x[1] - x[0];
      const mass = y.reduce((sum, value) => sum + value * step, 0);
      expect(mass).toBeGreaterThan(0.97);
      expect(mass).toBeLessThan(1.01);
      expect(Math.min(...y)).toBeGreaterThan(-1e-12);
      expect(width).toBeGreaterThan(0);
      const scale = eigvalsh(a)[299];
      const inner = y.filter((_, i) => Math.abs(x[i]) < scale / 5);
      const middle = inner.reduce((sum, value) => sum + value / inner.length, 0);
      expect(Math.abs((middle * Math.PI * scale) / 2 - 1)).toBeLessThan(0.12);
    },
  );
});

test("refuses what it cannot do", async () => {
  const op = withLevels([1, 2, 3]);
  for (const options of [
    { vectors: 1 },
    { steps: 0 },
    { deflate: -1 },
    { seed: -1 },
    { probes: "uniform" as "normal" },
  ])
    await expect(spectralDensity(op, options)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  await expect(topEigenpairs(op, 4)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("an operator that has nothing beside its outliers: round-off is not taken for a lack of symmetry", async () => {
  const op = withLevels(Float64Array.from({ length: 40 }, (_, i) => (i < 6 ? i + 1 : 0)));
  for (const seed of [1, 2, 3, 4]) {
    const { outliers, cdf } = await spectralDensity(op, { steps: 20, vectors: 4, seed });
    expect(outliers.length).toBe(6);
    expect(cdf(0.5).value).toBeCloseTo(34 / 40, 12);
  }
});
