/**
 * Householder factorisation of a panel whose vectors are the *rows* (LAPACK: dgeqr2 on the transpose, dgelq2): the
 * panel is thin and long, so that every operation runs along memory.
 */

import { at, put } from "../base/numeric";
import { bytesOf } from "../base/simd";
import { rowsTimes } from "../blas/gemv";
import { axpy } from "../blas/vectors";
import { triangularFactor } from "./block-reflector";
import { makeReflector, reflectorBeta } from "./householder";

/**
 * rows: `count` x `length` (row stride ld), reduced by reflectors from the right to lower triangular form
 * (count x count, or count x length when the rows are short), which goes to `triangle` (row stride ldt; entries above
 * its diagonal are left alone). `rows` becomes V: v_j in row j with its zeros and its 1; rows behind the last
 * reflector are zero. tau: count. work: count elements.
 */
export function factorRows<T>(
  count: i32,
  length: i32,
  rows: usize,
  ld: i32,
  tau: usize,
  triangle: usize,
  ldt: i32,
  work: usize,
): void {
  const stride = bytesOf<T>(ld);
  const reflectors = min(count, length);
  for (let j = 0; j < reflectors; j++) {
    const v = rows + (j as usize) * stride + bytesOf<T>(j);
    const t = makeReflector<T>(length - j, v, 1);
    put<T>(tau, j, t);
    const beta = reflectorBeta as T;
    store<T>(v, 1 as T);
    const others = count - j - 1;
    if (t != 0 && others > 0) {
      rowsTimes<T>(others, length - j, v + stride, ld, v, work);
      for (let l = 0; l < others; l++)
        axpy<T>(length - j, -t * at<T>(work, l), v, v + ((l + 1) as usize) * stride);
    }
    store<T>(triangle + (j as usize) * bytesOf<T>(ldt + 1), beta);
  }
  // What is left under the diagonal is the triangle; the reflectors keep zeros there.
  for (let l = 1; l < count; l++) {
    const from = rows + (l as usize) * stride;
    const kept = min(l, length);
    memory.copy(triangle + (l as usize) * bytesOf<T>(ldt), from, bytesOf<T>(kept));
    memory.fill(from, 0, bytesOf<T>(kept));
  }
  for (let j = reflectors; j < count; j++) put<T>(tau, j, 0 as T);
}

/**
 * Reduces `count` finished rows of length `cols` at `top` (`stride` bytes apart): their triangle L takes their place, V goes
 * to `v` (row stride ldv) and its triangular factor to `t`. triangle: count x count; work as `triangularFactor` asks.
 */
export function factorTopRows<T>(
  count: i32,
  cols: i32,
  top: usize,
  stride: usize,
  v: usize,
  ldv: i32,
  tau: usize,
  triangle: usize,
  t: usize,
  work: usize,
): void {
  for (let i = 0; i < count; i++)
    memory.copy(v + (i as usize) * bytesOf<T>(ldv), top + (i as usize) * stride, bytesOf<T>(cols));
  memory.fill(triangle, 0, bytesOf<T>(count * count));
  factorRows<T>(count, cols, v, ldv, tau, triangle, count, work);
  const kept = bytesOf<T>(min(count, cols));
  for (let i = 0; i < count; i++)
    memory.copy(top + (i as usize) * stride, triangle + bytesOf<T>(i * count), kept);
  triangularFactor<T>(count, cols, v, ldv, tau, t, work);
}
