/**
 * Reflectors of a bulge chase: as many as there are entries in the matrix, each only a bandwidth long, so the vector
 * is normalised in SIMD and by one reciprocal. Where squares or the reciprocal could leave the range the careful
 * `makeReflector` takes over.
 */

import { SQUARES_HIGH, SQUARES_LOW } from "../base/numeric";
import { bytesOf, lanes, madd64 } from "../base/simd";
import { makeReflector, reflectorBeta } from "./householder";

/** Reciprocals from here on would leave the range of f32, or their products would: they are multiplied in f64. */
const SINGLE_HIGH: f64 = 1e30;

/** beta of the last `makeShortReflector`. */
export let shortBeta: f64 = 0;

/**
 * Turns the contiguous x into v (its leading 1 written out) and returns tau, as `makeReflector` does.
 */
export function makeShortReflector<T>(n: i32, x: usize): T {
  const alpha = load<T>(x) as f64;
  const tail = squares<T>(n - 1, x + sizeof<T>());
  if (!(tail > SQUARES_LOW && tail < SQUARES_HIGH)) {
    const t = makeReflector<T>(n, x, 1);
    shortBeta = reflectorBeta;
    store<T>(x, 1 as T);
    return t;
  }
  const beta = -copysign<f64>(sqrt<f64>(alpha * alpha + tail), alpha);
  shortBeta = beta;
  const pivot = alpha - beta;
  const factor = 1 / pivot;
  if (sizeof<T>() == 4 && !(abs<f64>(factor) < SINGLE_HIGH)) {
    for (let i = 1; i < n; i++)
      store<T>(x + bytesOf<T>(i), ((load<T>(x + bytesOf<T>(i)) as f64) * factor) as T);
  } else {
    const scale = v128.splat<T>(factor as T);
    let p = x;
    const end = x + bytesOf<T>(n & -lanes<T>());
    for (; p < end; p += 16) v128.store(p, v128.mul<T>(scale, v128.load(p)));
    const last = x + bytesOf<T>(n);
    for (; p < last; p += sizeof<T>()) store<T>(p, load<T>(p) * (factor as T));
  }
  store<T>(x, 1 as T);
  return ((beta - alpha) / beta) as T;
}

/** The sum of squares of n contiguous entries, in f64. */
function squares<T>(n: i32, x: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  const end = x + bytesOf<T>(n & -4);
  if (sizeof<T>() == 8) {
    for (; x < end; x += 32) {
      const p = v128.load(x);
      const q = v128.load(x, 16);
      s0 = madd64(p, p, s0);
      s1 = madd64(q, q, s1);
    }
  } else {
    for (; x < end; x += 16) {
      const both = v128.load(x);
      const p = f64x2.promote_low_f32x4(both);
      const q = f64x2.promote_low_f32x4(
        i8x16.shuffle(both, both, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
      );
      s0 = madd64(p, p, s0);
      s1 = madd64(q, q, s1);
    }
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (let i = n & -4; i < n; i++) {
    const value = load<T>(x) as f64;
    sum += value * value;
    x += sizeof<T>();
  }
  return sum;
}
