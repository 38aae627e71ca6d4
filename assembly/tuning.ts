/**
 * Every size that was chosen by measurement, in one place: on a 2-core Xeon (48 KiB L1, 2 MiB L2 per core), Node 20 for
 * the simd build and Node 24 for the relaxed one. `npx tsx bench/micro/sizes.ts NAME` times a size against its
 * neighbours, `npx tsx bench/micro/run.ts` the register tile and the rates of products and bulge chases.
 */

/** Rows of the register tile of a matrix product; it is TILE_ROWS x (two vectors): 4 x 4 in f64, 4 x 8 in f32. */
// @ts-ignore: decorator
@inline
export const TILE_ROWS: i32 = 4;

/** Depth of one pass of a product: a strip of B of this depth and two vectors' width (8 KiB) lives in L1. */
// @ts-ignore: decorator
@inline
export const PRODUCT_DEPTH: i32 = 256;

/** The same where A is read in place: longer runs along its rows (a depth of 256 costs a sixth). */
// @ts-ignore: decorator
@inline
export const DIRECT_DEPTH: i32 = 512;

/** Rows of A packed at a time: PRODUCT_ROWS x PRODUCT_DEPTH of f64 (256 KiB) lives in L2. */
// @ts-ignore: decorator
@inline
export const PRODUCT_ROWS: i32 = 128;

/** Columns of B packed at a time. */
// @ts-ignore: decorator
@inline
export const PRODUCT_COLS: i32 = 512;

/**
 * A that is read along its own rows and meets at most this many columns of B is not packed: the copy would cost more
 * than four streams of reads (packing costs a fifth for 2048 x 32 x 2048). B is always packed: in place its strips walk
 * one page a row.
 */
// @ts-ignore: decorator
@inline
export const PRODUCT_DIRECT: i32 = 64;

/** Steps of a one-stage tridiagonalisation between two updates of the trailing matrix (8 to 32 differ by less than 5 %). */
// @ts-ignore: decorator
@inline
export const TRIDIAGONAL_PANEL: i32 = 16;

/** Reflectors applied at once in a back-transformation (32 to 64 differ by less than 5 %). */
// @ts-ignore: decorator
@inline
export const REFLECTOR_BLOCK: i32 = 48;

/** Steps of a one-stage bidiagonalisation between two updates of the trailing matrix (8 to 24 differ by less than 5 %). */
// @ts-ignore: decorator
@inline
export const BIDIAGONAL_PANEL: i32 = 16;

/** Bytes of matrix rows that a fused product reads twice: once from memory, once from L2. */
// @ts-ignore: decorator
@inline
export const FUSED_BYTES: i32 = 262144;

/** Block of the trailing matrix that is updated and then multiplied by the next panel while it is in L2 (512 KiB). */
// @ts-ignore: decorator
@inline
export const PASS_ROWS: i32 = 128;
// @ts-ignore: decorator
@inline
export const PASS_COLS: i32 = 512;

/** Sweeps of a bulge chase that follow one another through the cache. */
// @ts-ignore: decorator
@inline
export const CHASE_GROUP: i32 = 4;

/** Columns of a panel of the QR factorisation. */
// @ts-ignore: decorator
@inline
export const QR_PANEL: i32 = 32;

/** Rows of an operand that packing walks through side by side, few pages at a time (4 to 32 do not differ). */
// @ts-ignore: decorator
@inline
export const PACK_ROWS: i32 = 8;
