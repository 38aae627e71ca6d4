/**
 * Our side of the linear algebra bench: one timing of one decomposition. Run by itself (`node bench/linalg/ours.ts
 * svdvals:f64:512 ...`, Node 24 or tsx) it prints medians as JSON; that is how another engine is asked.
 */
import { fileURLToPath } from "node:url";
import type { Matrix, Precision } from "../../src/base/index.ts";
import { eigh, eigvalsh, init, Random, svd, svdvals } from "../../src/kernel/index.ts";
import { median, timeOnce } from "../clock.ts";

const OPERATIONS = { svdvals, eigvalsh, svd, eigh };
export type Operation = keyof typeof OPERATIONS;

/** A Gaussian matrix, or a symmetric one for the eigenvalue problems, in the precision of the call. */
export function gaussian(rows: number, cols: number, precision: Precision, symmetric: boolean): Matrix {
  const data = new Random(1).normals(rows * cols);
  if (symmetric)
    for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) data[i * cols + j] = data[j * cols + i];
  return { rows, cols, data: precision === "f32" ? Float32Array.from(data) : data };
}

/** One run of an operation on a matrix: CPU seconds. */
export function run(operation: Operation, a: Matrix, precision: Precision): number {
  return timeOnce(() => OPERATIONS[operation](a, { precision }));
}

/** Fewer rounds the longer a round takes. */
export function roundsFor(n: number): number {
  if (n <= 512) return 9;
  if (n <= 1024) return 5;
  return n <= 2048 ? 3 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const build = await init();
  const medians: Record<string, number> = {};
  for (const task of process.argv.slice(2)) {
    const [operation, precision, size] = task.split(":") as [Operation, Precision, string];
    const n = Number(size);
    const a = gaussian(n, n, precision, operation.startsWith("eig"));
    if (n <= 1024) for (let i = 0; i < 2; i++) run(operation, a, precision);
    medians[task] = median(Array.from({ length: roundsFor(n) }, () => run(operation, a, precision)));
  }
  console.log(JSON.stringify({ build, version: process.version, medians }));
}
