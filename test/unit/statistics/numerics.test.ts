/** Roots, minima, rules and series: closed forms. */
import { describe, expect, test, vi } from "vitest";
import {
  chebyshevNodes,
  evaluate,
  findRoot,
  gaussLegendre,
  integrate,
  integrateToHigh,
  interpolate,
  minimizeOnInterval,
  studentSurvival,
  trim,
} from "../../../src/statistics/index.ts";
import { codeOf } from "../error-code.ts";

describe("roots", () => {
  test("to the spacing of doubles, from either order of the ends and either sign", () => {
    for (const sign of [1, -1]) {
      const f = (x: number) => sign * (x * x - 2);
      expect(Math.abs(findRoot(f, 0, 2) - Math.SQRT2)).toBeLessThanOrEqual(2 ** -52);
      expect(Math.abs(findRoot(f, 2, 0) - Math.SQRT2)).toBeLessThanOrEqual(2 ** -52);
    }
    expect(findRoot((x) => x ** 3, -1, 2)).toBeCloseTo(0, 12);
    expect(findRoot((x) => (x < 0.3 ? -1 : 1), 0, 1)).toBeCloseTo(0.3, 15);
    expect(findRoot((x) => Math.log(x), 1e-300, 1e300)).toBeCloseTo(1, 15);
  });

  test("a root at an end is that end, without a step", () => {
    const f = vi.fn((x: number) => x - 1);
    expect([findRoot(f, 1, 3), findRoot(f, -1, 1)]).toEqual([1, 1]);
    expect(f).toHaveBeenCalledTimes(4);
  });

  test("takes about ten steps where bisection takes fifty", () => {
    for (const g of [(x: number) => Math.exp(x) - 2, (x: number) => x ** 9 - 0.5, Math.cos]) {
      const f = vi.fn(g);
      findRoot(f, 0, 2);
      expect(f.mock.calls.length).toBeLessThan(20);
    }
  });

  test("refuses ends of one sign and functions that are not numbers", () => {
    expect(codeOf(() => findRoot((x) => x * x + 1, -1, 1))).toBe("INVALID_ARGUMENT");
    expect(() => findRoot((x) => x, 1, 2)).toThrow("no sign change between 1 (1) and 2 (2)");
    expect(codeOf(() => findRoot((x) => (x === 0 || x === 1 ? x - 0.5 : Number.NaN), 0, 1))).toBe(
      "NO_CONVERGENCE",
    );
  });
});

describe("minima", () => {
  test("inside to the tolerance, at an end exactly", () => {
    for (const place of [0.1, 0.5, 1.7])
      expect(Math.abs(minimizeOnInterval((x) => Math.abs(x - place), 0, 2, 1e-6) - place)).toBeLessThan(1e-6);
    expect(minimizeOnInterval((x) => x, 0, 2, 1e-6)).toBe(0);
    expect(minimizeOnInterval((x) => -x, 0, 2, 1e-6)).toBe(2);
    expect(minimizeOnInterval((x) => (x - 1e-5) ** 2, 0, 2, 1e-6)).not.toBe(0);
  });

  test("one value a step: the interval shrinks by the golden section", () => {
    const f = vi.fn((x: number) => (x - 1) ** 2);
    minimizeOnInterval(f, 0, 2, 1e-3);
    // 2 to begin with, and ln(2000)/ln(1.618) = 15.8 steps
    expect(f.mock.calls.length).toBe(18);
    const far = vi.fn((x: number) => (x - 11) ** 2);
    expect(minimizeOnInterval(far, 10, 12, 1e-3)).toBeCloseTo(11, 2);
    expect(far.mock.calls.length).toBe(18);
  });
});

describe("Gauss-Legendre rules", () => {
  test("of one, two, three and five points are those of the tables", () => {
    const rule = (n: number) => {
      const { nodes, weights } = gaussLegendre(n);
      return [[...nodes], [...weights]];
    };
    expect(rule(1)).toEqual([[0], [2]]);
    const close = (n: number, nodes: number[], weights: number[]) => {
      const [x, w] = rule(n);
      x.forEach((value, i) => {
        expect(value).toBeCloseTo(nodes[i], 15);
      });
      w.forEach((value, i) => {
        expect(value).toBeCloseTo(weights[i], 14);
      });
    };
    close(2, [-1 / Math.sqrt(3), 1 / Math.sqrt(3)], [1, 1]);
    close(3, [-Math.sqrt(0.6), 0, Math.sqrt(0.6)], [5 / 9, 8 / 9, 5 / 9]);
    const [inner, outer] = [-1, 1].map((sign) => Math.sqrt(5 + sign * 2 * Math.sqrt(10 / 7)) / 3);
    const [heavy, light] = [1, -1].map((sign) => (322 + sign * 13 * Math.sqrt(70)) / 900);
    close(5, [-outer, -inner, 0, inner, outer], [light, heavy, 128 / 225, heavy, light]);
  });

  test("of n points integrate degree 2n - 1 exactly and 2n not", () => {
    for (const n of [2, 4, 7]) {
      const power = (k: number) => integrate((x) => (k + 1) * x ** k, 0, 1, n);
      expect(power(2 * n - 1)).toBeCloseTo(1, 13);
      expect(Math.abs(power(2 * n) - 1)).toBeGreaterThan(1e-12);
    }
    expect(integrate((x) => x * x, 1, 3, 2)).toBeCloseTo(26 / 3, 13);
    expect(integrate(Math.exp, 2, -1, 12)).toBeCloseTo(Math.exp(-1) - Math.exp(2), 12);
  });

  test("of many points ascend, are symmetric and weigh 2", () => {
    for (const n of [64, 201]) {
      const { nodes, weights } = gaussLegendre(n);
      for (let i = 0; i < n; i++) {
        expect(nodes[i]).toBe(-nodes[n - 1 - i] || 0);
        expect(weights[i]).toBe(weights[n - 1 - i]);
        if (i > 0) expect(nodes[i]).toBeGreaterThan(nodes[i - 1]);
      }
      expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(2, 12);
    }
    expect(integrate((x) => Math.cos(50 * x), -1, 1, 64)).toBeCloseTo(Math.sin(50) / 25, 13);
  });
});

describe("Chebyshev series", () => {
  const through = (f: (x: number) => number, low: number, high: number, n: number) =>
    interpolate(low, high, Array.from(chebyshevNodes(low, high, n), f));

  test("nodes are the zeros of T_n, ascending", () => {
    const nodes = chebyshevNodes(-1, 1, 3);
    [-Math.sqrt(3) / 2, 0, Math.sqrt(3) / 2].forEach((x, i) => {
      expect(nodes[i]).toBeCloseTo(x, 15);
    });
    expect([...chebyshevNodes(2, 6, 1)].map((x) => Math.round(1e12 * x) / 1e12)).toEqual([4]);
  });

  test("coefficients of polynomials: x^3 = (3 T_1 + T_3)/4, x^2 = (T_0 + T_2)/2", () => {
    const cubic = through((x) => x ** 3, -1, 1, 5).coefficients;
    [0, 0.75, 0, 0.25, 0].forEach((c, k) => {
      expect(cubic[k]).toBeCloseTo(c, 15);
    });
    const square = through((x) => (x - 3) ** 2, 2, 4, 3).coefficients;
    [0.5, 0, 0.5].forEach((c, k) => {
      expect(square[k]).toBeCloseTo(c, 15);
    });
  });

  test("the series is the function between the nodes, and its integral to the upper end", () => {
    const series = through(Math.exp, -1, 2, 24);
    const integral = integrateToHigh(series, 7);
    for (const x of [-1, -0.3, 0, 1.234, 2]) {
      expect(evaluate(series, x)).toBeCloseTo(Math.exp(x), 12);
      expect(evaluate(integral, x)).toBeCloseTo(7 + Math.exp(2) - Math.exp(x), 12);
    }
    expect(integral.coefficients.length).toBe(25);
    const constant = integrateToHigh({ low: 0, high: 4, coefficients: Float64Array.of(3) }, 0);
    expect(evaluate(constant, 1)).toBeCloseTo(9, 14);
  });

  test("trimming drops what sums to the tolerance of the largest, and keeps one", () => {
    const trimmed = (coefficients: number[], tolerance: number) => [
      ...trim({ low: 0, high: 1, coefficients: Float64Array.from(coefficients) }, tolerance).coefficients,
    ];
    expect(trimmed([4, 2, 1, -1], 0.25)).toEqual([4, 2, 1]);
    expect(trimmed([4, 2, 1, -1], 0.5)).toEqual([4, 2]);
    expect(trimmed([4, 2, 1, -1], 0.24)).toEqual([4, 2, 1, -1]);
    expect(trimmed([-1, 0, 0], 0)).toEqual([-1]);
    expect(trimmed([1, 1], 9)).toEqual([1]);
  });
});

test("Student's tail in closed form for one and two degrees of freedom", () => {
  expect(studentSurvival(0, 5)).toBe(0.5);
  for (const t of [-3, -1, 0.5, 1, 20]) {
    expect(studentSurvival(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 14);
    expect(studentSurvival(t, 2)).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 14);
  }
  // Fisher's tables: 2.776 at 2.5 % with four
  expect(studentSurvival(2.776445105, 4)).toBeCloseTo(0.025, 9);
});
