/**
 * Matrix-vector products that read the matrix once, four rows at a time (BLAS: dgemv, dsymv).
 *
 * A row costs as much to fetch as to use, so every kernel here takes all it can from the rows while they are in
 * registers: `symvUpper` uses each entry of the upper triangle for its row and for its mirror image.
 */
import { bytesOf, lanes, madd } from "../base/simd";
import { lanesSum } from "./vectors";

/** y_r = A_r . x for `rows` rows of length n (row stride lda elements). */
export function rowsTimes<T>(rows: i32, n: i32, a: usize, lda: i32, x: usize, y: usize): void {
  const stride = bytesOf<T>(lda);
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    fourDots<T>(n, a, stride, x, y);
    a += stride * 4;
    y += 4 * sizeof<T>();
  }
  for (; r < rows; r++) {
    store<T>(y, oneDot<T>(n, a, x));
    a += stride;
    y += sizeof<T>();
  }
}

/** y += sum_r c_r A_r for `rows` rows of length n: y += A^T c. */
export function addRows<T>(rows: i32, n: i32, c: usize, a: usize, lda: i32, y: usize): void {
  const stride = bytesOf<T>(lda);
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    addFourRows<T>(
      n,
      load<T>(c),
      load<T>(c, sizeof<T>()),
      load<T>(c, 2 * sizeof<T>()),
      load<T>(c, 3 * sizeof<T>()),
      a,
      stride,
      y,
    );
    a += stride * 4;
    c += 4 * sizeof<T>();
  }
  for (; r < rows; r++) {
    addOneRow<T>(n, load<T>(c), a, y);
    a += stride;
    c += sizeof<T>();
  }
}

/** y = A x for the symmetric n x n matrix of which the upper triangle is at a (row stride lda elements). */
export function symvUpper<T>(n: i32, a: usize, lda: i32, x: usize, y: usize): void {
  const size = sizeof<T>();
  const stride = bytesOf<T>(lda);
  memory.fill(y, 0, bytesOf<T>(n));
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    // The 4 x 4 triangle on the diagonal, then the four rows behind it.
    for (let r = 0; r < 4; r++) {
      const row = a + (r as usize) * stride;
      const xr = load<T>(x + bytesOf<T>(r));
      let sum = load<T>(y + bytesOf<T>(r)) + load<T>(row + bytesOf<T>(r)) * xr;
      for (let s = r + 1; s < 4; s++) {
        const entry = load<T>(row + bytesOf<T>(s));
        sum += entry * load<T>(x + bytesOf<T>(s));
        store<T>(y + bytesOf<T>(s), load<T>(y + bytesOf<T>(s)) + entry * xr);
      }
      store<T>(y + bytesOf<T>(r), sum);
    }
    symvFourRows<T>(n - i - 4, a + 4 * size, stride, x, y);
    a += stride * 4 + 4 * size;
    x += 4 * size;
    y += 4 * size;
  }
  for (; i < n; i++) {
    const xi = load<T>(x);
    let sum = load<T>(y) + load<T>(a) * xi;
    for (let j = 1; j < n - i; j++) {
      const entry = load<T>(a + bytesOf<T>(j));
      sum += entry * load<T>(x + bytesOf<T>(j));
      store<T>(y + bytesOf<T>(j), load<T>(y + bytesOf<T>(j)) + entry * xi);
    }
    store<T>(y, sum);
    a += stride + size;
    x += size;
    y += size;
  }
}

/** y[0..4) += A x' and y' += A^T x[0..4) for a 4 x n block A, with x' and y' four entries behind x and y. */
function symvFourRows<T>(n: i32, a: usize, stride: usize, x: usize, y: usize): void {
  const x0 = load<T>(x);
  const x1 = load<T>(x, sizeof<T>());
  const x2 = load<T>(x, 2 * sizeof<T>());
  const x3 = load<T>(x, 3 * sizeof<T>());
  const v0 = v128.splat<T>(x0);
  const v1 = v128.splat<T>(x1);
  const v2 = v128.splat<T>(x2);
  const v3 = v128.splat<T>(x3);
  let s0 = v128.splat<T>(0 as T);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let a1 = a + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  let xp = x + 4 * sizeof<T>();
  let yp = y + 4 * sizeof<T>();
  const whole = n & -lanes<T>();
  const end = xp + bytesOf<T>(whole);
  while (xp != end) {
    const vx = v128.load(xp);
    let vy = v128.load(yp);
    let row = v128.load(a);
    s0 = madd<T>(row, vx, s0);
    vy = madd<T>(row, v0, vy);
    row = v128.load(a1);
    s1 = madd<T>(row, vx, s1);
    vy = madd<T>(row, v1, vy);
    row = v128.load(a2);
    s2 = madd<T>(row, vx, s2);
    vy = madd<T>(row, v2, vy);
    row = v128.load(a3);
    s3 = madd<T>(row, vx, s3);
    vy = madd<T>(row, v3, vy);
    v128.store(yp, vy);
    xp += 16;
    yp += 16;
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
  }
  let t0 = lanesSum<T>(s0);
  let t1 = lanesSum<T>(s1);
  let t2 = lanesSum<T>(s2);
  let t3 = lanesSum<T>(s3);
  for (let j = whole; j < n; j++) {
    const xj = load<T>(xp);
    t0 += load<T>(a) * xj;
    t1 += load<T>(a1) * xj;
    t2 += load<T>(a2) * xj;
    t3 += load<T>(a3) * xj;
    store<T>(yp, load<T>(yp) + load<T>(a) * x0 + load<T>(a1) * x1 + (load<T>(a2) * x2 + load<T>(a3) * x3));
    xp += sizeof<T>();
    yp += sizeof<T>();
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
  }
  store<T>(y, load<T>(y) + t0);
  store<T>(y, load<T>(y, sizeof<T>()) + t1, sizeof<T>());
  store<T>(y, load<T>(y, 2 * sizeof<T>()) + t2, 2 * sizeof<T>());
  store<T>(y, load<T>(y, 3 * sizeof<T>()) + t3, 3 * sizeof<T>());
}

/** out[0..4) = four rows, `stride` bytes apart, times x; eight accumulators hide the latency of the addition. */
export function fourDots<T>(n: i32, a: usize, stride: usize, x: usize, out: usize): void {
  let s0 = v128.splat<T>(0 as T);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let r0 = s0;
  let r1 = s0;
  let r2 = s0;
  let r3 = s0;
  let a1 = a + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  const pairs = n & -(2 * lanes<T>());
  const end = x + bytesOf<T>(pairs);
  while (x != end) {
    const p = v128.load(x);
    const q = v128.load(x, 16);
    s0 = madd<T>(v128.load(a), p, s0);
    r0 = madd<T>(v128.load(a, 16), q, r0);
    s1 = madd<T>(v128.load(a1), p, s1);
    r1 = madd<T>(v128.load(a1, 16), q, r1);
    s2 = madd<T>(v128.load(a2), p, s2);
    r2 = madd<T>(v128.load(a2, 16), q, r2);
    s3 = madd<T>(v128.load(a3), p, s3);
    r3 = madd<T>(v128.load(a3, 16), q, r3);
    x += 32;
    a += 32;
    a1 += 32;
    a2 += 32;
    a3 += 32;
  }
  let t0 = lanesSum<T>(v128.add<T>(s0, r0));
  let t1 = lanesSum<T>(v128.add<T>(s1, r1));
  let t2 = lanesSum<T>(v128.add<T>(s2, r2));
  let t3 = lanesSum<T>(v128.add<T>(s3, r3));
  for (let j = pairs; j < n; j++) {
    const xj = load<T>(x);
    t0 += load<T>(a) * xj;
    t1 += load<T>(a1) * xj;
    t2 += load<T>(a2) * xj;
    t3 += load<T>(a3) * xj;
    x += sizeof<T>();
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
  }
  store<T>(out, t0);
  store<T>(out, t1, sizeof<T>());
  store<T>(out, t2, 2 * sizeof<T>());
  store<T>(out, t3, 3 * sizeof<T>());
}

function oneDot<T>(n: i32, a: usize, x: usize): T {
  let s = v128.splat<T>(0 as T);
  let r = s;
  const pairs = n & -(2 * lanes<T>());
  const end = x + bytesOf<T>(pairs);
  while (x != end) {
    s = madd<T>(v128.load(a), v128.load(x), s);
    r = madd<T>(v128.load(a, 16), v128.load(x, 16), r);
    x += 32;
    a += 32;
  }
  let t = lanesSum<T>(v128.add<T>(s, r));
  for (let j = pairs; j < n; j++) {
    t += load<T>(a) * load<T>(x);
    x += sizeof<T>();
    a += sizeof<T>();
  }
  return t;
}

function addFourRows<T>(n: i32, c0: T, c1: T, c2: T, c3: T, a: usize, stride: usize, y: usize): void {
  const v0 = v128.splat<T>(c0);
  const v1 = v128.splat<T>(c1);
  const v2 = v128.splat<T>(c2);
  const v3 = v128.splat<T>(c3);
  let a1 = a + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  const pairs = n & -(2 * lanes<T>());
  const end = y + bytesOf<T>(pairs);
  while (y != end) {
    let p = madd<T>(v0, v128.load(a), v128.load(y));
    let q = madd<T>(v0, v128.load(a, 16), v128.load(y, 16));
    p = madd<T>(v1, v128.load(a1), p);
    q = madd<T>(v1, v128.load(a1, 16), q);
    p = madd<T>(v2, v128.load(a2), p);
    q = madd<T>(v2, v128.load(a2, 16), q);
    p = madd<T>(v3, v128.load(a3), p);
    q = madd<T>(v3, v128.load(a3, 16), q);
    v128.store(y, p);
    v128.store(y, q, 16);
    y += 32;
    a += 32;
    a1 += 32;
    a2 += 32;
    a3 += 32;
  }
  for (let j = pairs; j < n; j++) {
    store<T>(y, load<T>(y) + c0 * load<T>(a) + c1 * load<T>(a1) + (c2 * load<T>(a2) + c3 * load<T>(a3)));
    y += sizeof<T>();
    a += sizeof<T>();
    a1 += sizeof<T>();
    a2 += sizeof<T>();
    a3 += sizeof<T>();
  }
}

function addOneRow<T>(n: i32, c: T, a: usize, y: usize): void {
  const v = v128.splat<T>(c);
  const whole = n & -lanes<T>();
  const end = y + bytesOf<T>(whole);
  while (y != end) {
    v128.store(y, madd<T>(v, v128.load(a), v128.load(y)));
    y += 16;
    a += 16;
  }
  for (let j = whole; j < n; j++) {
    store<T>(y, load<T>(y) + c * load<T>(a));
    y += sizeof<T>();
    a += sizeof<T>();
  }
}
