import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { fitPowerLaw, powerLawProfile } from "../../../src/tails/index.ts";

/** The fit at one x_min, straight from the definitions, in ordinary arithmetic: the judge of the kernel's scan. */
function referenceAt(tail: number[], xmax?: number): { alpha: number; D: number } {
  const xmin = tail[0];
  const n = tail.length;
  const mean = tail.reduce((sum, v) => sum + Math.log(v / xmin), 0) / n;
  let b = 1 / mean;
  const range = xmax === undefined ? Infinity : Math.log(xmax / xmin);
  if (xmax !== undefined) {
    // bisection of mean = 1/b - L/(e^(bL) - 1)
    let low = 1e-9;
    let high = 1e6;
    for (let k = 0; k < 400; k++) {
      b = Math.sqrt(low * high);
      if (1 / b - range / Math.expm1(b * range) > mean) low = b;
      else high = b;
    }
  }
  const cdf = (v: number) => (1 - (v / xmin) ** -b) / (range === Infinity ? 1 : 1 - Math.exp(-b * range));
  let D = 0;
  for (const v of new Set(tail)) {
    const below = tail.filter((w) => w < v).length;
    const upTo = tail.filter((w) => w <= v).length;
    D = Math.max(D, cdf(v) - below / n, upTo / n - cdf(v));
  }
  return { alpha: b + 1, D };
}

function referenceScan(x: number[], minTail: number, xmax?: number) {
  const sorted = x.filter((v) => v > 0 && (xmax === undefined || v <= xmax)).sort((a, b) => a - b);
  const all = [...new Set(sorted)]
    .map((xmin) => sorted.filter((v) => v >= xmin))
    .filter((tail) => tail.length >= minTail && tail.at(-1) !== tail[0])
    .map((tail) => ({ xmin: tail[0], count: tail.length, ...referenceAt(tail, xmax) }))
    .filter((fit) => fit.alpha > 1 + 1e-6);
  const least = Math.min(...all.map((fit) => fit.D));
  return { all, least };
}

/** Data of many kinds: Pareto, lognormal, exponential, bounded, rounded to make ties, with spikes, over scales. */
function randomData(seed: number): number[] {
  const random = new Random(seed);
  const n = 3 + random.integer(58);
  const kind = random.integer(6);
  const scale = 10 ** (6 * random.uniform() - 3);
  return Array.from({ length: n }, () => {
    const u = 1 - random.uniform();
    switch (kind) {
      case 0:
        return scale * u ** (-1 / (0.5 + 3 * random.uniform()));
      case 1:
        return scale * Math.exp(random.normal());
      case 2:
        return 1 + Math.floor(-5 * Math.log(u));
      case 3:
        return scale * (1 - u);
      case 4:
        return Math.ceil(3 * u ** (-1 / 1.5));
      default:
        return u < 0.1 ? scale * 50 * (1 + random.uniform()) : scale * (1 + random.uniform());
    }
  });
}

describe("fitPowerLaw", () => {
  test("equals a brute-force scan over every x_min on 1,000 data sets", () => {
    for (let seed = 0; seed < 1000; seed++) {
      const x = randomData(seed);
      const minTail = 2 + (seed % 4);
      const { all, least } = referenceScan(x, minTail);
      if (all.length === 0) {
        expect(() => fitPowerLaw(x, { minTail })).toThrow(/no tail/);
        continue;
      }
      const fit = fitPowerLaw(x, { minTail });
      const there = all.find((candidate) => candidate.xmin === fit.xmin);
      expect(there, `seed ${seed}`).toBeDefined();
      expect(Math.abs(fit.D - least), `seed ${seed}`).toBeLessThan(1e-12);
      expect(Math.abs(there!.D - least), `seed ${seed}`).toBeLessThan(1e-12);
      expect(fit.alpha / there!.alpha, `seed ${seed}`).toBeCloseTo(1, 10);
      expect(fit.numPlSpikes).toBe(there!.count);
    }
  });

  test("equals the brute-force scan with a cut-off", () => {
    for (let seed = 0; seed < 200; seed++) {
      const x = randomData(seed);
      const sorted = [...x].sort((a, b) => a - b);
      const xmax = seed % 2 ? sorted[sorted.length - 1] : sorted[Math.floor(0.8 * sorted.length)];
      if (!(xmax > sorted[0])) continue;
      const { all, least } = referenceScan(x, 3, xmax);
      if (all.length === 0) {
        expect(() => fitPowerLaw(x, { minTail: 3, xmax })).toThrow(/no tail/);
        continue;
      }
      const fit = fitPowerLaw(x, { minTail: 3, xmax });
      const there = all.find((candidate) => candidate.xmin === fit.xmin)!;
      expect(Math.abs(fit.D - least), `seed ${seed}`).toBeLessThan(1e-9);
      expect(Math.abs(there.D - least), `seed ${seed}`).toBeLessThan(1e-9);
      expect(fit.alpha / there.alpha).toBeCloseTo(1, 6);
      expect(fit.numAboveXmax).toBe(x.filter((v) => v > xmax).length);
    }
  });

  test("equals the least of the full profile on 3,000 values", () => {
    for (const xmax of [undefined, "max"] as const) {
      const x = new Random(4).normals(3000).map((z, i) => (i % 3 ? Math.exp(z) : Math.exp(Math.abs(2 * z))));
      const fit = fitPowerLaw(x, { xmax });
      const profile = powerLawProfile(x, { xmax });
      const least = Math.min(...profile.D);
      expect(fit.D).toBe(least);
      const i = profile.D.indexOf(least);
      expect([profile.xmin[i], profile.alpha[i], profile.tailCount[i]]).toEqual([
        fit.xmin,
        fit.alpha,
        fit.numPlSpikes,
      ]);
    }
  });

  test("recovers a Pareto exponent, with the standard errors of both likelihoods", () => {
    const u = new Random(8).uniforms(20_000);
    const b = 1.5;
    const cut = 1 - 30 ** -b;
    const pareto = u.map((v) => (1 - v) ** (-1 / b));
    const bounded = u.map((v) => (1 - v * cut) ** (-1 / b));
    const free = fitPowerLaw(pareto, { xmin: 1 });
    expect(Math.abs(free.alpha - 2.5)).toBeLessThan(4 * free.sigma);
    expect(free.sigma).toBeCloseTo((free.alpha - 1) / Math.sqrt(20_000), 12);
    const cutFit = fitPowerLaw(bounded, { xmin: 1, xmax: 30 });
    expect(cutFit.truncated).toBe(true);
    expect(Math.abs(cutFit.alpha - 2.5)).toBeLessThan(4 * cutFit.sigma);
    expect(cutFit.sigma).toBeGreaterThan(free.sigma);
    // the plain likelihood reads the missing tail as a steeper law
    expect(fitPowerLaw(bounded, { xmin: 1 }).alpha - 2.5).toBeGreaterThan(4 * free.sigma);
  });

  test("keeps to its options and says what it left out", () => {
    const x = [0, -1, 1, 2, 3, 4, 5, 100];
    const fit = fitPowerLaw(x, { xmin: 1.5, xmax: 50 });
    expect(fit).toMatchObject({
      xmin: 1.5,
      xmax: 50,
      numNonPositive: 2,
      numAboveXmax: 1,
      numPlSpikes: 4,
      count: 5,
    });
    expect(Object.isFrozen(fit)).toBe(true);
  });

  test("refuses what has no tail", () => {
    for (const x of [[], [1], [0, 0, 0], [2, 2, 2, 2], [-1, -2]])
      expect(() => fitPowerLaw(x)).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
    expect(() => fitPowerLaw([1, Number.NaN, 3])).toThrow(/x\[1\] is NaN/);
    expect(() => fitPowerLaw([1, 2, 3], { minTail: 1 })).toThrow(/minTail/);
    expect(() => fitPowerLaw([1, 2, 3], { xmin: -1 })).toThrow(/xmin/);
    expect(() => fitPowerLaw([1, 2, 3], { xmax: 1 })).toThrow(/xmax/);
    expect(() => fitPowerLaw([1, 2, 3], { xmin: 3.5 })).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
  });

  test("stands values near the ends of the exponent range", () => {
    for (const scale of [1e-300, 1e300]) {
      const x = new Random(2).uniforms(300).map((u) => scale * (1 - u) ** -0.02);
      const fit = fitPowerLaw(x, { xmin: scale });
      expect(Math.abs(fit.alpha - 51)).toBeLessThan(4 * fit.sigma);
      expect(Number.isFinite(fitPowerLaw(x).alpha)).toBe(true);
    }
  });
});
