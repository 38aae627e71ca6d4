import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { brody as lawsBrody } from "../../../src/laws/index.ts";
import { blockBootstrap, fitBerryRobnik, fitBrody } from "../../../src/levels/index.ts";

/** Gamma(3/2) and Gamma(5/3). */
const [GAMMA_3_2, GAMMA_5_3] = [Math.sqrt(Math.PI) / 2, 0.9027452929509336];

/** Draws from Brody's law by inversion; `mean` is Gamma((beta + 2)/(beta + 1)). */
function brody(beta: number, mean: number, n: number, seed: number): Float64Array {
  return new Random(seed).uniforms(n).map((u) => (-Math.log1p(-u)) ** (1 / (beta + 1)) / mean);
}

describe("Brody", () => {
  for (const [beta, mean] of [
    [0, 1],
    [1, GAMMA_3_2],
    [0.5, GAMMA_5_3],
  ] as const)
    test.each(["likelihood", "leastSquares"] as const)(`recovers beta = ${beta} by %s`, (method) => {
      const fit = fitBrody(brody(beta, mean, 5000, 3), { method, bootstrap: { samples: 40 } });
      expect(Math.abs(fit.beta - beta)).toBeLessThan(4 * fit.standardError);
      expect(fit.standardError).toBeLessThan(0.04);
      expect(fit.standardError).toBeGreaterThan(0.006);
      expect(fit.residual).toBeLessThan(0.02);
      expect(fit).toMatchObject({ count: 5000, zeroSpacings: 0, method });
    });

  test("the error covers: z-scores of 60 samples have variance 1", () => {
    let squares = 0;
    for (let seed = 0; seed < 60; seed++) {
      const fit = fitBrody(brody(1, GAMMA_3_2, 300, seed), { bootstrap: { samples: 60 } });
      squares += ((fit.beta - 1) / fit.standardError) ** 2 / 60;
    }
    expect(Math.abs(squares - 1)).toBeLessThan(4 * Math.sqrt(2 / 60));
  });

  test("the maximum is a maximum, and scale does not matter", () => {
    const s = brody(0.5, GAMMA_5_3, 500, 8);
    const fit = fitBrody(s, { bootstrap: false });
    const scaled = fitBrody(
      s.map((v) => 1000 * v),
      { bootstrap: false },
    );
    expect(scaled.beta).toBeCloseTo(fit.beta, 6);
    expect(fit.standardError).toBeNaN();
    // the density written out: (b+1) G s^b exp(-G s^(b+1)), G = Gamma((b+2)/(b+1))^(b+1) by its integral
    const mean = s.reduce((sum, v) => sum + v, 0) / s.length;
    const logLikelihood = (b: number) => {
      const G = gammaByIntegral((b + 2) / (b + 1)) ** (b + 1);
      return s.reduce((sum, raw) => {
        const v = raw / mean;
        return sum + Math.log((b + 1) * G * v ** b * Math.exp(-G * v ** (b + 1)));
      }, 0);
    };
    expect(Math.abs(logLikelihood(fit.beta) - fit.logLikelihood)).toBeLessThan(1e-6);
    for (const step of [-0.01, 0.01]) expect(logLikelihood(fit.beta + step)).toBeLessThan(fit.logLikelihood);
  });

  test("without normalisation the scale matters; without a bootstrap there is no error", () => {
    const s = brody(1, GAMMA_3_2, 400, 2);
    const mean = s.reduce((sum, v) => sum + v, 0) / 400;
    const unit = s.map((v) => v / mean);
    const raw = fitBrody(unit, { bootstrap: false, normalize: false });
    const normalised = fitBrody(s, { bootstrap: false });
    expect(raw.beta).toBeCloseTo(normalised.beta, 6);
    expect(
      fitBrody(
        s.map((v) => 3 * v),
        { bootstrap: false, normalize: false },
      ).beta,
    ).not.toBeCloseTo(raw.beta, 2);
    expect([...normalised.interval]).toEqual([Number.NaN, Number.NaN]);
  });

  test("the residual is the root mean square of F(s_(i)) - (i - 1/2)/n", () => {
    const s = brody(1, GAMMA_3_2, 100, 4);
    const { beta, residual } = fitBrody(s, { bootstrap: false, method: "leastSquares" });
    const mean = s.reduce((sum, v) => sum + v, 0) / 100;
    const law = lawsBrody({ b: beta });
    const squares = [...s]
      .sort((a, b) => a - b)
      .map((v, i) => (law.cdf(v / mean) - (i + 0.5) / 100) ** 2)
      .reduce((sum, v) => sum + v, 0);
    expect(residual).toBeCloseTo(Math.sqrt(squares / 100), 10);
  });

  test("ten positive spacings are the fewest", () => {
    const ten = [1, 1.1, 1.2, 0.9, 0.8, 0.7, 1.3, 1.05, 0.95, 1];
    expect(fitBrody([...ten, 0], { bootstrap: false })).toMatchObject({ count: 10, zeroSpacings: 1 });
    expect(() => fitBrody([...ten.slice(1), 0], { bootstrap: false })).toThrow(/got 9/);
  });

  test("drops exact zeros and says so; refuses what is no spacing", () => {
    const s = [...brody(1, GAMMA_3_2, 50, 1), 0, 0];
    expect(fitBrody(s, { bootstrap: false })).toMatchObject({ count: 50, zeroSpacings: 2 });
    expect(() => fitBrody([1, 2, 3])).toThrow(/at least 10 positive spacings, got 3/);
    expect(() => fitBrody([...s, -1])).toThrow(/spacing 52 must be a finite number >= 0, got -1/);
    expect(() => fitBrody([...s, Number.NaN])).toThrow(/spacing 52 is NaN/);
  });
});

function gammaByIntegral(x: number): number {
  let sum = 0;
  const h = 0.001;
  // t = e^y
  for (let y = -40; y < 5; y += h) sum += h * Math.exp(x * y - Math.exp(y));
  return sum;
}

describe("Berry and Robnik", () => {
  /** A Poisson sequence of density r and one with the GOE surmise's spacings of density 1 - r, laid over each other. */
  function superposition(r: number, n: number, seed: number): Float64Array {
    const levels: number[] = [];
    for (const [share, exponent, mean, stream] of [
      [r, 1, 1, 0],
      [1 - r, 0.5, GAMMA_3_2, 1],
    ]) {
      if (share === 0) continue;
      let x = 0;
      for (const u of new Random(seed, stream).uniforms(Math.ceil(n * share)))
        levels.push((x += (-Math.log1p(-u)) ** exponent / mean / share));
    }
    levels.sort((a, b) => a - b);
    return Float64Array.from(levels.slice(1), (x, i) => x - levels[i]).slice(0, Math.floor(0.95 * n));
  }

  for (const r of [0.3, 0.7])
    test.each(["likelihood", "leastSquares"] as const)(`recovers a regular share of ${r} by %s`, (method) => {
      const fit = fitBerryRobnik(superposition(r, 5000, 5), { method, bootstrap: { samples: 30 } });
      expect(Math.abs(fit.regularShare - r)).toBeLessThan(4 * fit.standardError);
      expect(fit.standardError).toBeLessThan(0.06);
    });

  test("pure sequences are at the ends", () => {
    expect(fitBerryRobnik(superposition(1, 5000, 2), { bootstrap: false }).regularShare).toBeGreaterThan(
      0.95,
    );
    expect(fitBerryRobnik(superposition(0, 5000, 2), { bootstrap: false }).regularShare).toBeLessThan(0.05);
  });
});

describe("block bootstrap", () => {
  test("gives the standard error of the mean of independent values", () => {
    const x = new Random(4).normals(2000);
    const { standardError, value, interval } = blockBootstrap(x, mean, { samples: 400 });
    expect(Math.abs(standardError * Math.sqrt(2000) - 1)).toBeLessThan(0.15);
    expect(value).toBe(mean(x));
    expect(interval[1] - interval[0]).toBeCloseTo(2 * 1.96 * standardError, 1);
  });

  test("sees the correlation of neighbours that single draws miss", () => {
    const x = new Random(5).normals(4001);
    // moving sums of two: the mean's variance is (2 + 2)/n, of which independent draws see 2/n
    const sums = x.subarray(1).map((v, i) => v + x[i]);
    const blocks = blockBootstrap(sums, mean, { samples: 400, blockLength: 40 }).standardError;
    const single = blockBootstrap(sums, mean, { samples: 400, blockLength: 1 }).standardError;
    expect(Math.abs(blocks * Math.sqrt(4000) - 2)).toBeLessThan(0.35);
    expect(Math.abs(single * Math.sqrt(4000) - Math.SQRT2)).toBeLessThan(0.2);
  });

  test("by default blocks are ceil(n^(1/3)) + 1 long, at least 3", () => {
    for (const [n, blockLength] of [
      [6, 3],
      [27, 4],
      [28, 5],
      [100, 6],
    ]) {
      const x = new Random(n).uniforms(n);
      const run = (options: object) => blockBootstrap(x, mean, { samples: 5, ...options }).replicates;
      expect(run({})).toEqual(run({ blockLength }));
      expect(run({})).not.toEqual(run({ blockLength: blockLength + (n === 6 ? -1 : 1) }));
    }
    expect(() => blockBootstrap([1, 2, 3, 4, 5], mean)).toThrow(/at least 6 values, got 5/);
  });

  test("interval and error are the percentiles 2.5 and 97.5 and the n - 1 deviation of the replicates", () => {
    const x = new Random(2).uniforms(40);
    const { replicates, interval, standardError } = blockBootstrap(x, mean, { samples: 41 });
    const sorted = [...replicates].sort((a, b) => a - b);
    expect(interval[0]).toBeCloseTo(sorted[1], 14);
    expect(interval[1]).toBeCloseTo(sorted[39], 14);
    const centre = mean(replicates);
    expect(standardError).toBeCloseTo(
      Math.sqrt(replicates.reduce((sum, v) => sum + (v - centre) ** 2, 0) / 40),
      14,
    );
  });

  test("a resample is made of blocks of the ring", () => {
    const x = Float64Array.from({ length: 12 }, (_, i) => i);
    const seen: number[][] = [];
    blockBootstrap(x, (r) => seen.push([...r]), { samples: 20, blockLength: 5 });
    for (const resample of seen.slice(0, 20))
      resample.forEach((value, i) => {
        if (i % 5 > 0) expect(value).toBe((resample[i - 1] + 1) % 12);
      });
    expect(new Set(seen.map(([first]) => first)).size).toBeGreaterThan(6);
    expect(seen[20]).toEqual([...x]);
  });

  test("repeats from its seed, refuses too few values", () => {
    const x = new Random(1).uniforms(50);
    const run = (seed: number) => blockBootstrap(x, mean, { seed, samples: 20 }).replicates;
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(() => blockBootstrap([1, 2, 3], mean, { blockLength: 2 })).toThrow(/at least 4 values, got 3/);
    expect(() => blockBootstrap(x, mean, { samples: 1 })).toThrow(/samples must be an integer >= 2, got 1/);
  });
});

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
