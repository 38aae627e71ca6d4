import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import { fitBulk } from "../../../src/bulk/index.ts";
import { typicalLevels } from "../../../src/bulk/typical-levels.ts";
import { gaussian, spiked } from "../../../src/ensembles/index.ts";
import { matmul, qr, Random, svdvals } from "../../../src/kernel/index.ts";
import { marchenkoPastur } from "../../../src/laws/index.ts";

interface Planted {
  readonly rows: number;
  readonly cols: number;
  readonly sigma: number;
  readonly spikes?: number;
  /** Share of the expected squared norm that the spikes carry. */
  readonly share?: number;
}

const sizesOf = ({ rows, cols }: Planted) => ({ rows, cols });

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

test("typical levels sit at probabilities (i - 1/2)/m of the law", () => {
  for (const shape of [
    { m: 1, n: 1 },
    { m: 1, n: 100 },
    { m: 7, n: 7 },
    { m: 400, n: 401 },
    { m: 64, n: 6400 },
  ]) {
    const law = marchenkoPastur({ q: shape.m / shape.n, n: shape.n, variable: "nu" });
    typicalLevels(shape).forEach((level, i) => {
      expect(law.cdf(level)).toBeCloseTo((i + 0.5) / shape.m, 10);
    });
  }
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
      const fit = fitBulk(planted(11, shape), sizesOf(shape));
      expect(Math.abs(fit.sigma / shape.sigma - 1)).toBeLessThan(0.01);
      expect(fit.numSpikes).toBe(shape.spikes);
      expect(fit.spikes).toHaveLength(shape.spikes!);
      // levels are rigid: the distance is a few level spacings, not 1/sqrt(m)
      expect(fit.ks).toBeLessThan(5 / Math.min(shape.rows, shape.cols));
      expect(fit.converged).toBe(true);
      const n = Math.max(shape.rows, shape.cols);
      const q = Math.min(shape.rows, shape.cols) / n;
      expect(fit.upperEdge / (fit.sigma * Math.sqrt(n) * (1 + Math.sqrt(q)))).toBeCloseTo(1, 12);
      expect(fit.lowerEdge / (fit.sigma * Math.sqrt(n))).toBeCloseTo(1 - Math.sqrt(q), 12);
    },
  );

  test("1000 x 1000 with 20 spikes that carry 60 % of the variance: within 1 %, all 20 found", () => {
    const shape = { rows: 1000, cols: 1000, sigma: 1, spikes: 20, share: 0.6 };
    const fit = fitBulk(planted(1, shape), sizesOf(shape));
    expect(Math.abs(fit.sigma - 1)).toBeLessThan(0.01);
    expect(fit.numSpikes).toBe(20);
    // what all entries together would say
    expect(fitBulk(planted(1, shape), { ...sizesOf(shape), method: "variance" }).sigma).toBeGreaterThan(1.5);
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

describe("the paper's fit", () => {
  /** nu_max over sqrt(cols): 2 for square noise and 1.7071 for 1 : 2, were it exact. */
  const edges = (rows: number, cols: number, ends?: "none" | "replicate") =>
    Array.from({ length: 6 }, (_, seed) => {
      const s = svdvals(gaussian(rows, cols, { seed }));
      return fitBulk(s, { rows, cols, method: "paper", ...(ends && { ends }) }).upperEdge / Math.sqrt(cols);
    });
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

  test("puts nu_max of noise where the authors' code does: 2.128 ± .025 on 512 x 512, 1.722 on 512 x 1024", () => {
    // six matrices: the mean within three of its standard errors
    expect(Math.abs(mean(edges(512, 512)) - 2.128)).toBeLessThan((3 * 0.025) / Math.sqrt(6));
    expect(Math.abs(mean(edges(512, 1024)) - 1.722)).toBeLessThan(0.02);
  });

  test("puts it lower with the ends dropped: 2.063 on 512 x 512", () => {
    expect(Math.abs(mean(edges(512, 512, "none")) - 2.063)).toBeLessThan(0.03);
  });

  test("counts as spikes what lies above its edge", () => {
    const s = svdvals(spiked(256, 512, { strengths: [3, 2], sigma: 0.1, seed: 4 }).matrix);
    const { upperEdge, spikes } = fitBulk(s, { rows: 256, cols: 512, method: "paper" });
    expect(spikes.map(({ value }) => value)).toEqual([...s].filter((nu) => nu > upperEdge));
    expect(spikes.length).toBeGreaterThanOrEqual(2);
  });

  test("needs what the broadening needs", () => {
    const few = (m: number, ends: "none" | "replicate") => () =>
      fitBulk(new Float64Array(m).fill(1), { rows: m, cols: m, method: "paper", ends });
    for (const refused of [few(61, "none"), few(31, "replicate")])
      expect(refused).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
  });

  test("refuses ends that it does not know", () => {
    expect(() => fitBulk([1, 1], { rows: 2, cols: 2, ends: "wrap" as "none" })).toThrow(/ends/);
  });
});

describe("spikes", () => {
  test("carry their Tracy-Widom p, strength and overlaps", () => {
    const w = spiked(300, 600, { strengths: [3, 1.5], sigma: 0.2, seed: 3 });
    const fit = fitBulk(svdvals(w.matrix), { rows: 300, cols: 600 });
    expect(fit.numSpikes).toBe(2);
    for (const [i, spike] of fit.spikes.entries()) {
      expect(spike.p).toBeLessThan(1e-6);
      expect(Math.abs(spike.strength / w.planted[i] - 1)).toBeLessThan(0.05);
      expect(spike.leftOverlap).toBeGreaterThan(0);
      expect(spike.leftOverlap).toBeLessThan(1);
    }
    expect(fit.spikes[0].value).toBeGreaterThan(fit.spikes[1].value);
  });

  test("a looser significance finds at least as many", () => {
    const s = svdvals(spiked(200, 200, { strengths: [2, 1.3, 1.1, 1.05], seed: 8 }).matrix);
    const counts = [1e-6, 0.01, 0.3].map(
      (significance) => fitBulk(s, { rows: 200, cols: 200, significance }).numSpikes,
    );
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(counts[0]).toBeGreaterThanOrEqual(1);
    expect(() => fitBulk(s, { rows: 200, cols: 200, significance: 0 })).toThrow(/significance/);
  });
});

describe("goodness of the bulk", () => {
  test("p is uniform on noise and small where the bulk is another law", () => {
    const options = { rows: 60, cols: 90, monteCarlo: 199 };
    let low = 0;
    for (let seed = 0; seed < 100; seed++)
      if (fitBulk(svdvals(gaussian(60, 90, { seed, sigma: 3 })), options).ksP! <= 0.2) low++;
    // 20 % +- 4 standard errors
    expect(low).toBeGreaterThan(4);
    expect(low).toBeLessThan(36);
    const flat = Float64Array.from({ length: 60 }, (_, i) => 1 + i / 60);
    // none of the first 100 null matrices is as far off
    expect(fitBulk(flat, options).ksP).toBeCloseTo(1 / 101, 12);
    expect(fitBulk(flat, { ...options, monteCarlo: 49 }).ksP).toBeCloseTo(1 / 50, 12);
    expect(fitBulk(flat, { rows: 60, cols: 90 }).ksP).toBeUndefined();
  });

  test("repeats for its seed", () => {
    const s = svdvals(gaussian(40, 40, { seed: 1 }));
    const p = (seed: number) => fitBulk(s, { rows: 40, cols: 40, monteCarlo: 50, seed }).ksP;
    expect(p(4)).toBe(p(4));
    expect(() => fitBulk(s, { rows: 40, cols: 40, monteCarlo: -1 })).toThrow(/monteCarlo/);
  });
});

test("median and variance agree with the truth on pure noise", () => {
  const shape = { rows: 300, cols: 500, sigma: 0.7 };
  const s = planted(5, shape);
  for (const method of ["median", "variance"] as const) {
    const fit = fitBulk(s, { ...sizesOf(shape), method });
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
