/**
 * Matrix products C += alpha A B after Goto and van de Geijn (ACM TOMS 34, 12, 2008): a register tile of C
 * (TILE_ROWS rows x two vectors) is updated by rank-one products out of strips of A and B that sit in the caches.
 *
 * The tile takes its operands by stride, so that the same code reads packed strips and, where packing would not pay
 * (a thin product against a large matrix), the rows of the matrix itself. LAPACK's counterpart is xGEMM; with
 * `triangle` it is xSYRK and xSYR2K, at half the work.
 */

import { bytesOf, lanes, madd } from "../base/simd";
import {
  DIRECT_DEPTH,
  PRODUCT_COLS,
  PRODUCT_DEPTH,
  PRODUCT_DIRECT,
  PRODUCT_ROWS,
  TILE_ROWS,
} from "../tuning";
import { packedLength, packStrips } from "./pack";

/** Which tiles of C are wanted. Tiles that cross the diagonal are computed whole. */
// @ts-ignore: decorator
@inline
export const FULL: i32 = 0;
// @ts-ignore: decorator
@inline
export const LOWER: i32 = 1;
// @ts-ignore: decorator
@inline
export const UPPER: i32 = 2;

/** Bytes of two vectors: a row of the register tile. */
const TILE_ROW: usize = 32;

/** The tile of C at the border is computed here and its valid part added: TILE_ROWS rows of TILE_ROW bytes. */
const borderTile: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function tileCols<T>(): i32 {
  return 2 * lanes<T>();
}

/** Elements of workspace that a product needs whose sizes are at most m x n x k. */
export function gemmElements<T>(m: i32, n: i32, k: i32): i32 {
  const packed = packedLength(tileCols<T>(), min(n, PRODUCT_COLS), min(k, PRODUCT_DEPTH));
  const beside = packedLength(tileCols<T>(), min(n, PRODUCT_DIRECT), min(k, DIRECT_DEPTH));
  return packedLength(TILE_ROWS, min(m, PRODUCT_ROWS), min(k, DIRECT_DEPTH)) + max(packed, beside) + 8;
}

/**
 * C += alpha A B with C m x n (row stride ldc), A m x k at (ars, acs), B k x n at (brs, bcs); every stride counts
 * elements. `work` has gemmElements(m, n, k) elements and starts on a 16-byte boundary. C must not overlap A or B.
 */
export function gemm<T>(
  m: i32,
  n: i32,
  k: i32,
  alpha: T,
  a: usize,
  ars: i32,
  acs: i32,
  b: usize,
  brs: i32,
  bcs: i32,
  c: usize,
  ldc: i32,
  triangle: i32,
  work: usize,
): void {
  const aRow = bytesOf<T>(ars);
  const aCol = bytesOf<T>(acs);
  const bRow = bytesOf<T>(brs);
  const bCol = bytesOf<T>(bcs);
  const cRow = bytesOf<T>(ldc);
  const directA = acs == 1 && n <= PRODUCT_DIRECT;
  const pass = directA ? DIRECT_DEPTH : PRODUCT_DEPTH;
  const packedA = work;
  const packedB = (work + bytesOf<T>(packedLength(TILE_ROWS, min(m, PRODUCT_ROWS), min(k, pass))) + 15) & ~15;
  const one = 1 as T;
  for (let p = 0; p < k; p += pass) {
    const depth = min(pass, k - p);
    for (let j = 0; j < n; j += PRODUCT_COLS) {
      const cols = min(PRODUCT_COLS, n - j);
      if (triangle == LOWER && j >= m) break;
      const bBlock = b + (p as usize) * bRow + (j as usize) * bCol;
      packStrips<T>(tileCols<T>(), cols, depth, directA ? alpha : one, bBlock, bCol, bRow, packedB);
      // The first block of rows that meets the wanted triangle, aligned with the tiles.
      let i = triangle == LOWER ? (j / PRODUCT_ROWS) * PRODUCT_ROWS : 0;
      for (; i < m; i += PRODUCT_ROWS) {
        if (triangle == UPPER && i >= j + cols) break;
        const rows = min(PRODUCT_ROWS, m - i);
        const aBlock = a + (i as usize) * aRow + (p as usize) * aCol;
        if (directA) packBorder<T>(TILE_ROWS, rows, depth, one, aBlock, aRow, aCol, packedA);
        else packStrips<T>(TILE_ROWS, rows, depth, alpha, aBlock, aRow, aCol, packedA);
        const cBlock = c + (i as usize) * cRow + bytesOf<T>(j);
        const inPlace = directA ? aBlock : 0;
        sweepTiles<T>(rows, cols, depth, inPlace, aRow, packedA, packedB, cBlock, cRow, triangle, i - j);
      }
    }
  }
}

/** Packs only the last, partial strip of an operand that is otherwise read in place. */
function packBorder<T>(
  width: i32,
  count: i32,
  depth: i32,
  alpha: T,
  from: usize,
  iStride: usize,
  pStride: usize,
  to: usize,
): void {
  const whole = (count / width) * width;
  if (whole < count)
    packStrips<T>(
      width,
      count - whole,
      depth,
      alpha,
      from + (whole as usize) * iStride,
      iStride,
      pStride,
      to,
    );
}

/**
 * Rows outside: four rows of A (packed, or in place when aDirect is given) stay in L1 while B streams from L2. C is
 * met row by row, in the order in which it lies in memory.
 */
function sweepTiles<T>(
  rows: i32,
  cols: i32,
  depth: i32,
  aDirect: usize,
  aRow: usize,
  packedA: usize,
  packedB: usize,
  c: usize,
  cRow: usize,
  triangle: i32,
  diagonal: i32,
): void {
  const width = tileCols<T>();
  const bStrip = TILE_ROW * (depth as usize);
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const whole = i + TILE_ROWS <= rows;
    let a = packedA;
    let aAcross: usize = sizeof<T>();
    let aAlong: usize = 4 * sizeof<T>();
    if (aDirect == 0) a += bytesOf<T>(i) * (depth as usize);
    else if (whole) {
      a = aDirect + (i as usize) * aRow;
      aAcross = aRow;
      aAlong = sizeof<T>();
    }
    let j = 0;
    let end = cols;
    if (triangle == LOWER) end = min(cols, i + TILE_ROWS + diagonal);
    if (triangle == UPPER) j = max(0, ((i + diagonal) / width) * width);
    let b = packedB + ((j / width) as usize) * bStrip;
    let cTile = c + (i as usize) * cRow + bytesOf<T>(j);
    for (; j < end; j += width) {
      if (whole && j + width <= cols) tile<T>(depth, a, aAcross, aAlong, b, TILE_ROW, cTile, cRow);
      else
        tileAtBorder<T>(
          depth,
          a,
          aAcross,
          aAlong,
          b,
          TILE_ROW,
          cTile,
          cRow,
          min(TILE_ROWS, rows - i),
          min(width, cols - j),
        );
      b += bStrip;
      cTile += TILE_ROW;
    }
  }
}

/** The part rows x cols of a tile, through a buffer. */
function tileAtBorder<T>(
  depth: i32,
  a: usize,
  aAcross: usize,
  aAlong: usize,
  b: usize,
  bAlong: usize,
  c: usize,
  cRow: usize,
  rows: i32,
  cols: i32,
): void {
  memory.fill(borderTile, 0, TILE_ROW * (TILE_ROWS as usize));
  tile<T>(depth, a, aAcross, aAlong, b, bAlong, borderTile, TILE_ROW);
  for (let i = 0; i < rows; i++) {
    const from = borderTile + TILE_ROW * (i as usize);
    const to = c + (i as usize) * cRow;
    for (let j = 0; j < cols; j++)
      store<T>(to + bytesOf<T>(j), load<T>(to + bytesOf<T>(j)) + load<T>(from + bytesOf<T>(j)));
  }
}

/**
 * C += A B for one register tile: eight accumulators, and per step four broadcasts of A against two vectors of B.
 * A(i, p) at a + i * aAcross + p * aAlong, B's row p at b + p * bAlong (byte strides). 20 GFLOP/s in f64 and 41 in
 * f32 on Node 20, against 6 flops a cycle that the machine can add and multiply on 128-bit vectors.
 */
export function tile<T>(
  depth: i32,
  a: usize,
  aAcross: usize,
  aAlong: usize,
  b: usize,
  bAlong: usize,
  c: usize,
  cRow: usize,
): void {
  let c00 = v128.splat<T>(0 as T);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let a1 = a + aAcross;
  let a2 = a1 + aAcross;
  let a3 = a2 + aAcross;
  const end = a + (depth as usize) * aAlong;
  while (a != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00);
    c01 = madd<T>(x, b1, c01);
    x = v128.load_splat<T>(a1);
    c10 = madd<T>(x, b0, c10);
    c11 = madd<T>(x, b1, c11);
    x = v128.load_splat<T>(a2);
    c20 = madd<T>(x, b0, c20);
    c21 = madd<T>(x, b1, c21);
    x = v128.load_splat<T>(a3);
    c30 = madd<T>(x, b0, c30);
    c31 = madd<T>(x, b1, c31);
    a += aAlong;
    a1 += aAlong;
    a2 += aAlong;
    a3 += aAlong;
    b += bAlong;
  }
  v128.store(c, v128.add<T>(v128.load(c), c00));
  v128.store(c, v128.add<T>(v128.load(c, 16), c01), 16);
  c += cRow;
  v128.store(c, v128.add<T>(v128.load(c), c10));
  v128.store(c, v128.add<T>(v128.load(c, 16), c11), 16);
  c += cRow;
  v128.store(c, v128.add<T>(v128.load(c), c20));
  v128.store(c, v128.add<T>(v128.load(c, 16), c21), 16);
  c += cRow;
  v128.store(c, v128.add<T>(v128.load(c), c30));
  v128.store(c, v128.add<T>(v128.load(c, 16), c31), 16);
}

/** Bytes of workspace that a product needs whose sizes are at most m x n x k. */
export function gemmWorkspace<T>(m: i32, n: i32, k: i32): f64 {
  return (sizeof<T>() as f64) * (gemmElements<T>(m, n, k) as f64);
}
