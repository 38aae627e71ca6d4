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
export function madd32(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
