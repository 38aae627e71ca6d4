/** Sorting of f64 values in place, by binary heap: O(n log n) without workspace or recursion (LAPACK: dlasrt). */
import { at, index, put, putIndex } from "./numeric";

/** Sifts x[i] down the max-heap x[0..n). */
function sift(x: usize, i: i32, n: i32): void {
  const value = at<f64>(x, i);
  while (true) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && at<f64>(x, child + 1) > at<f64>(x, child)) child++;
    if (at<f64>(x, child) <= value) break;
    put<f64>(x, i, at<f64>(x, child));
    i = child;
  }
  put<f64>(x, i, value);
}

export function sortValuesAscending(n: i32, x: usize): void {
  for (let i = n / 2 - 1; i >= 0; i--) sift(x, i, n);
  for (let last = n - 1; last > 0; last--) {
    const top = at<f64>(x, 0);
    put<f64>(x, 0, at<f64>(x, last));
    put<f64>(x, last, top);
    sift(x, 0, last);
  }
}

function reverseValues(n: i32, x: usize): void {
  for (let i = 0, j = n - 1; i < j; i++, j--) {
    const held = at<f64>(x, i);
    put<f64>(x, i, at<f64>(x, j));
    put<f64>(x, j, held);
  }
}

export function sortValuesDescending(n: i32, x: usize): void {
  sortValuesAscending(n, x);
  reverseValues(n, x);
}

/** indices[0..n) <- the order in which the keys ascend. */
export function sortIndices(n: i32, keys: usize, indices: usize): void {
  for (let i: i32 = 0; i < n; i++) putIndex(indices, i, i);
  for (let i = n / 2 - 1; i >= 0; i--) siftIndex(keys, indices, i, n);
  for (let last = n - 1; last > 0; last--) {
    const top = index(indices, 0);
    putIndex(indices, 0, index(indices, last));
    putIndex(indices, last, top);
    siftIndex(keys, indices, 0, last);
  }
}

function siftIndex(keys: usize, indices: usize, i: i32, n: i32): void {
  const moving = index(indices, i);
  const key = at<f64>(keys, moving);
  while (true) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && at<f64>(keys, index(indices, child + 1)) > at<f64>(keys, index(indices, child)))
      child++;
    if (at<f64>(keys, index(indices, child)) <= key) break;
    putIndex(indices, i, index(indices, child));
    i = child;
  }
  putIndex(indices, i, moving);
}
