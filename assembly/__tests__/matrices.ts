/** Buffers, deterministic entries and invariants for the specs of the dense kernels. */
import { bytesOf } from "../base/simd";

let state: u32 = 1;

export function seed(value: u32): void {
  state = value;
}

/** Uniform on (-1, 1), a multiple of 2^-15, so that f32 holds it. */
export function uniform(): f64 {
  state = state * 1664525 + 1013904223;
  return (((state >> 16) as f64) - 32767.5) / 32768;
}

/** A small integer: sums of products of a few thousand of them are exact in f32. */
export function digit(): f64 {
  state = state * 1664525 + 1013904223;
  return ((((state >> 24) as i32) % 15) as f64) - 7;
}

/** The workspace that a kernel asked for, no more than a cache line larger. */
export function workspace(bytes: f64): usize {
  return buffer(((bytes as i32) + 7) >> 3);
}

/** Memory for n elements of 8 bytes, zeroed, on a cache line. It lives until the spec ends. */
export function buffer(n: i32): usize {
  const bytes = (n as usize) * 8 + 128;
  const start = heap.alloc(bytes);
  memory.fill(start, 0, bytes);
  return (start + 63) & ~63;
}

export function get<T>(at: usize, i: i32): f64 {
  return load<T>(at + bytesOf<T>(i)) as f64;
}

export function set<T>(at: usize, i: i32, value: f64): void {
  store<T>(at + bytesOf<T>(i), value as T);
}

/** Fills n entries with `uniform`. */
export function fillUniform<T>(at: usize, n: i32): void {
  for (let i = 0; i < n; i++) set<T>(at, i, uniform());
}

export function fillDigits<T>(at: usize, n: i32): void {
  for (let i = 0; i < n; i++) set<T>(at, i, digit());
}

/** A symmetric matrix with uniform entries. */
export function fillSymmetric<T>(at: usize, n: i32, ld: i32): void {
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      const value = uniform();
      set<T>(at, i * ld + j, value);
      set<T>(at, j * ld + i, value);
    }
}

/** Relative difference. */
export function apart(a: f64, b: f64): f64 {
  return abs(a - b) / max(1e-300, max(abs(a), abs(b)));
}

/** What a test in T may be off by: 30 units of roundoff times the size. */
export function tolerance<T>(n: i32): f64 {
  return 30 * (n as f64) * (sizeof<T>() == 8 ? 2.220446049250313e-16 : 1.1920928955078125e-7);
}

/** tr A^T A and tr (A^T A)^2 of an m x n matrix: sums of the second and fourth powers of its singular values. */
export let secondMoment: f64 = 0;
export let fourthMoment: f64 = 0;

export function moments<T>(m: i32, n: i32, a: usize, ld: i32): void {
  secondMoment = 0;
  fourthMoment = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum: f64 = 0;
      for (let p = 0; p < m; p++) sum += get<T>(a, p * ld + i) * get<T>(a, p * ld + j);
      fourthMoment += sum * sum;
      if (i == j) secondMoment += sum;
    }
}

/** The same for the upper bidiagonal matrix (d, e). */
export function bidiagonalMoments(n: i32, d: usize, e: usize): void {
  secondMoment = 0;
  fourthMoment = 0;
  for (let i = 0; i < n; i++) {
    const diagonal = get<f64>(d, i);
    const above = i > 0 ? get<f64>(e, i - 1) : 0;
    const entry = diagonal * diagonal + above * above;
    secondMoment += entry;
    fourthMoment += entry * entry;
    if (i > 0) {
      const side = get<f64>(d, i - 1) * above;
      fourthMoment += 2 * side * side;
    }
  }
}

/** Sums of the first three powers of the eigenvalues of a symmetric matrix, resp. of a tridiagonal one. */
export let trace1: f64 = 0;
export let trace2: f64 = 0;
export let trace3: f64 = 0;

export function traces<T>(n: i32, a: usize, ld: i32): void {
  trace1 = 0;
  trace2 = 0;
  trace3 = 0;
  for (let i = 0; i < n; i++) {
    trace1 += get<T>(a, i * ld + i);
    for (let j = 0; j < n; j++) {
      const entry = get<T>(a, i * ld + j);
      trace2 += entry * entry;
      for (let k = 0; k < n; k++) trace3 += entry * get<T>(a, j * ld + k) * get<T>(a, k * ld + i);
    }
  }
}

export function tridiagonalTraces(n: i32, d: usize, e: usize): void {
  trace1 = 0;
  trace2 = 0;
  trace3 = 0;
  for (let i = 0; i < n; i++) {
    const a = get<f64>(d, i);
    trace1 += a;
    trace2 += a * a;
    trace3 += a * a * a;
    if (i + 1 < n) {
      const b = get<f64>(e, i);
      trace2 += 2 * b * b;
      trace3 += 3 * b * b * (a + get<f64>(d, i + 1));
    }
  }
}

/** These values as entries of T. */
export function listOf<T>(values: f64[]): usize {
  const at = buffer(values.length);
  for (let i = 0; i < values.length; i++) set<T>(at, i, values[i]);
  return at;
}

/** Largest difference between the entries of T and these values; NaN if there is one. */
export function offBy<T>(at: usize, values: f64[]): f64 {
  let worst: f64 = 0;
  for (let i = 0; i < values.length; i++) {
    const error = abs(get<T>(at, i) - values[i]);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}
