/** Statistics of spectra against what was planted. */
import { describe, expect, test } from "vitest";
import {
  type Family,
  fitSpectrum,
  gradientCorrelation,
  localStatistics,
  lossAlong,
  outliersByBatchSize,
  rayleighQuotients,
  spectralDensity,
  topEigenpairs,
  wasserstein1,
} from "../../../src/curvature/index.ts";
import {
  goe,
  percolatedWigner,
  poissonLevels,
  productWishart,
  wishart,
} from "../../../src/ensembles/index.ts";
import { eigvalsh, Random } from "../../../src/kernel/index.ts";
import { MEAN_RATIOS } from "../../../src/levels/index.ts";
import { dense, withLevels } from "./operators.ts";

describe("wasserstein1", () => {
  test("is the distance that mass goes", () => {
    expect(wasserstein1([0, 1, 2], [0.5, 1.5, 2.5])).toBeCloseTo(0.5, 15);
    expect(wasserstein1([2, 0, 1], [1, 2, 0])).toBe(0);
    expect(wasserstein1([0], [3, 5])).toBeCloseTo(4, 15);
    expect(wasserstein1({ nodes: [0, 10], weights: [3, 1] }, [0, 0, 0, 10])).toBe(0);
    expect(wasserstein1({ nodes: [0, 10], weights: [0.9, 0.1] }, [0])).toBeCloseTo(1, 14);
  });

  test("refuses what is no measure", () => {
    for (const [bad, code] of [
      [[], "TOO_FEW"],
      [[Number.NaN], "NOT_FINITE"],
      [{ nodes: [1], weights: [1, 2] }, "INVALID_SHAPE"],
      [{ nodes: [1, 2], weights: [1, -2] }, "INVALID_ARGUMENT"],
    ] as const)
      expect(() => wasserstein1(bad, [1])).toThrow(expect.objectContaining({ code }));
  });
});

describe("fitSpectrum", () => {
  const quick = { samples: 19, order: 200 } as const;

  test("finds the scale of a semicircle, and does not reject it", async () => {
    const levels = eigvalsh(goe(300, { seed: 8 })).map((x) => 2.5 * x);
    const unit = eigvalsh(goe(300, { seed: 9 }));
    const fit = await fitSpectrum(levels, { kind: "semicircle" }, quick);
    const planted = 2.5 * Math.sqrt(300 / 300);
    expect(Math.abs(fit.scale / planted - 1)).toBeLessThan(0.03);
    expect(fit.pValue).toBeGreaterThan(0.05);
    expect(fit.parameters).toBe(1);
    expect(unit.length).toBe(300);
  });

  test("finds the aspect ratio of a Wishart matrix, and rejects a semicircle for it", async () => {
    const levels = eigvalsh(wishart(300, 600, { seed: 3, sigma: 2 }));
    const fit = await fitSpectrum(levels, { kind: "marchenkoPastur" }, quick);
    expect(fit.shape?.name).toBe("q");
    expect(Math.abs((fit.shape?.value ?? 0) / 0.5 - 1)).toBeLessThan(0.1);
    expect(Math.abs(fit.scale / 4 - 1)).toBeLessThan(0.05);
    expect(fit.pValue).toBeGreaterThan(0.05);
    const wrong = await fitSpectrum(levels, { kind: "semicircle" }, quick);
    expect(wrong.pValue).toBeCloseTo(1 / 20, 12);
    expect(wrong.criterion).toBeGreaterThan(fit.criterion);
  });

  test("tells a product from one factor, and sparse from full", async () => {
    const product = eigvalsh(productWishart([300, 300, 300], { seed: 5 }));
    const own: Family = { kind: "productWishart", ratios: [1, 1] };
    const fit = await fitSpectrum(product, own, quick);
    expect(Math.abs(fit.scale - 1)).toBeLessThan(0.1);
    expect(fit.pValue).toBeGreaterThan(0.05);
    const one = await fitSpectrum(product, { kind: "productWishart", ratios: [1] }, quick);
    expect(one.pValue).toBeCloseTo(1 / 20, 12);
    const sparse = eigvalsh(percolatedWigner(300, { mode: "edge", degree: 2, seed: 7 }));
    const found = await fitSpectrum(sparse, { kind: "percolatedWigner" }, quick);
    expect(Math.abs((found.shape?.value ?? 0) - 2)).toBeLessThan(0.5);
    expect((await fitSpectrum(sparse, { kind: "semicircle" }, quick)).pValue).toBeCloseTo(1 / 20, 12);
  });

  test("takes outliers and known zeros out first, of levels and of a density", async () => {
    const bulk = eigvalsh(goe(200, { seed: 12 }));
    const levels = Float64Array.of(...bulk, 9, 12, ...new Float64Array(200)).sort();
    const fit = await fitSpectrum(
      levels,
      { kind: "semicircle" },
      { ...quick, outliers: 2, structuralZeros: 200 },
    );
    expect(fit.removed).toEqual({ outliers: 2, zeros: 200 });
    expect(Math.abs(fit.scale - 1)).toBeLessThan(0.05);
    const density = await spectralDensity(withLevels(levels), { steps: 60, vectors: 8, deflate: 2 });
    const estimated = await fitSpectrum(
      density,
      { kind: "semicircle" },
      { ...quick, samples: 3, structuralZeros: 200 },
    );
    expect(estimated.removed).toEqual({ outliers: 2, zeros: 200 });
    expect(Math.abs(estimated.scale - 1)).toBeLessThan(0.1);
    expect(estimated.null).toHaveLength(3);
  });

  test("refuses what it cannot fit", async () => {
    const unknown = { kind: "arcsine" } as unknown as Family;
    await expect(fitSpectrum([1, 2, 3], unknown)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(fitSpectrum([1, 2, 3], { kind: "semicircle" })).rejects.toMatchObject({ code: "TOO_FEW" });
    await expect(fitSpectrum(new Float64Array(20), { kind: "semicircle" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });
});

describe("localStatistics", () => {
  const spectra = Array.from({ length: 12 }, (_, k) => eigvalsh(goe(120, { seed: 40, stream: k })));

  test("GOE is GOE and Poisson is Poisson", () => {
    const { genuine, paper, roundOff } = localStatistics(spectra);
    expect(paper).toBeUndefined();
    expect(roundOff).toBeUndefined();
    if (!genuine) throw new Error("the column is missing");
    expect(Math.abs(genuine.meanRatio.mean - MEAN_RATIOS.goe)).toBeLessThan(
      4 * genuine.meanRatio.standardError,
    );
    expect(genuine.ratioDistance.goe).toBeLessThan(0.05);
    expect(genuine.ratioDistance.poisson).toBeGreaterThan(0.1);
    expect(genuine.spacingDistance?.goe).toBeLessThan(genuine.spacingDistance?.poisson ?? 0);
    const random = localStatistics(
      Array.from({ length: 12 }, (_, k) => poissonLevels(120, { seed: 4, stream: k })),
    ).genuine;
    expect(Math.abs((random?.meanRatio.mean ?? 0) - MEAN_RATIOS.poisson)).toBeLessThan(
      4 * (random?.meanRatio.standardError ?? 0),
    );
    expect(random?.ratioDistance.poisson).toBeLessThan(0.05);
  });

  test("three columns: the paper's counts round-off in, the others part it", () => {
    const noisy = spectra.map((levels, k) => {
      const noise = new Random(1, k).uniforms(50).map((x) => 1e-8 * (1 + x));
      const single = Float64Array.of(...levels, ...noise, ...new Float64Array(30)).sort();
      return { genuine: levels, single };
    });
    const { paper, genuine, roundOff } = localStatistics(noisy);
    expect(paper?.levels).toBe(12 * 170);
    expect(genuine?.levels).toBe(12 * 120);
    expect(roundOff?.levels).toBe(12 * 50);
    // independent noise is Poisson
    expect(roundOff?.meanRatio.mean).toBeLessThan(0.45);
    expect(localStatistics(noisy, { cutoff: 1e-6 }).roundOff).toBeUndefined();
  });
});

describe("outliersByBatchSize", () => {
  const sizes = [16, 32, 64, 128, 256];
  const theta = [8, 5, 2];
  test.each([
    ["additive", (t: number, b: number) => t + 20 / (b * t)],
    ["multiplicative", (t: number, b: number) => t * (1 + 3 / b)],
    ["free", (t: number, b: number) => t + (t === 5 ? 9 : 1) / b],
  ] as const)("finds %s outliers", (form, law) => {
    const random = new Random(2);
    const values = sizes.map((b) => theta.map((t) => law(t, b) * (1 + 1e-4 * random.normal())));
    const [best] = outliersByBatchSize(sizes, values);
    expect(best.form).toBe(form);
    for (let i = 0; i < 3; i++) expect(Math.abs(best.theta[i] / theta[i] - 1)).toBeLessThan(1e-3);
    if (form !== "free") expect(best.strength).toBeCloseTo(form === "additive" ? 20 : 3, 0);
  });
});

test("Rayleigh quotients on another batch are below the batch's own eigenvalues, and right", async () => {
  const signal = (seed: number) => {
    const noise = goe(150, { seed });
    for (let i = 0; i < 150; i++) for (let j = 0; j < 150; j++) noise.data[i * 150 + j] += 4 / 150;
    return dense(noise);
  };
  const own = await topEigenpairs(signal(1), 3);
  const { values, residuals } = await rayleighQuotients(signal(2), own.vectors);
  // 4 + 1/4 in the batch, near 4 (1 - 1/16) along its eigenvector
  expect(own.values[0]).toBeGreaterThan(4.1);
  expect(Math.abs(values[0] - 3.75)).toBeLessThan(0.3);
  expect(Math.abs(values[1])).toBeLessThan(0.5);
  expect(residuals[0]).toBeGreaterThan(0.1);
  const itself = await rayleighQuotients(signal(1), own.vectors);
  for (let k = 0; k < 3; k++) expect(itself.values[k]).toBeCloseTo(own.values[k], 10);
});

test("gradients of a quadratic loss correlate as its kernel says", () => {
  // L = a.w with a standard normal: k(x) is linear, k' = 1 and k'' = 0, in every direction.
  const n = 4000;
  const a = new Random(6).normals(n);
  const w = new Random(7).normals(n);
  const other = w.map((x, i) => x + (i % 2 === 0 ? 0.01 : 0));
  const { across, along, cosines, distances } = gradientCorrelation(
    [[w, other]],
    () => a,
    () => a,
  );
  expect(across[0]).toBeCloseTo(1, 1);
  expect(along[0]).toBeGreaterThanOrEqual(0);
  expect(cosines[0]).toBeCloseTo(1, 12);
  expect(distances[0]).toBeCloseTo(0.01 * Math.sqrt(n / 2), 10);
  expect(() =>
    gradientCorrelation(
      [[w, w]],
      () => a,
      () => a,
    ),
  ).toThrow(/different/);
});

test("a barrier between two wells", () => {
  const well = (w: Float64Array) => (w[0] ** 2 - 1) ** 2;
  const { losses, barrier } = lossAlong(well, [-1, 0], [2, 0], [0, 0.25, 0.5, 0.75, 1]);
  expect([...losses]).toEqual([0, 0.5625, 1, 0.5625, 0]);
  expect(barrier).toBe(1);
  expect(() => lossAlong(() => Number.NaN, [0], [1], [0, 1])).toThrow(
    expect.objectContaining({ code: "NOT_FINITE" }),
  );
});
