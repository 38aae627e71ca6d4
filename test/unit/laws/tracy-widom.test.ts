import { describe, expect, test } from "vitest";
import { airyDeterminants } from "../../../src/laws/edges/airy-determinants.ts";
import { hastingsMcLeod } from "../../../src/laws/edges/hastings-mcleod.ts";
import * as laws from "../../../src/laws/index.ts";
import reference from "../../fixtures/laws/tracy-widom.json" with { type: "json" };
import exactWishart from "../../fixtures/laws/wishart.json" with { type: "json" };
import { checkInverses, checkMass, checkSample, expectClose, type ReferencePoint } from "./law-checks.ts";

/** Mean, variance, skewness and excess kurtosis as printed by F. Bornemann, Math. Comp. 79, 871 (2010), table 10. */
const PUBLISHED = {
  1: [-1.206533574582, 1.607781034581, 0.29346452408, 0.1652429384],
  2: [-1.77108680741, 0.81319479283, 0.22408420361, 0.09344808767],
  4: [-2.306884893241, 0.5177237207726, 0.16550949435, 0.04919515656],
} as const;

function cumulantRatios(law: laws.Law): number[] {
  const [m1, m2, m3, m4] = [1, 2, 3, 4].map((k) => law.moment(k) ?? Number.NaN);
  const variance = m2 - m1 * m1;
  const third = m3 - 3 * m1 * m2 + 2 * m1 ** 3;
  const fourth = m4 - 4 * m1 * m3 + 6 * m1 * m1 * m2 - 3 * m1 ** 4;
  return [m1, variance, third / variance ** 1.5, fourth / variance ** 2 - 3];
}

describe.each([1, 2, 4] as const)("Tracy-Widom beta = %i", (beta) => {
  const law = laws.tracyWidom({ beta });
  const points: ReferencePoint[] = [-8, -5, -3, -2, -1, 0, 1, 3, 8, 15].map((x) => [
    x,
    law.pdf(x),
    law.cdf(x),
    law.survival(x),
  ]);

  test("mean, variance, skewness and kurtosis are the published ones", () => {
    for (const [i, value] of cumulantRatios(law).entries())
      expectClose(value, PUBLISHED[beta][i], 1e-12, 1e-10, `moment ${i + 1}`);
  });
  test("quantiles undo the distribution function in both tails", () => checkInverses(law, points, 1e-11));
  test("the density carries the mass that the distribution function says", () => checkMass(law));
  test("cdf and survival add to one", () => {
    for (const [x, , cdf, survival] of points) expectClose(cdf + survival, 1, 4e-16, 0, `at ${x}`);
  });
  test("draws pass Kolmogorov-Smirnov", () => checkSample(law));
  test("far tails are monotone and end in 0 and 1", () => {
    let previous = 1;
    for (let s = 5; s < (beta === 1 ? 99 : 42); s += 0.37) {
      const p = law.survival(s);
      expect(p).toBeLessThan(previous);
      previous = p;
    }
    expect([law.cdf(-60), law.survival(-60), law.cdf(200), law.survival(200), law.pdf(300)]).toEqual([
      0, 1, 1, 0, 0,
    ]);
  });
});

test.each(reference.map((r) => [r.beta, r.points] as const))(
  "beta = %i agrees with 50-digit determinants to 1e-11, from 1e-37 in one tail to 1e-30 in the other",
  (beta, points) => {
    // The fixture's points are in the scale of F1 and F2 for every beta.
    const stretch = beta === 4 ? Math.SQRT2 : 1;
    const law = laws.tracyWidom({ beta: beta as 1 | 2 | 4 });
    for (const [s, pdf, cdf, survival] of points) {
      const x = s / stretch;
      expectClose(law.cdf(x), cdf, 1e-11, 0, `F(${s})`);
      expectClose(law.pdf(x), stretch * pdf, 1e-11, 0, `F'(${s})`);
      expectClose(law.survival(x), survival, 1e-11, 0, `1 - F(${s})`);
      if (cdf > 1e-30 && survival > 1e-14)
        expectClose(law.quantile(cdf), x, 1e-10, (8 * Number.EPSILON * cdf) / pdf, `quantile(${cdf})`);
    }
  },
);

test("determinants and the Painleve boundary value problem agree where both are good", () => {
  for (const s of [-4.5, -3.3, -2.4, -2.0001, -1.7, 0.3, 1.2, 4, 7, 20, 45]) {
    const a = airyDeterminants(s, 64);
    const b = hastingsMcLeod(s);
    expectClose(b.q, a.q, 1e-12, 0, `q(${s})`);
    expectClose(b.integral, a.integralOfQ, 1e-12, 0, `integral of q from ${s}`);
    expectClose(b.slope, a.slope, 1e-12, 0, `slope(${s})`);
    expectClose(b.logF2, a.logF2, 1e-12, 0, `log F2(${s})`);
  }
});

test("the upper tail of F2 is its asymptotic form", () => {
  // 1 - F2(s) ~ exp(-(4/3) s^(3/2))/(16 pi s^(3/2)) (1 - 35/(24 s^(3/2)) + ...).
  const law = laws.tracyWidom({ beta: 2 });
  for (const s of [30, 50]) {
    const power = s ** 1.5;
    const wanted = (Math.exp((-4 / 3) * power) / (16 * Math.PI * power)) * (1 - 35 / (24 * power));
    expectClose(law.survival(s), wanted, 5 / power ** 2, 0, `1 - F2(${s})`);
  }
});

test("the two scales of beta = 4 differ by 2^(1/6)", () => {
  const one = laws.tracyWidom({ beta: 4 });
  const other = laws.tracyWidom({ beta: 4, convention: "stochasticAiry" });
  for (const x of [-4, -2, 0, 2]) expectClose(other.cdf(x), one.cdf(x * 2 ** (1 / 6)), 1e-13, 0, `F4(${x})`);
  expectClose(other.moment(1)!, one.moment(1)! / 2 ** (1 / 6), 1e-13, 0, "mean");
});

test("the largest eigenvalue of a complex Wishart matrix approaches its exact law (Khatri's determinant)", () => {
  const errors = exactWishart.map(({ n, m, points }) => {
    const law = laws.wishartLargest({ n, m, beta: 2 });
    return Math.max(...points.map(([x, cdf]) => Math.abs(law.cdf(x) - cdf)));
  });
  exactWishart.forEach(({ m }, i) => {
    expect(errors[i]).toBeLessThan(0.4 * m ** (-2 / 3));
  });
  // Each second case is the one before with both sizes four times as large: the error falls like m^(-2/3), by 2.5.
  for (const i of [0, 2, 4]) expect(errors[i] / errors[i + 1]).toBeGreaterThan(2.2);
  for (const { n, m, points } of exactWishart) {
    const [x, , survival] = points[3];
    const ratio = laws.wishartLargest({ n, m, beta: 2 }).survival(x) / survival;
    expect(Math.abs(ratio - 1)).toBeLessThan(3 * m ** (-2 / 3));
  }
});

test("the Wishart edge has the centre of its paper and the scale of the entries", () => {
  const { centre, scale } = laws.wishartEdge({ n: 400, m: 100 });
  expectClose(centre, (Math.sqrt(399.5) + Math.sqrt(99.5)) ** 2, 1e-14, 0, "Ma's centre");
  const johnstone = laws.wishartEdge({ n: 400, m: 100, centring: "johnstone" });
  expectClose(johnstone.centre, (Math.sqrt(399) + 10) ** 2, 1e-14, 0, "Johnstone's centre");
  const real = laws.wishartLargest({ n: 400, m: 100 });
  expectClose(real.survival(centre + 2 * scale), laws.tracyWidom().survival(2), 1e-12, 0, "p-value");
  expectClose(real.moment(1)!, centre - scale * 1.206533574582, 1e-11, 0, "mean");
  const scaled = laws.wishartLargest({ n: 400, m: 100, sigma: 3 });
  expectClose(scaled.upperQuantile(0.01), 9 * real.upperQuantile(0.01), 1e-12, 0, "sigma");
  expect(() => laws.wishartLargest({ n: 1, m: 3 })).toThrow(/n must be an integer >= 2, got 1/);
});
