/**
 * Operations on contiguous vectors (BLAS level 1: dot, axpy, scal, rot, copy, swap), two f64 or four f32 to a SIMD
 * register. Four accumulators hide the latency of the addition in `dot`.
 */
import { at, put } from "../base/numeric";
import { madd } from "../base/simd";

/** Sum of the lanes of a register. */
// @ts-ignore: decorator
@inline
export function lanesSum<T>(x: v128): T {
  if (sizeof<T>() == 8) return (f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1)) as T;
  return (f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))) as T;
}

/** x . y */
export function dot<T>(n: i32, x: usize, y: usize): T {
  const bytes = (n as usize) * sizeof<T>();
  let i: usize = 0;
  let s0 = v128.splat<T>(0 as T);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; i + 64 <= bytes; i += 64) {
    s0 = madd<T>(v128.load(x + i), v128.load(y + i), s0);
    s1 = madd<T>(v128.load(x + i, 16), v128.load(y + i, 16), s1);
    s2 = madd<T>(v128.load(x + i, 32), v128.load(y + i, 32), s2);
    s3 = madd<T>(v128.load(x + i, 48), v128.load(y + i, 48), s3);
  }
  for (; i + 16 <= bytes; i += 16) s0 = madd<T>(v128.load(x + i), v128.load(y + i), s0);
  let sum: T = lanesSum<T>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)));
  for (; i < bytes; i += sizeof<T>()) sum += load<T>(x + i) * load<T>(y + i);
  return sum;
}

/** y += a x */
export function axpy<T>(n: i32, a: T, x: usize, y: usize): void {
  const bytes = (n as usize) * sizeof<T>();
  const va = v128.splat<T>(a);
  let i: usize = 0;
  for (; i + 32 <= bytes; i += 32) {
    v128.store(y + i, madd<T>(va, v128.load(x + i), v128.load(y + i)));
    v128.store(y + i, madd<T>(va, v128.load(x + i, 16), v128.load(y + i, 16)), 16);
  }
  for (; i < bytes; i += sizeof<T>()) store<T>(y + i, load<T>(y + i) + a * load<T>(x + i));
}

/** x *= a */
export function scale<T>(n: i32, a: T, x: usize): void {
  const bytes = (n as usize) * sizeof<T>();
  const va = v128.splat<T>(a);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(x + i, v128.mul<T>(va, v128.load(x + i)));
  for (; i < bytes; i += sizeof<T>()) store<T>(x + i, a * load<T>(x + i));
}

/** (x, y) <- (c x + s y, c y - s x) */
export function rotate<T>(n: i32, x: usize, y: usize, c: T, s: T): void {
  const bytes = (n as usize) * sizeof<T>();
  const vc = v128.splat<T>(c);
  const vs = v128.splat<T>(s);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const a = v128.load(x + i);
    const b = v128.load(y + i);
    v128.store(x + i, v128.add<T>(v128.mul<T>(vc, a), v128.mul<T>(vs, b)));
    v128.store(y + i, v128.sub<T>(v128.mul<T>(vc, b), v128.mul<T>(vs, a)));
  }
  for (; i < bytes; i += sizeof<T>()) {
    const a = load<T>(x + i);
    const b = load<T>(y + i);
    store<T>(x + i, c * a + s * b);
    store<T>(y + i, c * b - s * a);
  }
}

/** x <-> y */
export function swap<T>(n: i32, x: usize, y: usize): void {
  for (let i: i32 = 0; i < n; i++) {
    const held = at<T>(x, i);
    put<T>(x, i, at<T>(y, i));
    put<T>(y, i, held);
  }
}

/** The n x n identity, row-major, tight. */
export function setIdentity<T>(n: i32, a: usize): void {
  memory.fill(a, 0, (n as usize) * (n as usize) * sizeof<T>());
  for (let i: i32 = 0; i < n; i++) store<T>(a + (i as usize) * ((n as usize) + 1) * sizeof<T>(), 1 as T);
}
