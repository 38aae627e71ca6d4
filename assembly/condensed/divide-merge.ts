/**
 * What both divide and conquer solvers do while they join two solved halves: the lists of a merge and their workspace,
 * which rows take part, and the products that form the new vectors. Vectors are ROWS of T; scalars are f64.
 *
 * The members, the rows that deflation leaves, are gathered by the part of them that is not zero (the types of dlaed2 and
 * dlasd2): first those with a left part alone, then the dense ones, then those with a right part alone. The new vectors,
 * `combinations` times the members, are then two products without the blocks of zeros.
 */

import { aligned } from "../base/memory";
import { at, hypotenuse, index, put, putIndex, unitRoundoff } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { FULL, gemm, gemmElements } from "../blas/gemm";
import { divideRenewed } from "./secular-equation";

/** Blocks up to this order are solved by implicit QL or QR (SMLSIZ of dstedc and dbdsdc). */
// @ts-ignore: decorator
@inline
export const LEAF: i32 = 32;
/** Deflation tolerance in units of roundoff times the norm (dlaed2, dlasd2). */
const DEFLATION_UNITS: f64 = 8;

/** Which part of a vector is not zero. */
// @ts-ignore: decorator
@inline
export const UPPER_ONLY: i32 = 0;
// @ts-ignore: decorator
@inline
const DENSE: i32 = 1;
// @ts-ignore: decorator
@inline
export const LOWER_ONLY: i32 = 2;

// Workspace, laid out by `layOut`.
export let gathered: usize = 0; // n x n of T: the vectors that take part in a merge, zero blocks left out
export let combinations: usize = 0; // n x n of T: the vectors of the problem left by deflation, as rows
export let productWork: usize = 0;
export let zs: usize = 0; // z
export let poles: usize = 0; // d of the problem left by deflation, ascending
export let weights: usize = 0; // its z
export let renewed: usize = 0; // its z computed anew
export let gaps: usize = 0;
export let values: usize = 0; // new d before they are put in place
export let lengths: usize = 0; // norms of the vectors before scaling
export let order: usize = 0; // i32: ascending order of d
export let leftOut: usize = 0; // i32: deflated rows
export let kinds: usize = 0; // i32: type of each row
export let columns: usize = 0; // i32: position of a pole among the gathered rows
let members: usize = 0; // i32: rows that take part, in the order of their poles

/** The tolerance does not fall below this: roundoff^2 times the norm of the whole matrix. */
let leastTolerance: f64 = 0;

/** Members with a left part alone, and members that have a left part. */
export let upperCount: i32 = 0;
let leftCount: i32 = 0;

/** Bytes of workspace for order n with `leaf` bytes for a leaf; in f64, because two squares may pass 2^32. */
export function mergeWorkspace<T>(n: i32, leaf: usize): f64 {
  const square = (n as f64) * (n as f64) * (sizeof<T>() as f64) + 64;
  const product = aligned(bytesOf<T>(gemmElements<T>(n, n, n)));
  const lists: usize = aligned((n as usize) << 3) * 7 + aligned((n as usize) << 2) * 5;
  return 2 * square + ((max<usize>(product, leaf) + lists + 64) as f64);
}

/** Lays out the workspace for the matrix with diagonal d (n) and sides e (n - 1), and sets the least tolerance. */
export function layOut<T>(n: i32, d: usize, e: usize, work: usize): void {
  const square = aligned(bytesOf<T>(n) * (n as usize));
  const vector = aligned((n as usize) << 3);
  const list = aligned((n as usize) << 2);
  gathered = aligned(work);
  combinations = gathered + square;
  zs = combinations + square;
  poles = zs + vector;
  weights = poles + vector;
  renewed = weights + vector;
  gaps = renewed + vector;
  values = gaps + vector;
  lengths = values + vector;
  order = lengths + vector;
  members = order + list;
  leftOut = members + list;
  kinds = leftOut + list;
  columns = kinds + list;
  productWork = columns + list;
  let norm: f64 = 0;
  for (let i: i32 = 0; i < n; i++) {
    norm = max<f64>(norm, abs<f64>(at<f64>(d, i)));
    if (i < n - 1) norm = max<f64>(norm, abs<f64>(at<f64>(e, i)));
  }
  leastTolerance = unitRoundoff<T>() * unitRoundoff<T>() * norm;
}

/** What counts as zero in a merge of m rows with values d and a coupling of size `coupling`. */
export function deflationTolerance<T>(m: i32, d: usize, coupling: f64): f64 {
  let norm = coupling;
  for (let i: i32 = 0; i < m; i++) norm = max<f64>(norm, abs<f64>(at<f64>(d, i)));
  return max<f64>(DEFLATION_UNITS * unitRoundoff<T>() * norm, leastTolerance);
}

/** Makes `row` member number k, with its pole and its weight from `zs`. */
// @ts-ignore: decorator
@inline
export function admit(k: i32, row: i32, pole: f64): void {
  put<f64>(poles, k, pole);
  put<f64>(weights, k, at<f64>(zs, row));
  putIndex(members, k, row);
}

/** The rotation that takes the weight of row `loser` over to row `keeper`. */
export let pairC: f64 = 0;
export let pairS: f64 = 0;
let pairWeight: f64 = 0;

// @ts-ignore: decorator
@inline
export function findPairRotation(loser: i32, keeper: i32): void {
  pairWeight = hypotenuse(at<f64>(zs, loser), at<f64>(zs, keeper));
  pairC = at<f64>(zs, keeper) / pairWeight;
  pairS = -at<f64>(zs, loser) / pairWeight;
}

/** Notes that the rotation has been applied: the keeper has all the weight, and what either row reached. */
// @ts-ignore: decorator
@inline
export function notePairRotation(loser: i32, keeper: i32): void {
  put<f64>(zs, keeper, pairWeight);
  if (index(kinds, keeper) != index(kinds, loser)) putIndex(kinds, keeper, DENSE);
}

/**
 * Counts the k members by type and gives each its place among the gathered rows. The first `leading` members (0 or 1) come
 * behind those of type UPPER_ONLY, whatever their type.
 */
export function placeMembers(leading: i32, k: i32): void {
  upperCount = 0;
  let denseCount: i32 = 0;
  for (let i = leading; i < k; i++) {
    const kind = index(kinds, index(members, i));
    if (kind == UPPER_ONLY) upperCount++;
    else if (kind == DENSE) denseCount++;
  }
  leftCount = upperCount + leading + denseCount;
  let nextUpper: i32 = 0;
  let nextDense = upperCount + leading;
  let nextLower = leftCount;
  if (leading == 1) putIndex(columns, 0, upperCount);
  for (let i = leading; i < k; i++) {
    const kind = index(kinds, index(members, i));
    putIndex(columns, i, kind == UPPER_ONLY ? nextUpper++ : kind == DENSE ? nextDense++ : nextLower++);
  }
}

/** Turns the products in `renewed` into the new z, with the signs of the old one. */
export function finishRenewed(k: i32): void {
  for (let i: i32 = 0; i < k; i++)
    put<f64>(renewed, i, copysign<f64>(sqrt<f64>(abs<f64>(at<f64>(renewed, i))), at<f64>(weights, i)));
}

/** Row j of `combinations`, which holds differences to the poles: the vector z_i / difference_i of length 1. */
export function finishVector<T>(k: i32, j: i32): void {
  const target = combinations + bytesOf<T>(k) * (j as usize);
  const length = sqrt<f64>(divideRenewed<T>(k, target, renewed, gaps));
  const scale = 1 / length;
  put<f64>(lengths, j, length);
  for (let i: i32 = 0; i < k; i++) put<T>(target, index(columns, i), (at<f64>(gaps, i) * scale) as T);
}

/** Values of the m - k deflated rows behind the k new ones, and all of them into d. */
export function takeValues(k: i32, m: i32, d: usize): void {
  for (let i: i32 = 0; i < m - k; i++) put<f64>(values, k + i, at<f64>(d, index(leftOut, i)));
  memory.copy(d, values, (m as usize) << 3);
}

/**
 * The first k of the m rows at q (row stride `stride`) become `combinations` times the members; the deflated rows go
 * behind them. Left parts are the columns 0..leftWidth of the members that have one, right parts the columns
 * rightStart..width of those from place `split` on.
 */
export function combineMembers<T>(
  k: i32,
  m: i32,
  leftWidth: i32,
  rightStart: i32,
  width: i32,
  split: i32,
  q: usize,
  stride: i32,
): void {
  const row = bytesOf<T>(stride);
  const leftBytes = bytesOf<T>(leftWidth);
  const rightBytes = bytesOf<T>(width - rightStart);
  const whole = bytesOf<T>(width);
  const rights = gathered + leftBytes * (leftCount as usize);
  const wholes = rights + rightBytes * ((k - split) as usize);
  for (let i: i32 = 0; i < k; i++) {
    const from = q + row * (index(members, i) as usize);
    const place = index(columns, i);
    if (place < leftCount) memory.copy(gathered + leftBytes * (place as usize), from, leftBytes);
    if (place >= split)
      memory.copy(
        rights + rightBytes * ((place - split) as usize),
        from + bytesOf<T>(rightStart),
        rightBytes,
      );
  }
  for (let i: i32 = 0; i < m - k; i++)
    memory.copy(wholes + whole * (i as usize), q + row * (index(leftOut, i) as usize), whole);
  for (let i: i32 = 0; i < m - k; i++)
    memory.copy(q + row * ((k + i) as usize), wholes + whole * (i as usize), whole);
  for (let i: i32 = 0; i < k; i++) memory.fill(q + row * (i as usize), 0, whole);
  gemm<T>(
    k,
    leftWidth,
    leftCount,
    1 as T,
    combinations,
    k,
    1,
    gathered,
    leftWidth,
    1,
    q,
    stride,
    FULL,
    productWork,
  );
  gemm<T>(
    k,
    width - rightStart,
    k - split,
    1 as T,
    combinations + bytesOf<T>(split),
    k,
    1,
    rights,
    width - rightStart,
    1,
    q + bytesOf<T>(rightStart),
    stride,
    FULL,
    productWork,
  );
}
