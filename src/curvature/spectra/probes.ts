/** Random vectors, one seeded stream a vector, and arithmetic on rows of vectors. */
import { type Matrix, requireOneOf, WignerscopeError } from "../../base/index.ts";
import { applyRows, type LinearOperator, Random } from "../../kernel/index.ts";
import type { Watch } from "../watch.ts";

export type ProbeLaw = "normal" | "rademacher";
export const PROBE_LAWS: readonly ProbeLaw[] = ["normal", "rademacher"];

/** Vectors that one block of products takes: more gain little and cost memory. */
const BLOCK = 16;

/** Vector number `stream` of a seed: independent normals, or signs. */
export function probe(law: ProbeLaw, seed: number | undefined, stream: number, n: number): Float64Array {
  requireOneOf("probes", law, PROBE_LAWS);
  const random = new Random(seed, stream);
  if (law === "normal") return random.normals(n);
  return random.uniforms(n).map((u) => (u < 0.5 ? -1 : 1));
}

/** `count` probes in the rows, from stream `first` on. */
export function probes(
  law: ProbeLaw,
  seed: number | undefined,
  first: number,
  count: number,
  n: number,
): Matrix<Float64Array> {
  const data = new Float64Array(count * n);
  for (let i = 0; i < count; i++) data.set(probe(law, seed, first + i, n), i * n);
  return { rows: count, cols: n, data };
}

export function row({ cols, data }: Matrix<Float64Array>, i: number): Float64Array {
  return data.subarray(i * cols, (i + 1) * cols);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** y += c x */
export function addScaled(c: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += c * x[i];
}

/** Takes the part along the orthonormal rows of `basis` out of v, twice, so that what is left of it is round-off. */
export function clearOf(basis: Matrix<Float64Array>, v: Float64Array): void {
  for (let pass = 0; pass < 2; pass++)
    for (let k = 0; k < basis.rows; k++) {
      const q = row(basis, k);
      addScaled(-dot(q, v), q, v);
    }
}

/**
 * A times the rows of v, in blocks; the result lies in `room` if it is given.
 * @throws ABORTED; NOT_FINITE naming the entry; what the operator throws
 */
export async function products(
  op: LinearOperator,
  v: Matrix<Float64Array>,
  watch: Watch,
  room?: Float64Array,
): Promise<Matrix<Float64Array>> {
  const { rows, cols } = v;
  const out = { rows, cols, data: room?.subarray(0, v.data.length) ?? new Float64Array(v.data.length) };
  room?.fill(0);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    const range = [from * cols, (from + count) * cols] as const;
    const part = out.data.subarray(...range);
    applyRows(op, { rows: count, cols, data: v.data.subarray(...range) }, { rows: count, cols, data: part });
    const bad = firstNotFinite(part);
    if (bad >= 0)
      throw new WignerscopeError(
        "NOT_FINITE",
        `the operator's product must be finite, got ${part[bad]} at entry ${bad % cols}`,
      );
    await watch.advance(count);
  }
  return out;
}

/** -1 where all are finite. A plain loop: `findIndex` takes as long as a fiftieth of a network's product. */
function firstNotFinite(values: Float64Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** Mean of independent values and its standard error. */
export function meanWithError(values: ArrayLike<number>): { mean: number; standardError: number } {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}
