import { describe, expect, test } from "vitest";
import { fitBulk } from "../../../src/bulk/index.ts";
import { noiseCdf, noiseDensity, noiseEdges, typicalLevels } from "../../../src/bulk/typical-levels.ts";
import { matmul, matrix, qr, Random, svdvals } from "../../../src/kernel/index.ts";

interface Planted {
  readonly rows: number;
  readonly cols: number;
  readonly sigma: number;
  readonly spikes?: number;
  /** Share of the expected squared norm that the spikes carry. */
  readonly share?: number;
}

/** Singular values of sigma * Gaussian noise plus `spikes` random rank-one terms of unequal strength. */
function planted(seed: number, { rows, cols, sigma, spikes = 0, share = 0 }: Planted): Float64Array {
  const random = new Random(seed);
  const data = random.normals(rows * cols).map((z) => sigma * z);
  if (spikes > 0) {
    const u = qr(matrix(rows, spikes, random.normals(rows * spikes))).q;
    const v = qr(matrix(cols, spikes, random.normals(cols * spikes))).q;
    const strengths = Float64Array.from({ length: spikes }, () => 1 + 2 * random.uniform());
    const wanted = (share / (1 - share)) * rows * cols * sigma ** 2;
    const scale = Math.sqrt(wanted / strengths.reduce((sum, d) => sum + d ** 2, 0));
    const scaled = matrix(
      rows,
      spikes,
      u.data.map((x, i) => x * scale * strengths[i % spikes]),
    );
    const vt = matrix(spikes, cols, new Float64Array(spikes * cols));
    for (let j = 0; j < cols; j++)
      for (let k = 0; k < spikes; k++) vt.data[k * cols + j] = v.data[j * spikes + k];
    const signal = matmul(scaled, vt).data;
    for (let i = 0; i < data.length; i++) data[i] += signal[i];
  }
  return svdvals(matrix(rows, cols, data));
}

describe("typical levels of noise", () => {
  test("the cdf is the integral of the density, for square to 1:100", () => {
    for (const shape of [
      { m: 50, n: 50 },
      { m: 50, n: 80 },
      { m: 50, n: 5000 },
    ]) {
      const { lower, upper } = noiseEdges(shape);
      // midpoint rule in the angle of the support's own half circle: exact for the square-root edges to O(h^2)
      const steps = 20_000;
      let sum = 0;
      for (let i = 0; i < steps; i++) {
        const angle = ((i + 0.5) * Math.PI) / steps;
        const nu = (lower + upper) / 2 - ((upper - lower) / 2) * Math.cos(angle);
        const width = ((upper - lower) / 2) * Math.sin(angle) * (Math.PI / steps);
        if (i % 1000 === 0)
          expect(noiseCdf(nu, shape)).toBeCloseTo(sum + noiseDensity(nu, shape) * (width / 2), 5);
        sum += noiseDensity(nu, shape) * width;
      }
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  test("levels sit at probabilities (i - 1/2)/m", () => {
    for (const shape of [
      { m: 1, n: 1 },
      { m: 1, n: 100 },
      { m: 7, n: 7 },
      { m: 400, n: 401 },
      { m: 64, n: 6400 },
    ])
      typicalLevels(shape).forEach((level, i) => {
        expect(noiseCdf(level, shape)).toBeCloseTo((i + 0.5) / shape.m, 9);
      });
  });
});

describe("the robust fit", () => {
  const shapes: Planted[] = [
    { rows: 400, cols: 400, sigma: 1, spikes: 8, share: 0.6 },
    { rows: 400, cols: 400, sigma: 0.03, spikes: 0, share: 0 },
    { rows: 300, cols: 600, sigma: 2, spikes: 5, share: 0.6 },
    { rows: 700, cols: 350, sigma: 1e-8, spikes: 5, share: 0.3 },
    { rows: 60, cols: 6000, sigma: 1e8, spikes: 2, share: 0.6 },
  ];
  test.each(shapes)(
    "recovers sigma within 1 % of $rows x $cols with $spikes spikes of share $share",
    (shape) => {
      const fit = fitBulk(planted(11, shape), shape);
      expect(Math.abs(fit.sigma / shape.sigma - 1)).toBeLessThan(0.01);
      expect(fit.numSpikes).toBe(shape.spikes);
      expect(fit.spikes).toHaveLength(shape.spikes!);
      // levels are rigid: the distance is a few level spacings, not 1/sqrt(m)
      expect(fit.ks).toBeLessThan(5 / Math.min(shape.rows, shape.cols));
      expect(fit.converged).toBe(true);
      const n = Math.max(shape.rows, shape.cols);
      const q = Math.min(shape.rows, shape.cols) / n;
      expect(fit.upperEdge / (fit.sigma * Math.sqrt(n) * (1 + Math.sqrt(q)))).toBeCloseTo(1, 12);
      expect(fit.lowerEdge).toBeCloseTo(fit.sigma * Math.sqrt(n) * (1 - Math.sqrt(q)), 9);
    },
  );

  test("1000 x 1000 with 20 spikes that carry 60 % of the variance: within 1 %, all 20 found", () => {
    const shape = { rows: 1000, cols: 1000, sigma: 1, spikes: 20, share: 0.6 };
    const fit = fitBulk(planted(1, shape), shape);
    expect(Math.abs(fit.sigma - 1)).toBeLessThan(0.01);
    expect(fit.numSpikes).toBe(20);
    // what all entries together would say
    expect(fitBulk(planted(1, shape), { ...shape, method: "variance" }).sigma).toBeGreaterThan(1.5);
  });

  test("scales with the matrix", () => {
    const s = planted(3, { rows: 80, cols: 120, sigma: 1, spikes: 3, share: 0.4 });
    const one = fitBulk(s, { rows: 80, cols: 120 });
    const other = fitBulk(
      s.map((v) => v * 2 ** -600),
      { rows: 120, cols: 80 },
    );
    expect(other.sigma * 2 ** 600).toBeCloseTo(one.sigma, 12);
    expect(other.numSpikes).toBe(one.numSpikes);
  });
});

test("median and variance agree with the truth on pure noise", () => {
  const shape = { rows: 300, cols: 500, sigma: 0.7 };
  const s = planted(5, shape);
  for (const method of ["median", "variance"] as const) {
    const fit = fitBulk(s, { ...shape, method });
    expect(Math.abs(fit.sigma / 0.7 - 1)).toBeLessThan(0.01);
    expect(fit.method).toBe(method);
  }
});

describe("degenerate spectra", () => {
  test("all zero is reported as zero, not as noise", () => {
    const fit = fitBulk(new Float64Array(10), { rows: 10, cols: 20 });
    expect(fit).toMatchObject({ sigma: 0, lowerEdge: 0, upperEdge: 0, numSpikes: 0, ks: 0, hardRank: 0 });
  });

  test("exact zeros are missing rows, not small noise", () => {
    const s = planted(6, { rows: 200, cols: 400, sigma: 1 });
    const fit = fitBulk([...s, ...new Float64Array(100)], { rows: 300, cols: 400 });
    expect(Math.abs(fit.sigma - 1)).toBeLessThan(0.01);
    expect(fit).toMatchObject({ hardRank: 200, bulkCount: 200, numSpikes: 0 });
  });

  test("all equal values give a finite fit and a bad distance", () => {
    const fit = fitBulk(new Float64Array(50).fill(3), { rows: 50, cols: 50 });
    expect(fit.sigma).toBeGreaterThan(0);
    expect(fit.ks).toBeGreaterThan(0.3);
  });

  test("one value, one row", () => {
    const fit = fitBulk([5], { rows: 1, cols: 100 });
    expect(fit.numSpikes).toBe(0);
    expect(fit.sigma).toBeCloseTo(0.5, 1);
    expect(fitBulk([5], { rows: 1, cols: 1 }).sigma).toBeGreaterThan(0);
  });

  test("bad input names what was wrong", () => {
    expect(() => fitBulk([1, 2], { rows: 3, cols: 3 })).toThrow(/3 singular values, got 2/);
    expect(() => fitBulk([1, Number.NaN], { rows: 2, cols: 3 })).toThrow(/s\[1\] is NaN/);
    expect(() => fitBulk([1, -1], { rows: 2, cols: 3 })).toThrow(/s\[1\] is -1/);
    expect(() => fitBulk([], { rows: 0, cols: 3 })).toThrow(/rows must be/);
  });
});
