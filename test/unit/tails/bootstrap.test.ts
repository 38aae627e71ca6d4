import { describe, expect, test } from "vitest";
import { betaLaguerreSingularValues } from "../../../src/ensembles/index.ts";
import { Random } from "../../../src/kernel/index.ts";
import {
  dragonKingTest,
  fitPowerLaw,
  powerLawIntervals,
  powerLawProfile,
  powerLawTest,
  tailVerdict,
} from "../../../src/tails/index.ts";

/** n values, a share `tail` of them Pareto above 1 with density exponent alpha, the others below. */
function spectrum(seed: number, n: number, alpha: number, tail = 1): Float64Array {
  const u = new Random(seed).uniforms(2 * n);
  return Float64Array.from({ length: n }, (_, i) =>
    u[2 * i] < tail ? (1 - u[2 * i + 1]) ** (-1 / (alpha - 1)) : 0.1 + 0.9 * Math.sqrt(u[2 * i + 1]),
  );
}

describe("the bootstrap test", () => {
  test("does not depend on how it is cut into runs, and repeats", () => {
    const x = spectrum(1, 300, 2.5, 0.5);
    const one = powerLawTest(x, { samples: 50, seed: 9 });
    expect(powerLawTest(x, { samples: 50, seed: 9 })).toEqual(one);
    expect(one.fit).toEqual(fitPowerLaw(x, { minTail: 50 }));
    expect(Math.round(one.p * 51)).toBeCloseTo(one.p * 51, 9);
  });

  test("rejects 10 % at .1 when xmin is known", () => {
    let rejected = 0;
    const seeds = 400;
    for (let seed = 0; seed < seeds; seed++)
      if (powerLawTest(spectrum(seed, 120, 3), { xmin: 1, samples: 99, seed }).p <= 0.1) rejected++;
    // four binomial standard errors
    expect(Math.abs(rejected / seeds - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / seeds));
  });

  test("rejects 10 % at .1 when xmin is searched, with nothing below it and with a body", () => {
    const seeds = 150;
    for (const [n, tail] of [
      [150, 1],
      [200, 0.5],
    ]) {
      let rejected = 0;
      for (let seed = 0; seed < seeds; seed++)
        if (powerLawTest(spectrum(seed, n, 2.5, tail), { samples: 99, seed }).p <= 0.1) rejected++;
      // the 2 % that calibration/tails.ts holds it to, and four binomial standard errors
      expect(Math.abs(rejected / seeds - 0.1), `${n} values`).toBeLessThan(
        0.02 + 4 * Math.sqrt(0.09 / seeds),
      );
    }
  });

  test("compares the least sqrt(t) D of all starts, Clauset's method D of the fit", () => {
    const x = spectrum(2, 400, 2.5, 0.5);
    const { D, tailCount } = powerLawProfile(x, { minTail: 50 });
    const conditional = powerLawTest(x, { samples: 20 });
    expect(conditional.method).toBe("conditional");
    expect(conditional.statistic).toBeCloseTo(Math.min(...D.map((d, i) => d * Math.sqrt(tailCount[i]))), 12);
    const clauset = powerLawTest(x, { samples: 20, method: "semiparametric" });
    expect(clauset.method).toBe("semiparametric");
    expect(clauset.statistic).toBe(clauset.fit.D);
    expect(clauset.fit).toEqual(conditional.fit);
  });

  test("with a known xmin both methods are one", () => {
    const x = spectrum(3, 300, 2.5, 0.5);
    const p = (method: "conditional" | "semiparametric") =>
      powerLawTest(x, { xmin: 1, samples: 99, method }).p;
    expect(p("conditional")).toBe(p("semiparametric"));
  });

  test("a body of Marchenko-Pastur noise with a power law on top is not rejected, the noise itself is", () => {
    let noise = 0;
    let planted = 0;
    for (let seed = 0; seed < 30; seed++) {
      const x = betaLaguerreSingularValues(300, 300, { seed })
        .map((nu) => nu ** 2)
        .sort();
      if (powerLawTest(x, { samples: 99, seed }).p <= 0.1) noise++;
      const tail = new Random(seed).uniforms(80);
      for (let j = 0; j < 80; j++) x[220 + j] = x[220] * (1 - tail[j]) ** (-1 / 1.5);
      if (powerLawTest(x, { samples: 99, seed }).p <= 0.1) planted++;
    }
    expect(noise).toBeGreaterThanOrEqual(28);
    // 3 of 30 are expected; more than 9 happen once in 2,000 times
    expect(planted).toBeLessThanOrEqual(9);
  });

  test("with a cut-off the null is the truncated law", () => {
    let rejected = 0;
    for (let seed = 0; seed < 100; seed++) {
      const cut = 1 - 20 ** -1.2;
      const x = new Random(seed).uniforms(200).map((u) => (1 - u * cut) ** (-1 / 1.2));
      if (powerLawTest(x, { xmin: 1, xmax: 20, samples: 99, seed }).p <= 0.1) rejected++;
    }
    expect(rejected).toBeLessThan(25);
    expect(rejected).toBeGreaterThan(0);
  });

  test("an exponential law is rejected", () => {
    const x = new Random(3).uniforms(1000).map((u) => 1 - Math.log(1 - u));
    expect(powerLawTest(x, { minTail: 300, samples: 199 }).p).toBeLessThan(0.02);
  });

  test("refuses bad options", () => {
    expect(() => powerLawTest([1, 2, 3], { samples: 0, minTail: 2 })).toThrow(/samples/);
    expect(() => powerLawTest([1, 2, 3], { seed: -1, minTail: 2 })).toThrow(/seed/);
    // @ts-expect-error a method that does not exist
    expect(() => powerLawTest([1, 2, 3], { method: "exact", minTail: 2 })).toThrow(/method/);
    expect(() => powerLawTest([1, 2, 3])).toThrow(expect.objectContaining({ code: "TOO_FEW" }));
    expect(() => powerLawIntervals([1, 2, 3], { level: 1 })).toThrow(/level/);
  });
});

test("intervals hold the fit and shrink like 1/sqrt(n)", () => {
  const small = powerLawIntervals(spectrum(4, 400, 2.5), { samples: 300 });
  const large = powerLawIntervals(spectrum(4, 6400, 2.5), { samples: 300 });
  for (const { fit, alpha, xmin } of [small, large]) {
    expect(alpha[0]).toBeLessThan(fit.alpha);
    expect(alpha[1]).toBeGreaterThan(fit.alpha);
    expect(xmin[0]).toBeLessThanOrEqual(fit.xmin);
    expect(xmin[1]).toBeGreaterThanOrEqual(fit.xmin);
  }
  const shrinkage = (small.alpha[1] - small.alpha[0]) / (large.alpha[1] - large.alpha[0]);
  expect(shrinkage).toBeGreaterThan(2.5);
  expect(shrinkage).toBeLessThan(6.5);
});

describe("the verdict", () => {
  test("a power law", () => {
    const { answer, reason, test: evidence } = tailVerdict(spectrum(6, 1000, 2.5), { samples: 200 });
    expect(answer).toBe("power law");
    expect(reason).toMatch(/alpha = 2\.\d\d over \d+ values is not rejected/);
    expect(evidence!.fit.alpha).toBeCloseTo(2.5, 0);
  });

  test("pure Marchenko-Pastur noise is not a power law", () => {
    for (let seed = 0; seed < 5; seed++) {
      const lambda = betaLaguerreSingularValues(400, 600, { seed }).map((nu) => nu ** 2);
      expect(tailVerdict(lambda, { samples: 200 }).answer).toBe("not a power law");
    }
  });

  test("a lognormal is named as such or rejected outright", () => {
    const x = new Random(2).normals(4000).map((z) => Math.exp(0.6 * z));
    const { answer, reason } = tailVerdict(x, { samples: 100, minTail: 1000 });
    expect(answer).toBe("not a power law");
    expect(reason).toMatch(/better than the best power law|would fit better/);
  });

  test("without the bootstrap it says what is not known, unless an alternative rejects", () => {
    const pareto = spectrum(6, 1000, 2.5);
    const untested = tailVerdict(pareto, { evidence: "alternatives" });
    expect(untested).toMatchObject({ answer: "not tested", better: [] });
    expect(untested.reason).toMatch(/alpha = 2\.\d\d over \d+ values; whether it fits was not tested/);
    expect(untested.comparisons).toHaveLength(4);
    expect(untested).not.toHaveProperty("test");
    expect(tailVerdict(pareto, { evidence: "fit" })).not.toHaveProperty("comparisons");
    const noise = betaLaguerreSingularValues(400, 600, { seed: 1 }).map((nu) => nu ** 2);
    const rejected = tailVerdict(noise, { evidence: "alternatives" });
    expect(rejected.answer).toBe("not a power law");
    expect(rejected.better.length).toBeGreaterThan(0);
    // the shares of the levels, and the surest first
    const level = rejected.levels.alternatives / 4;
    expect(rejected.levels).toEqual({ fit: 0.1, alternatives: 0.05 });
    const ps = rejected.better.map((name) => {
      const row = rejected.comparisons!.find((c) => c.alternative === name)!;
      return row.nestedP ?? row.vuongP;
    });
    for (const p of ps) expect(p).toBeLessThan(level);
    expect(ps).toEqual([...ps].sort((a, b) => a - b));
    expect(() => tailVerdict(noise, { evidence: "all" as never })).toThrow(/evidence must be one of fit,/);
  });

  test("too few points", () => {
    expect(tailVerdict([1, 2, 3]).answer).toBe("too few points");
    expect(tailVerdict(new Float64Array(200)).answer).toBe("too few points");
    expect(tailVerdict(spectrum(1, 200, 2), { xmin: 1e3, samples: 20 }).answer).toBe("too few points");
  });
});

describe("dragon kings", () => {
  test("are rare under a power law, at the stated family-wise level", () => {
    let found = 0;
    const seeds = 400;
    for (let seed = 0; seed < seeds; seed++)
      if (dragonKingTest(spectrum(seed, 80, 2.2), { xmin: 1 }).numDragonKings > 0) found++;
    expect(found / seeds).toBeLessThan(0.05 + 4 * Math.sqrt(0.0475 / seeds));
    expect(found).toBeGreaterThan(0);
  });

  test("single tests are exact: p uniform for each r", () => {
    const seeds = 500;
    for (const r of [1, 3]) {
      let below = 0;
      for (let seed = 0; seed < seeds; seed++)
        if (dragonKingTest(spectrum(seed + 1000, 40, 3), { xmin: 1 }).tests[r - 1].p <= 0.3) below++;
      expect(Math.abs(below / seeds - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / seeds));
    }
  });

  test("are found", () => {
    const x = spectrum(5, 300, 3);
    const largest = Math.max(...x);
    const kings = [3000, 2500, 2000].map((factor) => factor * largest);
    const found = dragonKingTest([...x, ...kings], { xmin: 1 });
    expect(found.p).toBeLessThan(1e-6);
    expect(found.numDragonKings).toBeGreaterThanOrEqual(3);
    expect(found.numDragonKings).toBeLessThan(6);
    expect([...found.values.subarray(0, 3)]).toEqual(kings);
    expect(() => dragonKingTest([1, 2, 3], { xmin: 1 })).toThrow(/at least 8/);
  });
});
