/** The non-uniform variates against their exact distribution functions (stdlib's incomplete gamma and beta). */
import betainc from "@stdlib/math-base-special-betainc";
import erf from "@stdlib/math-base-special-erf";
import gammainc from "@stdlib/math-base-special-gammainc";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";

const COUNT = 40_000;

/** sqrt(n) D of a sample; above 2.2 with probability 1.2e-4 under the law. */
function scaledDistance(sample: Float64Array, cdf: (x: number) => number): number {
  const x = sample.slice().sort();
  let distance = 0;
  for (let i = 0; i < x.length; i++) {
    const f = cdf(x[i]);
    distance = Math.max(distance, (i + 1) / x.length - f, f - i / x.length);
  }
  return Math.sqrt(x.length) * distance;
}

const constant = (value: number) => new Float64Array(COUNT).fill(value);

describe("variates follow their law", () => {
  for (const shape of [0.05, 0.5, 0.999, 1, 2.5, 40, 3e4])
    test(`gamma of shape ${shape}`, () => {
      const x = new Random(11).gammas(constant(shape));
      expect(scaledDistance(x, (v) => gammainc(v, shape))).toBeLessThan(2.2);
    });

  for (const freedom of [0.3, 1, 2, 7, 150])
    test(`chi with ${freedom} degrees of freedom`, () => {
      const x = new Random(12).chis(constant(freedom));
      expect(scaledDistance(x, (v) => gammainc((v * v) / 2, freedom / 2))).toBeLessThan(2.2);
    });

  test("exponential", () => {
    expect(scaledDistance(new Random(13).exponentials(COUNT), (v) => 1 - Math.exp(-v))).toBeLessThan(2.2);
  });

  for (const freedom of [0.7, 1, 3, 30])
    test(`Student's t with ${freedom} degrees of freedom`, () => {
      const cdf = (t: number) => {
        const outside = 0.5 * betainc(freedom / (freedom + t * t), freedom / 2, 0.5);
        return t > 0 ? 1 - outside : outside;
      };
      expect(scaledDistance(new Random(14).students(COUNT, freedom), cdf)).toBeLessThan(2.2);
    });

  for (const mu of [0.5, 1, 3])
    test(`symmetric Pareto of exponent ${mu}`, () => {
      const cdf = (x: number) => {
        const outside = 0.5 * Math.abs(x) ** -mu;
        return x > 0 ? 1 - outside : outside;
      };
      const x = new Random(15).paretos(COUNT, mu);
      expect(x.every((v) => Math.abs(v) >= 1)).toBe(true);
      expect(scaledDistance(x, cdf)).toBeLessThan(2.2);
    });

  test("stable of exponent 1 is Cauchy, of exponent 2 is N(0, 2)", () => {
    const cauchy = new Random(16).stables(COUNT, 1);
    expect(scaledDistance(cauchy, (x) => 0.5 + Math.atan(x) / Math.PI)).toBeLessThan(2.2);
    const normal = new Random(17).stables(COUNT, 2);
    expect(scaledDistance(normal, (x) => 0.5 + 0.5 * erf(x / 2))).toBeLessThan(2.2);
  });

  for (const mu of [0.4, 0.9, 1.2, 1.7])
    test(`stable of exponent ${mu} has the characteristic function exp(-|t|^mu)`, () => {
      const x = new Random(18).stables(COUNT, mu);
      for (const t of [0.2, 0.7, 1.5]) {
        const measured = x.reduce((sum, v) => sum + Math.cos(t * v), 0) / COUNT;
        const expected = Math.exp(-(t ** mu));
        const variance = 0.5 * (1 + Math.exp(-((2 * t) ** mu))) - expected ** 2;
        expect(Math.abs(measured - expected)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
      }
    });
});

test("zero degrees of freedom give zero, and mixed parameters keep their places", () => {
  expect([...new Random(1).chis([0, 0])]).toEqual([0, 0]);
  const means = new Float64Array(3);
  for (let s = 0; s < 2000; s++) {
    const drawn = new Random(19, s).gammas([1, 100, 10_000]);
    for (let i = 0; i < 3; i++) means[i] += drawn[i] / 2000;
  }
  for (const [i, shape] of [1, 100, 10_000].entries())
    expect(Math.abs(means[i] - shape)).toBeLessThan(4 * Math.sqrt(shape / 2000));
});

test("parameters outside the law are refused by name", () => {
  const random = new Random(1);
  expect(() => random.gammas([1, 0])).toThrow(/shapes must be positive, got 0/);
  expect(() => random.chis([-1])).toThrow(/freedoms must be at least 0, got -1/);
  expect(() => random.students(3, Number.NaN)).toThrow(/freedom/);
  expect(() => random.paretos(3, 0)).toThrow(/mu/);
  expect(() => random.stables(3, 2.1)).toThrow(/mu must be in \(0, 2\]/);
});
