/** The examples run and show what they promise. */
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const folder = fileURLToPath(new URL("../../examples", import.meta.url));
const example = async (name: string) => (await run(process.execPath, [name], { cwd: folder })).stdout;

test("each script in the folder has a test here", async () => {
  const scripts = (await readdir(folder)).filter((file) => file.endsWith(".mjs"));
  expect(scripts.sort()).toEqual([
    "analyze.mjs",
    "exponential-hardness.mjs",
    "jax-hessian.mjs",
    "teacher-student.mjs",
  ]);
});

test("analyze.mjs judges the layers of a network before and after training", async () => {
  const output = await example("analyze.mjs");
  expect(output).toMatch(/fc1\.weight/);
  expect(output).toMatch(/0 of 2 layers/);
  expect(output).toMatch(/2 of 2 layers/);
});

test("teacher-student.mjs: prediction and measurement agree within five errors and the finite-size shift", async () => {
  const rows = (await example("teacher-student.mjs")).matchAll(
    /(below|above) +([\d.]+) +([\d.]+) \+- ([\d.]+)/g,
  );
  let count = 0;
  for (const [, , predicted, measured, error] of rows) {
    count++;
    expect(Math.abs(Number(predicted) - Number(measured))).toBeLessThan(5 * Number(error) + 0.005);
  }
  expect(count).toBe(5);
});

test("exponential-hardness.mjs fits the published runs", async () => {
  const output = await example("exponential-hardness.mjs");
  const residuals = [...output.matchAll(/rms residual ([\d.]+)/g)].map(([, value]) => Number(value));
  expect(residuals).toHaveLength(2);
  expect(residuals[0]).toBeLessThan(0.02);
  expect(residuals[1]).toBeLessThan(0.005);
});

test("jax-hessian.mjs: a loss in jax-js has the curvature of the same network here", async () => {
  const output = await example("jax-hessian.mjs");
  expect(output).toMatch(/^140 parameters\n/);
  expect(output).toMatch(/the check of the operator passed/);
  const [, apart] = output.match(/products differ by (\S+) of/) ?? [];
  expect(Number(apart)).toBeLessThan(1e-6);
  const [theirs, ours] = [...output.matchAll(/mean eigenvalue (\S+), outliers (.*)/g)].map(([, mean, top]) =>
    [mean, ...top.split(" ")].map(Number),
  );
  expect(ours.length).toBeGreaterThan(1);
  expect(theirs).toHaveLength(ours.length);
  for (const [k, value] of ours.entries()) expect(Math.abs(theirs[k] / value - 1)).toBeLessThan(1e-5);
});
