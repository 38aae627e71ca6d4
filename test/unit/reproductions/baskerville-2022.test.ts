/** The reproduction of paper C at its smallest scale. */
import { expect, test } from "vitest";
import { regressionLevels } from "../../../reproductions/baskerville-2022/gram.ts";
import { NETWORKS, trained } from "../../../reproductions/baskerville-2022/networks.ts";
import { reproduction } from "../../../reproductions/baskerville-2022/reproduce.ts";
import { testSet } from "../../../reproductions/data.ts";
import { exactHessian } from "../../../src/curvature/index.ts";
import { evaluate, forward } from "../../../src/networks/index.ts";

test("the data are the test images, the weights those of trained networks", async () => {
  const data = await testSet();
  expect([data.inputs.rows, data.inputs.cols]).toEqual([10_000, 784]);
  for (const [name, accuracy] of [
    ["regression", 0.8447],
    ["mlp", 0.8652],
  ] as const)
    expect(evaluate(NETWORKS[name], await trained(name), data).accuracy).toBeCloseTo(accuracy, 3);
});

test("the Gram matrix of softmax regression has the Hessian's levels", async () => {
  const { inputs, labels } = await testSet();
  const batch = { rows: 64, cols: 784, data: inputs.data.subarray(0, 64 * 784) };
  const parameters = await trained("regression");
  const levels = regressionLevels(forward(NETWORKS.regression, parameters, batch), batch);
  const { genuine, tolerance } = exactHessian(
    NETWORKS.regression,
    parameters,
    { inputs: batch, labels: labels instanceof Int32Array ? labels.subarray(0, 64) : labels },
    { reduction: "sum" },
  );
  expect(levels.length).toBe(genuine.length);
  for (const [i, level] of levels.entries()) expect(Math.abs(level - genuine[i])).toBeLessThan(tolerance);
});

test("every claim is measured beside its control", async () => {
  const lines: string[] = [];
  const { claims } = await reproduction.run({ scale: "smallest", say: (line) => lines.push(line) });
  expect(claims.length).toBe(6);
  expect(lines).toContain("regression, trained");
  for (const { measured, control } of claims) {
    expect(measured).toMatch(/\.\d{4} ± 0\.\d{4}/);
    expect(control).toMatch(/\.\d{4}/);
  }
  // Two batches are enough to see that softmax regression is not GOE.
  expect(claims[5].holds).toBe("no");
}, 240_000);
