/** Traces, diagonals and outermost eigenpairs against closed forms. */
import { describe, expect, test } from "vitest";
import { diagonal, topEigenpairs, trace } from "../../../src/curvature/index.ts";
import { goe } from "../../../src/ensembles/index.ts";
import { eigvalsh } from "../../../src/kernel/index.ts";
import { dense, withLevels } from "./operators.ts";

const METHODS = ["hutchinson", "hutch++", "xtrace"] as const;
const decaying = Float64Array.from({ length: 200 }, (_, i) => 0.8 ** i);
const total = decaying.reduce((sum, x) => sum + x, 0);

describe.each(METHODS)("%s", (method) => {
  test("its standard error tells its error, over seeds", async () => {
    const slow = Float64Array.from({ length: 150 }, (_, i) => 1 / (1 + i) - 0.01);
    const truth = slow.reduce((sum, x) => sum + x, 0);
    const runs = await Promise.all(
      Array.from({ length: 60 }, (_, seed) => trace(withLevels(slow), { method, matvecs: 30, seed })),
    );
    const scores = runs.map(({ value, standardError }) => (value - truth) / standardError);
    const spread = Math.sqrt(scores.reduce((sum, z) => sum + z * z, 0) / scores.length);
    expect(spread).toBeGreaterThan(0.6);
    expect(spread).toBeLessThan(1.6);
    expect(Math.abs(scores.reduce((sum, z) => sum + z, 0) / scores.length)).toBeLessThan(0.6);
  });

  test("signs as probes, and no more products than allowed", async () => {
    const { value, standardError, matvecs } = await trace(withLevels(decaying), {
      method,
      matvecs: 61,
      probes: "rademacher",
    });
    expect(matvecs).toBeLessThanOrEqual(61);
    expect(Math.abs(value - total)).toBeLessThan(5 * standardError + 1e-9);
  });
});

test("where eigenvalues decay, Hutch++ beats Hutchinson and XTrace beats both", async () => {
  const errors = await Promise.all(
    METHODS.map(async (method) => {
      const { value } = await trace(withLevels(decaying), { method, matvecs: 60 });
      return Math.abs(value - total);
    }),
  );
  expect(errors[1]).toBeLessThan(errors[0] / 10);
  expect(errors[2]).toBeLessThan(errors[1]);
});

test("an operator of low rank, and one whose order is within reach, exactly", async () => {
  const low = withLevels([3, 2, -1, ...new Float64Array(40)]);
  expect((await trace(low, { method: "xtrace", matvecs: 20 })).value).toBeCloseTo(4, 10);
  expect((await trace(low, { method: "hutch++", matvecs: 30 })).value).toBeCloseTo(4, 10);
  expect((await trace(withLevels([1, 2, 3]), { matvecs: 100 })).value).toBeCloseTo(6, 12);
});

test("diagonals: exact within reach, else within their errors", async () => {
  const a = goe(60, { seed: 2 });
  const truth = Float64Array.from({ length: 60 }, (_, i) => a.data[61 * i]);
  const exact = await diagonal(dense(a), { matvecs: 60 });
  expect(exact.values).toEqual(truth);
  expect(exact.exact).toBe(true);
  const estimate = await diagonal(dense(a), { matvecs: 50 });
  const scores = estimate.values.map((x, i) => (x - truth[i]) / estimate.standardErrors[i]);
  const spread = Math.sqrt(scores.reduce((sum, z) => sum + z * z, 0) / 60);
  expect(spread).toBeGreaterThan(0.75);
  expect(spread).toBeLessThan(1.3);
});

describe("topEigenpairs", () => {
  const a = goe(90, { seed: 6 });
  const values = eigvalsh(a);

  test.each([
    ["largest", [...values].reverse()],
    ["smallest", [...values]],
    ["magnitude", [...values].sort((x, y) => Math.abs(y) - Math.abs(x))],
  ] as const)("%s", async (which, expected) => {
    const top = await topEigenpairs(dense(a), 5, { which });
    for (let i = 0; i < 5; i++) {
      expect(Math.abs(top.values[i] - expected[i])).toBeLessThan(1e-12);
      expect(top.residuals[i]).toBeLessThan(1e-7);
      let norm = 0;
      for (let j = 0; j < 90; j++) norm += top.vectors.data[j * 5 + i] ** 2;
      expect(norm).toBeCloseTo(1, 12);
    }
    expect(top.converged).toEqual([true, true, true, true, true]);
  });

  test("says what has not converged", async () => {
    const { converged, residuals } = await topEigenpairs(dense(a), 3, { steps: 8 });
    expect(converged).toContain(false);
    expect(Math.max(...residuals)).toBeGreaterThan(1e-3);
  });
});
