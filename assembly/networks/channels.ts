/**
 * Passes that treat the entries of a channel alike: x has `rows` rows of channels x inner entries, and one number a
 * channel (bias, scale, shift) meets all its inner entries.
 */
import { bytesOf } from "../base/simd";

/** out[r, c, :] += scale[c] x[r, c, :]; without a scale (0) out += x. */
export function addScaledChannels<T>(
  rows: i32,
  channels: i32,
  inner: i32,
  scale: usize,
  x: usize,
  out: usize,
): void {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < channels; c++) {
      const factor: T = scale == 0 ? (1 as T) : load<T>(scale + bytesOf<T>(c));
      for (let i = 0; i < inner; i++) {
        store<T>(out, load<T>(out) + factor * load<T>(x));
        x += sizeof<T>();
        out += sizeof<T>();
      }
    }
}

/** out[r, c, :] = shift[c]; zeros without a shift (0). */
export function fillChannels<T>(rows: i32, channels: i32, inner: i32, shift: usize, out: usize): void {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < channels; c++) {
      const value: T = shift == 0 ? (0 as T) : load<T>(shift + bytesOf<T>(c));
      for (let i = 0; i < inner; i++) {
        store<T>(out, value);
        out += sizeof<T>();
      }
    }
}

/** sums[c] += the sum of x[r, c, :] y[r, c, :] over rows and inner entries; without y (0) of x alone. */
export function addChannelSums<T>(
  rows: i32,
  channels: i32,
  inner: i32,
  x: usize,
  y: usize,
  sums: usize,
): void {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < channels; c++) {
      let sum: T = 0 as T;
      for (let i = 0; i < inner; i++) {
        let value = load<T>(x);
        if (y != 0) {
          value *= load<T>(y);
          y += sizeof<T>();
        }
        sum += value;
        x += sizeof<T>();
      }
      const at = sums + bytesOf<T>(c);
      store<T>(at, load<T>(at) + sum);
    }
}
