/**
 * One reflector against a small block that lives in L1: the inner operations of the bulge chases. A is a block of
 * rows `stride` bytes apart.
 */

import { bytesOf, lanes, madd } from "../base/simd";
import { fourDots } from "../blas/gemv";
import { lanesSum } from "../blas/vectors";

/** Four rows times v, before they are scaled: up to four f64. */
const products: usize = memory.data(32, 16);

/** A <- A (I - tau v v^T) for `rows` rows of length n. */
export function reflectRight<T>(rows: i32, n: i32, a: usize, stride: usize, v: usize, tau: T): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    reflectFourRows<T>(n, a, stride, v, tau);
    a += stride * 4;
  }
  for (; r < rows; r++) {
    reflectOneRow<T>(n, a, v, tau);
    a += stride;
  }
}

function reflectFourRows<T>(n: i32, a: usize, stride: usize, v: usize, tau: T): void {
  fourDots<T>(n, a, stride, v, products);
  const t0 = -tau * load<T>(products);
  const t1 = -tau * load<T>(products, sizeof<T>());
  const t2 = -tau * load<T>(products, 2 * sizeof<T>());
  const t3 = -tau * load<T>(products, 3 * sizeof<T>());
  const u0 = v128.splat<T>(t0);
  const u1 = v128.splat<T>(t1);
  const u2 = v128.splat<T>(t2);
  const u3 = v128.splat<T>(t3);
  let a1 = a + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  const last = v + bytesOf<T>(n);
  const end = v + bytesOf<T>(n & -lanes<T>());
  while (v != end) {
    const x = v128.load(v);
    v128.store(a, madd<T>(u0, x, v128.load(a)));
    v128.store(a1, madd<T>(u1, x, v128.load(a1)));
    v128.store(a2, madd<T>(u2, x, v128.load(a2)));
    v128.store(a3, madd<T>(u3, x, v128.load(a3)));
    v += 16;
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
  }
  while (v != last) {
    const x = load<T>(v);
    store<T>(a, load<T>(a) + t0 * x);
    store<T>(a1, load<T>(a1) + t1 * x);
    store<T>(a2, load<T>(a2) + t2 * x);
    store<T>(a3, load<T>(a3) + t3 * x);
    v += sizeof<T>();
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
  }
}

function reflectOneRow<T>(n: i32, a: usize, v: usize, tau: T): void {
  let s0 = v128.splat<T>(0 as T);
  const whole = bytesOf<T>(n & -lanes<T>());
  const bytes = bytesOf<T>(n);
  let i: usize = 0;
  for (; i < whole; i += 16) s0 = madd<T>(v128.load(a + i), v128.load(v + i), s0);
  let t = lanesSum<T>(s0);
  for (; i < bytes; i += sizeof<T>()) t += load<T>(a + i) * load<T>(v + i);
  t *= -tau;
  const u = v128.splat<T>(t);
  for (i = 0; i < whole; i += 16) v128.store(a + i, madd<T>(u, v128.load(v + i), v128.load(a + i)));
  for (; i < bytes; i += sizeof<T>()) store<T>(a + i, load<T>(a + i) + t * load<T>(v + i));
}

/** A <- (I - tau v v^T) A for `rows` rows of length n, a strip of four vectors' width at a time. */
export function reflectLeft<T>(rows: i32, n: i32, a: usize, stride: usize, v: usize, tau: T): void {
  const width = 4 * lanes<T>();
  let j = 0;
  for (; j + width <= n; j += width) {
    reflectStrip<T>(rows, a, stride, v, tau);
    a += 64;
  }
  for (; j + lanes<T>() <= n; j += lanes<T>()) {
    reflectVector<T>(rows, a, stride, v, tau);
    a += 16;
  }
  for (; j < n; j++) {
    let sum: T = 0 as T;
    let row = a;
    for (let r = 0; r < rows; r++) {
      sum += load<T>(v + bytesOf<T>(r)) * load<T>(row);
      row += stride;
    }
    sum *= -tau;
    row = a;
    for (let r = 0; r < rows; r++) {
      store<T>(row, load<T>(row) + load<T>(v + bytesOf<T>(r)) * sum);
      row += stride;
    }
    a += sizeof<T>();
  }
}

function reflectStrip<T>(rows: i32, a: usize, stride: usize, v: usize, tau: T): void {
  let s0 = v128.splat<T>(0 as T);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = v + bytesOf<T>(rows);
  let row = a;
  let p = v;
  while (p != end) {
    const x = v128.load_splat<T>(p);
    s0 = madd<T>(x, v128.load(row), s0);
    s1 = madd<T>(x, v128.load(row, 16), s1);
    s2 = madd<T>(x, v128.load(row, 32), s2);
    s3 = madd<T>(x, v128.load(row, 48), s3);
    p += sizeof<T>();
    row += stride;
  }
  const minus = v128.splat<T>(-tau);
  s0 = v128.mul<T>(minus, s0);
  s1 = v128.mul<T>(minus, s1);
  s2 = v128.mul<T>(minus, s2);
  s3 = v128.mul<T>(minus, s3);
  p = v;
  row = a;
  while (p != end) {
    const x = v128.load_splat<T>(p);
    v128.store(row, madd<T>(x, s0, v128.load(row)));
    v128.store(row, madd<T>(x, s1, v128.load(row, 16)), 16);
    v128.store(row, madd<T>(x, s2, v128.load(row, 32)), 32);
    v128.store(row, madd<T>(x, s3, v128.load(row, 48)), 48);
    p += sizeof<T>();
    row += stride;
  }
}

function reflectVector<T>(rows: i32, a: usize, stride: usize, v: usize, tau: T): void {
  let s = v128.splat<T>(0 as T);
  const end = v + bytesOf<T>(rows);
  let row = a;
  let p = v;
  while (p != end) {
    s = madd<T>(v128.load_splat<T>(p), v128.load(row), s);
    p += sizeof<T>();
    row += stride;
  }
  s = v128.mul<T>(v128.splat<T>(-tau), s);
  p = v;
  row = a;
  while (p != end) {
    v128.store(row, madd<T>(v128.load_splat<T>(p), s, v128.load(row)));
    p += sizeof<T>();
    row += stride;
  }
}
