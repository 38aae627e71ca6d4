/**
 * The few vector operations that differ between the two builds. The relaxed build contracts a*b + c into one
 * rounding where the machine has it; the simd build rounds twice. Nothing else in the kernel asks which build it is.
 */

/** a * b + c on two f64 lanes. */
// @ts-ignore: decorator
@inline
export function madd64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** a * b + c on four f32 lanes. */
// @ts-ignore: decorator
@inline
function madd32(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a * b + c on the lanes of T (f32 or f64). */
// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (sizeof<T>() == 8) return madd64(a, b, c);
  return madd32(a, b, c);
}

/** Lanes of T in one vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return (16 / sizeof<T>()) as i32;
}

/** Byte offset of `n` elements of T. */
// @ts-ignore: decorator
@inline
export function bytesOf<T>(n: i32): usize {
  return (n as usize) * sizeof<T>();
}

/** Two elements of T at p, as f64. */
// @ts-ignore: decorator
@inline
export function loadPair<T>(p: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(p);
  return f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/** Two f64 rounded to T at p. */
// @ts-ignore: decorator
@inline
export function storePair<T>(p: usize, x: v128): void {
  if (sizeof<T>() == 8) v128.store(p, x);
  else v128.store64_lane(p, f32x4.demote_f64x2_zero(x), 0);
}

/**
 * Row stride for panels of rows of n elements: an odd number of cache lines, so that the rows of a strip do not fall on
 * the same cache sets. At most n + 32.
 */
// @ts-ignore: decorator
@inline
export function panelStride<T>(n: i32): i32 {
  const line = (64 / sizeof<T>()) as i32;
  return (((n + line - 1) / line) | 1) * line;
}
