/** Rows of a table by number: embeddings. */
import { bytesOf } from "../base/simd";
import { addScaled } from "./elementwise";

/**
 * out_i += row tokens_i of the table (rows of d entries), for n tokens.
 * @returns the index of the first token that is not a whole number from 0 to size - 1, or -1.
 */
export function addTableRows<T>(n: i32, size: i32, d: i32, tokens: usize, table: usize, out: usize): i32 {
  for (let i = 0; i < n; i++) {
    const token = load<T>(tokens + bytesOf<T>(i)) as f64;
    if (!(token >= 0 && token < (size as f64) && token == floor<f64>(token))) return i;
    addScaled<T>(d, 1 as T, table + bytesOf<T>((token as i32) * d), out + bytesOf<T>(i * d));
  }
  return -1;
}

/** The transpose: row tokens_i of the table += x_i. The tokens have been checked. */
export function addToTable<T>(n: i32, d: i32, tokens: usize, x: usize, table: usize): void {
  for (let i = 0; i < n; i++) {
    const token = load<T>(tokens + bytesOf<T>(i)) as i32;
    addScaled<T>(d, 1 as T, x + bytesOf<T>(i * d), table + bytesOf<T>(token * d));
  }
}
