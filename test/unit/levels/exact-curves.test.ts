import { describe, expect, test } from "vitest";
import {
  exactFormFactor,
  exactNumberVariance,
  exactSpectralRigidity,
  type UniversalityClass,
} from "../../../src/levels/index.ts";
import { sineIntegrals } from "../../../src/levels/long-range/sine-integrals.ts";
import curves from "../../fixtures/levels/exact-curves.json" with { type: "json" };
import integrals from "../../fixtures/levels/sine-integrals.json" with { type: "json" };

test("sine integrals are mpmath's within 1e-14", () => {
  for (const { x, si, cin } of integrals) {
    const ours = sineIntegrals(x);
    expect(Math.abs(ours.si - si)).toBeLessThan(1e-14);
    expect(Math.abs(ours.cin - cin)).toBeLessThan(1e-14 * Math.max(1, Math.log(x)));
  }
});

test("number variance and rigidity are the integrals over Y_2 within 1e-12", () => {
  for (const { class: name, L, numberVariance, spectralRigidity } of curves) {
    expect(Math.abs(exactNumberVariance(name as UniversalityClass, L) - numberVariance)).toBeLessThan(1e-12);
    expect(Math.abs(exactSpectralRigidity(name as UniversalityClass, L) - spectralRigidity)).toBeLessThan(
      1e-12,
    );
  }
});

test("published values: GOE Sigma^2 .4463 and .9087, Delta_3 .0605 and .2357 at L = 1 and 10", () => {
  expect(exactNumberVariance("goe", 1)).toBeCloseTo(0.4463, 4);
  expect(exactNumberVariance("goe", 10)).toBeCloseTo(0.9087, 4);
  expect(exactSpectralRigidity("goe", 1)).toBeCloseTo(0.0605, 4);
  expect(exactSpectralRigidity("goe", 10)).toBeCloseTo(0.2357, 4);
});

test("small and large L: Sigma^2 -> L, Delta_3 -> L/15, then the logarithms", () => {
  for (const name of ["poisson", "goe", "gue", "gse"] as const) {
    expect(exactNumberVariance(name, 1e-6) / 1e-6).toBeCloseTo(1, 5);
    expect(exactSpectralRigidity(name, 1e-6) / 1e-6).toBeCloseTo(1 / 15, 6);
    expect([exactNumberVariance(name, 0), exactSpectralRigidity(name, 0)]).toEqual([0, 0]);
  }
  // Mehta 2004: (2/pi^2)(ln 2 pi L + gamma + 1 - pi^2/8), (1/pi^2)(ln 2 pi L + gamma + 1), (1/2 pi^2)(ln 4 pi L + gamma + 1 + pi^2/8)
  const [L, gamma, eighth] = [1000, 0.5772156649015329, Math.PI ** 2 / 8];
  const asymptotes = {
    goe: (2 / Math.PI ** 2) * (Math.log(2 * Math.PI * L) + gamma + 1 - eighth),
    gue: (1 / Math.PI ** 2) * (Math.log(2 * Math.PI * L) + gamma + 1),
    gse: (0.5 / Math.PI ** 2) * (Math.log(4 * Math.PI * L) + gamma + 1 + eighth),
  };
  for (const name of ["goe", "gue", "gse"] as const)
    expect(Math.abs(exactNumberVariance(name, L) - asymptotes[name])).toBeLessThan(2e-4);
});

describe("form factor", () => {
  /** Sigma^2(L) = (2/pi^2) int_0^inf K(tau) sin^2(pi L tau)/tau^2 dtau: the two curves from independent formulas. */
  function varianceFromFormFactor(name: UniversalityClass, L: number): number {
    const steps = 400_000;
    const end = 400;
    const h = end / steps;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const tau = (i + 0.5) * h;
      sum += (exactFormFactor(name, tau) * Math.sin(Math.PI * L * tau) ** 2 * h) / tau ** 2;
    }
    // beyond the end K = 1 and the sine square is one half on average
    return (2 / Math.PI ** 2) * (sum + 0.5 / end);
  }

  test.each(["poisson", "goe", "gue", "gse"] as const)("of %s gives its number variance", (name) => {
    for (const L of [0.5, 1.3, 4]) {
      // the midpoint rule meets the logarithm of GSE at tau = 1
      expect(Math.abs(varianceFromFormFactor(name, L) - exactNumberVariance(name, L))).toBeLessThan(5e-5);
    }
  });

  test("meets itself at the joints", () => {
    expect(exactFormFactor("goe", 1)).toBeCloseTo(exactFormFactor("goe", 1 + 1e-12), 10);
    expect(exactFormFactor("goe", 1)).toBeCloseTo(2 - Math.log(3), 12);
    expect(exactFormFactor("gse", 2)).toBe(1);
  });
});

test("bad input", () => {
  expect(() => exactNumberVariance("goe", -1)).toThrow(/L must be a finite number >= 0, got -1/);
  expect(() => exactFormFactor("gue", Number.POSITIVE_INFINITY)).toThrow(/finite/);
  expect(() => exactSpectralRigidity("xyz" as UniversalityClass, 1)).toThrow(
    /universality must be one of poisson, goe, gue, gse, got xyz/,
  );
});
