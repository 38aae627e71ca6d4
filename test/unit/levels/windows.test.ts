import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import { numberVariance, spectralRigidity } from "../../../src/levels/index.ts";

/** Poisson levels of mean spacing 1. */
function poisson(n: number, seed: number): number[] {
  let x = 0;
  return [...new Random(seed).uniforms(n)].map((u) => (x -= Math.log1p(-u)));
}

/** Every place where a level enters or leaves the window, with both ends. */
function breakpoints(x: number[], L: number): number[] {
  const [low, high] = [x[0], x[x.length - 1] - L];
  const inside = x.flatMap((level) => [level, level - L]).filter((t) => t > low && t < high);
  return [low, ...inside, high].sort((a, b) => a - b);
}

const inWindow = (x: number[], t: number, L: number) => x.filter((level) => level > t && level <= t + L);

function bruteVariance(x: number[], L: number): number {
  const t = breakpoints(x, L);
  const range = t[t.length - 1] - t[0];
  const moment = (k: number, mean: number) => {
    let sum = 0;
    for (let i = 1; i < t.length; i++)
      sum += (t[i] - t[i - 1]) * (inWindow(x, (t[i] + t[i - 1]) / 2, L).length - mean) ** k;
    return sum / range;
  };
  return moment(2, moment(1, 0));
}

/** min over A, B of (1/L) int (N - A - B x)^2: projections on the two first Legendre polynomials, piece by piece. */
function bruteWindow(x: number[], t: number, L: number): number {
  const u = inWindow(x, t, L).map((level) => level - t - L / 2);
  const edges = [-L / 2, ...u, L / 2];
  let [squares, constant, linear] = [0, 0, 0];
  for (let n = 0; n + 1 < edges.length; n++) {
    const [a, b] = [edges[n], edges[n + 1]];
    squares += n * n * (b - a);
    constant += n * (b - a);
    linear += (n * (b * b - a * a)) / 2;
  }
  return (squares - constant ** 2 / L - (12 / L ** 3) * linear ** 2) / L;
}

function bruteRigidity(x: number[], L: number): number {
  const t = breakpoints(x, L);
  // Gauss-Legendre of five nodes, exact to degree nine
  const nodes = [0, 0.5384693101056831, -0.5384693101056831, 0.906179845938664, -0.906179845938664];
  const weights = [
    0.5688888888888889, 0.47862867049936647, 0.47862867049936647, 0.23692688505618908, 0.23692688505618908,
  ];
  let sum = 0;
  for (let i = 1; i < t.length; i++) {
    const [middle, half] = [(t[i] + t[i - 1]) / 2, (t[i] - t[i - 1]) / 2];
    nodes.forEach((node, q) => {
      sum += weights[q] * half * bruteWindow(x, middle + half * node, L);
    });
  }
  return sum / (t[t.length - 1] - t[0]);
}

describe("the sweeps equal brute force within 1e-12", () => {
  for (const [n, lengths] of [
    [3, [0.1, 0.5]],
    [40, [0.01, 0.3, 1, 2.5, 7, 20]],
    [150, [1, 10, 40]],
  ] as const)
    test(`${n} levels`, () => {
      const x = poisson(n, n);
      for (const L of lengths) {
        const scale = Math.max(1, L);
        expect(Math.abs(numberVariance(x, L) - bruteVariance(x, L))).toBeLessThan(1e-12 * scale);
        expect(Math.abs(spectralRigidity(x, L) - bruteRigidity(x, L))).toBeLessThan(1e-12 * scale);
      }
    });

  test("with repeated levels and levels that fall together with window ends", () => {
    const x = [0, 0, 1, 2, 2, 2, 3, 5, 6, 6.5, 8, 8];
    for (const L of [0.5, 1, 2, 3.25, 7]) {
      expect(Math.abs(numberVariance(x, L) - bruteVariance(x, L))).toBeLessThan(1e-12);
      expect(Math.abs(spectralRigidity(x, L) - bruteRigidity(x, L))).toBeLessThan(1e-12);
    }
  });
});

describe("closed forms", () => {
  test("a picket fence: Sigma^2 = f (1 - f) with f the fractional part of L, Delta_3 = 1/12 - 1/(60 L^2) at whole L", () => {
    const x = Array.from({ length: 1001 }, (_, i) => i);
    for (const L of [0.25, 0.5, 1, 1.5, 3.9, 10, 77.7]) {
      const f = L - Math.floor(L);
      // windows inside [0, 1000] cover a whole number of periods only for whole L: allow the last part of one
      expect(Math.abs(numberVariance(x, L) - f * (1 - f))).toBeLessThan(0.3 / (1000 - L));
    }
    for (const L of [1, 2, 10, 100]) {
      expect(numberVariance(x, L)).toBeLessThan(1e-13);
      expect(Math.abs(spectralRigidity(x, L) - (1 / 12 - 1 / (60 * L * L)))).toBeLessThan(1e-11);
    }
  });

  test("Poisson levels: Sigma^2 = L and Delta_3 = L/15", () => {
    const x = poisson(400_000, 5);
    for (const L of [0.5, 2, 10, 40]) {
      // of n/L independent windows; the variance of a Poisson count's square deviation is 2 L^2 + L
      const windows = x.length / L;
      expect(Math.abs(numberVariance(x, L) - L)).toBeLessThan(4 * Math.sqrt((2 * L * L + L) / windows));
      expect(Math.abs(spectralRigidity(x, L) - L / 15)).toBeLessThan((4 * L) / 15 / Math.sqrt(windows / 2));
    }
  });

  test("round-off does not grow along a long spectrum", () => {
    const x = poisson(20_000, 6);
    const far = x.map((level) => level + 2 ** 20);
    for (const L of [1, 20, 300])
      expect(Math.abs(spectralRigidity(far, L) / spectralRigidity(x, L) - 1)).toBeLessThan(1e-8);
  });
});

describe("options and bad input", () => {
  const x = poisson(100, 3);

  test("several lengths at once equal one by one", () => {
    expect([...numberVariance(x, [1, 2, 3])]).toEqual([1, 2, 3].map((L) => numberVariance(x, L)));
    expect([...spectralRigidity(x, [1, 2, 3])]).toEqual([1, 2, 3].map((L) => spectralRigidity(x, L)));
  });

  test("`within` restricts the windows, `about` L keeps the square deviation from L", () => {
    const inside = x.filter((level) => level >= 20 && level <= 60);
    const options = { within: [inside[0], inside[inside.length - 1]] } as const;
    expect(numberVariance(x, 3, options)).toBeCloseTo(numberVariance(inside, 3), 12);
    expect(spectralRigidity(x, 3, options)).toBeCloseTo(spectralRigidity(inside, 3), 12);
    expect(numberVariance(x, 3, { about: "L" })).toBeGreaterThan(numberVariance(x, 3));
  });

  test("a window as long as the spectrum has one position", () => {
    const range = x[99] - x[0];
    expect(numberVariance(x, range)).toBe(0);
    expect(spectralRigidity(x, range)).toBeCloseTo(bruteWindow(x, x[0], range), 10);
  });

  test("are refused with what would work", () => {
    expect(() => numberVariance([0, 1, 2.5], 3)).toThrow(/at most 2.5, the length of the spectrum, got 3/);
    expect(() => spectralRigidity([0, 1, 2.5], 0)).toThrow(/above 0/);
    expect(() => spectralRigidity([0, 1, 2.5], Number.NaN)).toThrow(/got NaN/);
    expect(() => numberVariance([1], 1)).toThrow(/at least 2 levels, got 1/);
    expect(() => numberVariance([1, 1, 1], 1)).toThrow(/length above 0/);
    expect(() => numberVariance([0, 2, 1], 1)).toThrow(/sorted/);
    expect(() => numberVariance([0, 1, 2], 1, { within: [2, 1] })).toThrow(/within/);
  });
});
