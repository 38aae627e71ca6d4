/** Eigenvalues and eigenvectors of symmetric tridiagonal matrices (LAPACK: dsteqr, dstedc, dstebz with dstein). */

import { knownOptions, requireNumbers, requireOneOf, transpose, WignerscopeError } from "../../base/index.ts";
import type { Frame } from "../memory.ts";
import { checkConverged, condensedExponent, putScaled, real, unscale } from "../precision.ts";
import { kernel } from "../wasm.ts";
import type { Eigh } from "./eigh.ts";
import { tridiagonalSpectrum } from "./tridiagonal-spectrum.ts";

/** Which eigenvalues: the "values" in (from, to], or the "indices" from..to in ascending order, from 0, both included. */
export interface TridiagonalRange {
  readonly kind: "values" | "indices";
  readonly from: number;
  readonly to: number;
}

export interface TridiagonalOptions {
  /** Eigenvectors too; default false. */
  readonly vectors?: boolean;
  /**
   * Only these eigenvalues; default all. A range is solved by bisection, which finds small eigenvalues to high relative
   * accuracy where the matrix determines them, and vectors by inverse iteration.
   */
  readonly range?: TridiagonalRange;
}

/** What `eighTridiagonal` returns: the vectors only where they were asked for. */
export interface EighTridiagonal {
  readonly values: Eigh["values"];
  readonly vectors?: Eigh["vectors"];
}

/** Inverse iteration is used for at most this share of the vectors; beyond it divide and conquer is faster. */
const INVERSE_ITERATION_SHARE = 1 / 8;

/**
 * The symmetric tridiagonal matrix with diagonal d (n) and off-diagonal e (n - 1); always in f64.
 * @returns values ascending; with `vectors`, orthonormal eigenvectors in the columns (n x number of values).
 * @throws INVALID_SHAPE unless e is one shorter than d, NOT_FINITE, INVALID_ARGUMENT for a range out of order
 */
export function eighTridiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options: TridiagonalOptions & { readonly vectors: true },
): Eigh;
export function eighTridiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options?: TridiagonalOptions,
): EighTridiagonal;
export function eighTridiagonal(
  d: ArrayLike<number>,
  e: ArrayLike<number>,
  options: TridiagonalOptions = {},
): EighTridiagonal {
  knownOptions("eighTridiagonal", options, { vectors: true, range: true });
  requireNumbers("eighTridiagonal: d", d);
  requireNumbers("eighTridiagonal: e", e);
  const n = d.length;
  const type = real("f64");
  const exponent = condensedExponent(d, e, type);
  const scaled = { n, d, e, exponent };
  const { memory } = kernel();
  return Object.freeze(
    memory.frame((frame) => {
      if (options.range)
        return solveRange(frame, scaled, checkRange(n, options.range), options.vectors ?? false);
      return options.vectors ? solveWithVectors(frame, scaled) : solveValues(frame, scaled);
    }),
  );
}

interface Tridiagonal {
  readonly n: number;
  readonly d: ArrayLike<number>;
  readonly e: ArrayLike<number>;
  /** The kernel works on the matrix times 2^-exponent. */
  readonly exponent: number;
}

function solveValues(frame: Frame, { n, d, e, exponent }: Tridiagonal): EighTridiagonal {
  const dAt = putScaled(frame, d, real("f64"), exponent);
  const eAt = putScaled(frame, e, real("f64"), exponent);
  tridiagonalSpectrum(n, dAt, eAt, "eighTridiagonal");
  return { values: unscale(frame.takeF64(dAt, n), exponent) };
}

function solveWithVectors(frame: Frame, { n, d, e, exponent }: Tridiagonal): Eigh {
  const { exports } = kernel();
  const dAt = putScaled(frame, d, real("f64"), exponent);
  const eAt = putScaled(frame, e, real("f64"), exponent);
  const zt = frame.f64(n * n);
  const work = frame.bytes(exports.tridiagonalDivideWorkspaceF64(n));
  checkConverged(exports.tridiagonalDivideF64(n, dAt, eAt, zt, work), "eighTridiagonal");
  return {
    values: unscale(frame.takeF64(dAt, n), exponent),
    vectors: transpose({ rows: n, cols: n, data: frame.view(Float64Array, zt, n * n) }),
  };
}

/** Rows first..last of an unreduced block, and addresses of its entries and squared sides. */
interface Block {
  readonly first: number;
  readonly size: number;
  readonly d: number;
  readonly e: number;
  readonly sides: number;
}

/** A value with the block it belongs to. */
interface Located {
  readonly value: number;
  readonly block: Block;
}

function solveRange(
  frame: Frame,
  matrix: Tridiagonal,
  range: TridiagonalRange,
  vectors: boolean,
): EighTridiagonal {
  const { n, exponent } = matrix;
  const blocks = splitBlocks(frame, matrix);
  const { located, below } =
    range.kind === "indices"
      ? locateIndices(frame, n, blocks, range)
      : locateValues(frame, blocks, range, exponent);
  const values = unscale(
    Float64Array.from(located, ({ value }) => value),
    exponent,
  );
  if (!vectors) return { values };
  const count = located.length;
  if (count > n * INVERSE_ITERATION_SHARE)
    return { values, vectors: chosenColumns(frame, matrix, below, count) };
  const rows = iterateInversely(frame, n, located);
  return { values, vectors: rows ?? chosenColumns(frame, matrix, below, count) };
}

/** Where an off-diagonal entry is negligible beside its neighbours (dstebz's test) the matrix falls apart. */
function splitBlocks(frame: Frame, { n, d, e, exponent }: Tridiagonal): Block[] {
  const type = real("f64");
  const dAt = putScaled(frame, d, type, exponent);
  const eAt = putScaled(frame, e, type, exponent);
  const sidesAt = frame.f64(n);
  const diagonal = frame.view(Float64Array, dAt, n);
  const sides = frame.view(Float64Array, sidesAt, n);
  const entries = frame.view(Float64Array, eAt, Math.max(0, n - 1));
  const blocks: Block[] = [];
  let first = 0;
  for (let i = 0; i < n; i++) {
    if (i < n - 1) {
      const square = entries[i] * entries[i];
      const negligible = Math.abs(diagonal[i] * diagonal[i + 1]) * type.roundoff ** 2 + 2 ** -1000;
      if (square > negligible) {
        sides[i] = square;
        continue;
      }
    }
    const [dB, eB, sB] = [dAt, eAt, sidesAt].map((at) => at + 8 * first);
    blocks.push({ first, size: i + 1 - first, d: dB, e: eB, sides: sB });
    first = i + 1;
  }
  return blocks;
}

/** Eigenvalues first..last of one block. */
function blockValues(frame: Frame, block: Block, first: number, last: number): Located[] {
  if (last < first) return [];
  const { exports } = kernel();
  const count = last - first + 1;
  const w = frame.f64(count);
  const work = frame.bytes(exports.bisectWorkspace(count));
  exports.bisect(block.size, block.d, block.sides, first, last, w, work);
  return Array.from(frame.takeF64(w, count), (value) => ({ value, block }));
}

function countBelow(blocks: readonly Block[], x: number): number {
  const { exports } = kernel();
  return blocks.reduce((sum, b) => sum + exports.sturmCount(b.size, b.d, b.sides, x), 0);
}

const ascending = (a: Located, b: Located) => a.value - b.value;

function locateValues(
  frame: Frame,
  blocks: readonly Block[],
  { from: lo, to: hi }: TridiagonalRange,
  exponent: number,
): { located: Located[]; below: number } {
  const { exports } = kernel();
  // (lo, hi]: counts are of values strictly below.
  const [from, to] = unscale(Float64Array.of(lo, hi), -exponent).map(nextUp);
  const located = blocks.flatMap((b) => {
    const first = exports.sturmCount(b.size, b.d, b.sides, from);
    return blockValues(frame, b, first, exports.sturmCount(b.size, b.d, b.sides, to) - 1);
  });
  return { located: located.sort(ascending), below: countBelow(blocks, from) };
}

/** The values of all blocks between those two that bound the range; then the wanted ones by their number. */
function locateIndices(
  frame: Frame,
  n: number,
  blocks: readonly Block[],
  { from: i, to: j }: TridiagonalRange,
): { located: Located[]; below: number } {
  if (blocks.length === 1) return { located: blockValues(frame, blocks[0], i, j), below: i };
  const located = blocks.flatMap((b) =>
    blockValues(frame, b, Math.max(0, i - (n - b.size)), Math.min(b.size - 1, j)),
  );
  located.sort(ascending);
  const skipped = blocks.reduce((sum, b) => sum + Math.min(b.size, Math.max(0, i - (n - b.size))), 0);
  return { located: located.slice(i - skipped, j - skipped + 1), below: i };
}

/** Vectors by inverse iteration block by block, as columns; nothing when one does not converge. */
function iterateInversely(frame: Frame, n: number, located: readonly Located[]): Eigh["vectors"] | undefined {
  const { exports } = kernel();
  const count = located.length;
  const vectors = new Float64Array(n * count);
  const byBlock = new Map<Block, number[]>();
  located.forEach(({ block }, k) => {
    byBlock.set(block, [...(byBlock.get(block) ?? []), k]);
  });
  for (const [block, places] of byBlock) {
    const { first, size } = block;
    const w = frame.putF64(places.map((k) => located[k].value));
    const z = frame.f64(places.length * size);
    const work = frame.bytes(exports.inverseIterationWorkspace(size));
    if (exports.inverseIteration(size, block.d, block.e, places.length, w, z, size, work) !== 0)
      return undefined;
    const rows = frame.view(Float64Array, z, places.length * size);
    places.forEach((k, r) => {
      for (let i = 0; i < size; i++) vectors[(first + i) * count + k] = rows[r * size + i];
    });
  }
  return { rows: n, cols: count, data: vectors };
}

/** `count` columns of the full solution, behind the first `below`. */
function chosenColumns(frame: Frame, matrix: Tridiagonal, below: number, count: number): Eigh["vectors"] {
  const { n } = matrix;
  const { data } = solveWithVectors(frame, matrix).vectors;
  const chosen = new Float64Array(n * count);
  for (let i = 0; i < n; i++) for (let k = 0; k < count; k++) chosen[i * count + k] = data[i * n + below + k];
  return { rows: n, cols: count, data: chosen };
}

function checkRange(n: number, range: TridiagonalRange): TridiagonalRange {
  const { from, to } = range;
  if (requireOneOf("range.kind", range.kind, ["values", "indices"]) === "indices") {
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to < n))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `range of indices must be integers 0 <= from <= to < ${n}, got ${from} to ${to}`,
      );
  } else if (!(from < to))
    throw new WignerscopeError("INVALID_ARGUMENT", `range of values must ascend, got ${from} to ${to}`);
  return range;
}

/** The next double above x. */
function nextUp(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
