/** The index of critical points against energy, where it has a closed form. */
import { expect, test } from "vitest";
import { indexByEnergy } from "../../../src/curvature/index.ts";
import { goe, wishart } from "../../../src/ensembles/index.ts";
import { eigvalsh } from "../../../src/kernel/index.ts";
import { discrete, marchenkoPastur, semicircle } from "../../../src/laws/index.ts";
import { codeOf } from "../error-code.ts";

/** Wigner's distribution function at x for sigma = 1. */
const wigner = (x: number) => 0.5 + (x * Math.sqrt(4 - x * x)) / (4 * Math.PI) + Math.asin(x / 2) / Math.PI;

test("the spin glass: a semicircle that energy shifts", () => {
  const { shares, threshold } = indexByEnergy(
    { kind: "shift", law: semicircle(), slope: 1.25, origin: 2 },
    [0, 0.4, 1.2, 2, 2.8, 3.6, 9],
  );
  expect(threshold).toBeCloseTo(2 - 2 / 1.25, 14);
  expect(shares[0]).toBe(0);
  expect(shares[1]).toBe(0);
  expect(shares[2]).toBeCloseTo(wigner(-1), 12);
  expect(shares[3]).toBeCloseTo(0.5, 14);
  expect(shares[4]).toBeCloseTo(wigner(1), 12);
  expect([...shares.slice(5)]).toEqual([1, 1]);
});

test("what lies at 0 is not negative", () => {
  const law = marchenkoPastur({ q: 4 });
  const { shares, threshold } = indexByEnergy({ kind: "shift", law, slope: 1 }, [-1, 0, 1e-9]);
  expect(threshold).toBe(0);
  expect(shares[1]).toBeCloseTo(0, 14);
  // Behind it all that is flat is negative: three quarters.
  expect(shares[2]).toBeCloseTo(0.75, 12);
});

test("equal curvatures and a residual: Wigner's distribution function", () => {
  const { shares, threshold } = indexByEnergy(
    { kind: "residual", law: discrete({ atoms: [{ at: 3, weight: 1 }] }), variance: 2 },
    [0, 1, 4.5, 18],
  );
  // sigma = sqrt(2 E) reaches 0 from 3 at E = 9/8.
  expect(threshold).toBeCloseTo(9 / 8, 7);
  expect([...shares.slice(0, 2)]).toEqual([0, 0]);
  expect(shares[2]).toBeCloseTo(wigner(-1), 8);
  expect(shares[3]).toBeCloseTo(wigner(-0.5), 8);
});

test.each([0.1, 0.25, 0.6])(
  "Marchenko-Pastur of ratio %d and a residual: Pennington and Bahri's critical energy",
  (q) => {
    const critical = (1 - 20 * q - 8 * q * q + (1 + 8 * q) ** 1.5) / 16;
    const picture = { kind: "residual", law: marchenkoPastur({ q }), variance: 2 } as const;
    const { shares, threshold = Number.NaN } = indexByEnergy(picture, [
      0.9 * critical,
      1.02 * critical,
      1.04 * critical,
    ]);
    expect(Math.abs(threshold / critical - 1)).toBeLessThan(1e-5);
    expect(shares[0]).toBe(0);
    // Behind it the index grows as (E - E_c)^(3/2), their equation 20.
    expect(shares[2] / shares[1]).toBeGreaterThan(2 ** 1.5 * 0.97);
    expect(shares[2] / shares[1]).toBeLessThan(2 ** 1.5 * 1.03);
  },
);

test("a Wigner residual on a Wigner matrix leaves half of it negative at any energy", () => {
  const { shares, threshold } = indexByEnergy(
    { kind: "residual", law: semicircle(), variance: 1 },
    [0, 0.3, 5],
  );
  for (const share of shares) expect(share).toBeCloseTo(0.5, 9);
  expect(threshold).toBeUndefined();
});

test("matrices of finite size have that index", () => {
  const n = 400;
  const [q, energy] = [0.25, 0.3];
  const { shares } = indexByEnergy({ kind: "residual", law: marchenkoPastur({ q }), variance: 2 }, [energy]);
  const g = wishart(n, n / q, { seed: 3 });
  const r = goe(n, { seed: 4 });
  const sigma = Math.sqrt(2 * energy);
  // Each is brought to the law's own scale by its second moment.
  const scaleOf = (data: Float64Array, moment: number) =>
    Math.sqrt(moment / (data.reduce((sum, x) => sum + x * x, 0) / n));
  const [a, b] = [scaleOf(g.data, 1 + q), scaleOf(r.data, sigma ** 2)];
  const values = eigvalsh({ rows: n, cols: n, data: g.data.map((x, i) => a * x + b * r.data[i]) });
  const negative = values.filter((x) => x < 0).length / n;
  // Eigenvalues are rigid: counts fluctuate by about one.
  expect(Math.abs(negative - shares[0])).toBeLessThan(4 / n);
});

test("what is not a picture", () => {
  const law = semicircle();
  for (const [picture, energies] of [
    [undefined, [1]],
    [{ kind: "tilt", law, slope: 1 }, [1]],
    [{ kind: "shift", law: 3, slope: 1 }, [1]],
    [{ kind: "shift", law, slope: 0 }, [1]],
    [{ kind: "shift", law, slope: 1, origin: Number.NaN }, [1]],
    [{ kind: "shift", law, slope: 1 }, [Number.NaN]],
    [{ kind: "residual", law, variance: 1 }, [-1]],
    [{ kind: "residual", law, variance: -1 }, [1]],
  ] as const)
    expect(codeOf(() => indexByEnergy(picture as never, energies))).toBe("INVALID_ARGUMENT");
});
