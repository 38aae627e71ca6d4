/** The two precisions of the kernel, and how operands enter it: checked, scaled, converted. */
import {
  checkShape,
  type FloatArray,
  type Matrix,
  type Precision,
  requireOneOf,
  transposeInto,
  WignerscopeError,
} from "../base/index.ts";
import type { Frame } from "./memory.ts";

export interface FloatArrayConstructor {
  new (length: number): FloatArray;
  new (buffer: ArrayBuffer, at: number, count: number): FloatArray;
}

/** What a precision means in linear memory; `suffix` ends the names of the kernel's exports. */
export interface Real {
  readonly suffix: "F64" | "F32";
  readonly bytes: 8 | 4;
  /** Unit roundoff. */
  readonly roundoff: number;
  readonly array: FloatArrayConstructor;
  /** Entries up to 2^safe and down to 2^-safe need no scaling: squares and products of two stay normal. */
  readonly safe: number;
}

const REALS: Record<Precision, Real> = {
  f64: { suffix: "F64", bytes: 8, roundoff: 2 ** -53, array: Float64Array, safe: 200 },
  f32: { suffix: "F32", bytes: 4, roundoff: 2 ** -24, array: Float32Array, safe: 20 },
};

export function real(precision: Precision = "f64"): Real {
  requireOneOf("precision", precision, ["f64", "f32"]);
  return REALS[precision];
}

/**
 * Checks shape and entries and chooses the power of two that brings the largest entry near 1 when it is so large or so
 * small that squares would leave the range (LAPACK scales in dgesdd and dsyevd for the same reason).
 * @returns exponent: multiply by 2^-exponent on entry and the values by 2^exponent on return; 0 for ordinary data.
 * @throws INVALID_SHAPE, NOT_FINITE with the position of the first bad entry.
 */
export function entryExponent(a: Matrix, type: Real, name = "matrix"): number {
  checkShape(a, name);
  return exponentOf(
    largestMagnitude(a.data, (i) => `[${Math.floor(i / a.cols)}, ${i % a.cols}]`, name),
    type,
  );
}

/**
 * The same for a condensed form, with diagonal d and off-diagonal e.
 * @throws INVALID_SHAPE unless e is one shorter than d, NOT_FINITE
 */
export function condensedExponent(d: ArrayLike<number>, e: ArrayLike<number>, type: Real): number {
  const sides = Math.max(0, d.length - 1);
  if (e.length !== sides)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `e must have one entry less than d: ${sides}, got ${e.length}`,
    );
  const largest = (values: ArrayLike<number>, name: string) =>
    largestMagnitude(values, (i) => `[${i}]`, name);
  return exponentOf(Math.max(largest(d, "d"), largest(e, "e")), type);
}

/** The same for the rows of a triangle, each from the diagonal on. @throws NOT_FINITE */
export function triangleExponent(rows: readonly FloatArray[], type: Real, name: string): number {
  const largest = rows.map((row, i) => largestMagnitude(row, (k) => `[${i}, ${i + k}]`, name));
  return exponentOf(
    largest.reduce((most, value) => Math.max(most, value), 0),
    type,
  );
}

/** How rows lie in linear memory: `length` entries each, `stride` entries apart. */
export interface RowLayout {
  readonly length: number;
  readonly stride: number;
}

/** Bytes of a cache line. */
const LINE = 64;

/**
 * Entries from one row to the next for rows of n: whole cache lines, an odd number of them, so that the rows of a
 * column do not fall on the same few cache sets as they do with strides that are a power of two.
 */
export function rowStride(n: number, type: Real): number {
  const perLine = LINE / type.bytes;
  return (Math.ceil(n / perLine) | 1) * perLine;
}

/** Copies the matrix in as `type`, times 2^-exponent; tight unless a layout is given. */
export function putScaled(
  frame: Frame,
  values: ArrayLike<number>,
  type: Real,
  exponent: number,
  layout: RowLayout = { length: values.length, stride: values.length },
): number {
  const { length, stride } = layout;
  const rows = length === 0 ? 0 : values.length / length;
  const at = frame.bytes(rows * stride * type.bytes);
  const target = frame.view(type.array, at, rows * stride);
  const [half, rest] = powerOfTwo(-exponent);
  for (let i = 0; i < rows; i++) {
    const row = target.subarray(i * stride, i * stride + length);
    if (exponent === 0) row.set(part(values, i * length, length));
    else for (let j = 0; j < length; j++) row[j] = values[i * length + j] * half * rest;
  }
  return at;
}

/**
 * Copies a matrix in with its longer side as rows: itself or its transpose, max(rows, cols) rows `stride` entries
 * apart.
 */
export function putTall(frame: Frame, a: Matrix, type: Real, exponent: number, stride: number): number {
  const { rows, cols, data } = a;
  if (rows >= cols) return putScaled(frame, data, type, exponent, { length: cols, stride });
  const at = frame.bytes(cols * stride * type.bytes);
  // Scaled before it is rounded to `type`, which may not hold it as it is.
  const scaled = exponent === 0 ? a : { rows, cols, data: unscale(Float64Array.from(data), -exponent) };
  transposeInto(scaled, frame.view(type.array, at, cols * stride), stride);
  return at;
}

/** A tight copy of `rows` rows. */
export function takeRows(frame: Frame, at: number, type: Real, rows: number, layout: RowLayout): FloatArray {
  const { length, stride } = layout;
  const source = frame.view(type.array, at, rows * stride);
  if (length === stride) return source.slice();
  const result = new type.array(rows * length);
  for (let i = 0; i < rows; i++) result.set(source.subarray(i * stride, i * stride + length), i * length);
  return result;
}

function part(values: ArrayLike<number>, from: number, length: number): ArrayLike<number> {
  if (from === 0 && length === values.length) return values;
  if (values instanceof Float64Array || values instanceof Float32Array)
    return values.subarray(from, from + length);
  return Array.prototype.slice.call(values, from, from + length);
}

/** values *= 2^exponent, in place. */
export function unscale<T extends FloatArray>(values: T, exponent: number): T {
  if (exponent === 0) return values;
  const [half, rest] = powerOfTwo(exponent);
  for (let i = 0; i < values.length; i++) values[i] = values[i] * half * rest;
  return values;
}

/** 2^exponent as two factors, because 2^1074 is no number. */
function powerOfTwo(exponent: number): [number, number] {
  const half = Math.trunc(exponent / 2);
  return [2 ** half, 2 ** (exponent - half)];
}

function exponentOf(largest: number, type: Real): number {
  if (largest === 0) return 0;
  const exponent = Math.floor(Math.log2(largest));
  return Math.abs(exponent) <= type.safe ? 0 : exponent;
}

function largestMagnitude(values: ArrayLike<number>, place: (i: number) => string, name: string): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > largest) largest = magnitude;
    if (!(magnitude < Number.POSITIVE_INFINITY))
      throw new WignerscopeError("NOT_FINITE", `${name}: entry ${place(i)} is ${values[i]}`);
  }
  return largest;
}

/** @throws NO_CONVERGENCE when an iteration gave up on `left` values. */
export function checkConverged(left: number, what: string): void {
  if (left !== 0)
    throw new WignerscopeError("NO_CONVERGENCE", `${what}: ${left} values did not converge within the cap`);
}
