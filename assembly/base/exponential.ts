/**
 * exp on two f64 lanes for arguments <= 0, the range that survival functions need.
 *
 *     exp(x) = 2^k exp(r),   k = nearest(x / ln 2),   r = x - k ln 2,   |r| <= ln(2)/2,
 *
 * with ln 2 split in two parts (Cody and Waite) and the Taylor polynomial of degree 13, whose remainder
 * (ln(2)/2)^14/14! = 4e-18 is below half an ulp of 1. Measured error below 1.5 ulp. Arguments below -708 are taken as
 * -708 (exp = 3.3e-308), so that the exponent field never wraps.
 */

const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.9314718036912381649e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const SMALLEST_ARGUMENT: f64 = -708;
/** 1.5 * 2^52: adding it rounds to the nearest integer and leaves that integer in the low bits. */
const ROUND_TO_INTEGER: f64 = 6755399441055744;

import { madd64 } from "./simd";

/** x - k ln 2 for the integer k in the low bits of `shifted`. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, shifted: v128): v128 {
  const k = f64x2.sub(shifted, f64x2.splat(ROUND_TO_INTEGER));
  return f64x2.sub(f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
}

/** (exp(r) - 1)/r for |r| <= ln(2)/2. */
// @ts-ignore: decorator
@inline
function expQuotient(r: v128): v128 {
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = madd64(p, r, f64x2.splat(1.0 / 479001600.0));
  p = madd64(p, r, f64x2.splat(1.0 / 39916800.0));
  p = madd64(p, r, f64x2.splat(1.0 / 3628800.0));
  p = madd64(p, r, f64x2.splat(1.0 / 362880.0));
  p = madd64(p, r, f64x2.splat(1.0 / 40320.0));
  p = madd64(p, r, f64x2.splat(1.0 / 5040.0));
  p = madd64(p, r, f64x2.splat(1.0 / 720.0));
  p = madd64(p, r, f64x2.splat(1.0 / 120.0));
  p = madd64(p, r, f64x2.splat(1.0 / 24.0));
  p = madd64(p, r, f64x2.splat(1.0 / 6.0));
  p = madd64(p, r, f64x2.splat(0.5));
  return madd64(p, r, f64x2.splat(1));
}

// @ts-ignore: decorator
@inline
export function expNonPositive(x: v128): v128 {
  const clamped = f64x2.max(x, f64x2.splat(SMALLEST_ARGUMENT));
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(LOG2_E)), f64x2.splat(ROUND_TO_INTEGER));
  const r = reduced(clamped, shifted);
  return i64x2.add(madd64(expQuotient(r), r, f64x2.splat(1)), i64x2.shl(shifted, 52));
}

/**
 * exp(x) - 1 on two f64 lanes for arguments <= 0, without cancellation near 0:
 * 2^k exp(r) - 1 = 2^k (exp(r) - 1) + (2^k - 1).
 */
// @ts-ignore: decorator
@inline
export function expm1NonPositive(x: v128): v128 {
  const clamped = f64x2.max(x, f64x2.splat(SMALLEST_ARGUMENT));
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(LOG2_E)), f64x2.splat(ROUND_TO_INTEGER));
  const r = reduced(clamped, shifted);
  const power = i64x2.add(f64x2.splat(1), i64x2.shl(shifted, 52));
  return f64x2.add(f64x2.mul(power, f64x2.mul(r, expQuotient(r))), f64x2.sub(power, f64x2.splat(1)));
}

/** The same on one number, bit for bit. */
// @ts-ignore: decorator
@inline
export function expNonPositiveScalar(x: f64): f64 {
  return f64x2.extract_lane(expNonPositive(f64x2.splat(x)), 0);
}
