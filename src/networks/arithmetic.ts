/** The kernel's exports as a network sees them: one set of names for both precisions. */

import type { KernelExports } from "#wasm/exports";
import type { Precision } from "../base/index.ts";
import { type Memory, type Real, real, separateKernel } from "../kernel/internal.ts";

/** Exports that exist for both precisions, without the suffix that tells which. */
type BothPrecisions = {
  [K in keyof KernelExports as K extends `${infer Name}F64`
    ? `${Name}F32` extends keyof KernelExports
      ? Name
      : never
    : never]: KernelExports[K];
};

/** What the layers call. */
const NAMES = [
  "activate",
  "adamStep",
  "addAverages",
  "addChannelSums",
  "addCol2im",
  "addColumnSums",
  "addNormalizeCurvature",
  "addNormalizeJacobian",
  "addProduct",
  "addScaled",
  "addScaledChannels",
  "addSoftmaxCurvature",
  "addSoftmaxJacobian",
  "addToPlaces",
  "addTableRows",
  "addToTable",
  "addTripleProduct",
  "averagePool",
  "binaryCrossEntropy",
  "fillChannels",
  "gatherPlaces",
  "gemm",
  "gemmWorkspace",
  "im2col",
  "maxPlaces",
  "multiply",
  "normalizeRows",
  "projectRows",
  "repeatRow",
  "sgdStep",
  "softmaxCrossEntropy",
  "softmaxCurvature",
  "softmaxRows",
  "squaredError",
] as const satisfies readonly (keyof BothPrecisions)[];

type Calls = Pick<BothPrecisions, (typeof NAMES)[number]>;

/** The kernel in one precision, over a linear memory of its own. */
export interface Arithmetic extends Calls {
  readonly type: Real;
  readonly memory: Memory;
  /** Address of a workspace that is large enough for every product. */
  readonly work: number;
  /** C += A B: C m x n (row stride ldc), A at strides (ars, acs), B at strides (brs, bcs). */
  multiplyAdd(
    m: number,
    n: number,
    k: number,
    a: number,
    ars: number,
    acs: number,
    b: number,
    brs: number,
    bcs: number,
    c: number,
    ldc: number,
  ): void;
  /** Zeroes `count` entries. */
  clear(at: number, count: number): void;
}

/** Sides beyond which the workspace of a product does not grow any more. */
const ANY_SIDE = 1 << 20;
/** All of C is wanted, no triangle. */
const FULL = 0;

/** @throws OUT_OF_MEMORY, INVALID_ARGUMENT for a precision that does not exist */
export function arithmetic(precision: Precision | undefined): Arithmetic {
  const type = real(precision);
  const { exports, memory } = separateKernel();
  const calls = Object.fromEntries(NAMES.map((name) => [name, exports[`${name}${type.suffix}`]])) as Calls;
  const work = memory.push(calls.gemmWorkspace(ANY_SIDE, ANY_SIDE, ANY_SIDE));
  const { gemm } = calls;
  return {
    ...calls,
    type,
    memory,
    work,
    multiplyAdd: (m, n, k, a, ars, acs, b, brs, bcs, c, ldc) =>
      gemm(m, n, k, 1, a, ars, acs, b, brs, bcs, c, ldc, FULL, work),
    clear: (at, count) => exports.zero(at, count * type.bytes),
  };
}
