/** Operators of which nothing is left when their largest eigenpairs are taken out: their products are round-off, and no asymmetry. */
import { expect, it } from "vitest";
import { gaussNewton, operator, residual, spectralDensity } from "../../../src/curvature/index.ts";
import { initialize, mlp } from "../../../src/networks/index.ts";
import { codeOf } from "../error-code.ts";

const net = mlp([2, 8, 2]);
const data = {
  inputs: { rows: 4, cols: 2, data: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1) },
  labels: Int32Array.of(0, 1, 1, 0),
};

it.each([
  ["G", gaussNewton, "f64"],
  ["R", residual, "f64"],
  ["G", gaussNewton, "f32"],
  ["R", residual, "f32"],
] as const)("%s of four samples has a density", async (_, part, precision) => {
  const op = part(net, initialize(net), data, { precision });
  const { weights, atom, size } = await spectralDensity(op, { steps: 20, vectors: 4 });
  expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
  expect(size).toBe(net.size);
  expect(atom(0).bound).toBeGreaterThan(0);
});

it("an operator without symmetry is refused, also beside a large symmetric part", async () => {
  const n = 60;
  const skew = operator(n, (v, out) => {
    for (let i = 0; i < n; i++)
      out[i] = 0.01 * ((v[i + 1] ?? 0) - (v[i - 1] ?? 0)) + (i < 3 ? (3 - i) * v[i] : 0);
  });
  const code = await spectralDensity(skew, { deflate: 3 }).then(
    () => "none",
    (error) =>
      codeOf(() => {
        throw error;
      }),
  );
  expect(code).toBe("NOT_SYMMETRIC");
});
