/**
 * Convolution as matrix products: the patches that a kernel meets become the columns of a matrix, and back.
 *
 * For an input of channels x height x width and a kernel of kh x kw, row (c, i, j) of the patch matrix holds, for each of
 * the oh x ow output positions (y, x), the input at (c, stride y + i - pad, stride x + j - pad), 0 outside. Its columns
 * thus have the order of the output and its rows the order of a weight's inputs.
 */
import { bytesOf } from "../base/simd";
import { addScaled, copyRow, zeroRow } from "./elementwise";

/** patches: (channels kh kw) x (oh ow). */
export function im2col<T>(
  channels: i32,
  height: i32,
  width: i32,
  kh: i32,
  kw: i32,
  stride: i32,
  pad: i32,
  oh: i32,
  ow: i32,
  input: usize,
  patches: usize,
): void {
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++)
        for (let y = 0; y < oh; y++) {
          const row = stride * y + i - pad;
          if (row < 0 || row >= height) {
            zeroRow<T>(ow, patches);
            patches += bytesOf<T>(ow);
            continue;
          }
          patches = patchRow<T>(width, j - pad, stride, ow, input + bytesOf<T>(row * width), patches);
        }
    input += bytesOf<T>(height * width);
  }
}

/** One row of outputs' entries out of a row of the input, from column `first` on; returns the end of what it wrote. */
// @ts-ignore: decorator
@inline
function patchRow<T>(width: i32, first: i32, stride: i32, ow: i32, row: usize, to: usize): usize {
  if (stride == 1) {
    const before = min(ow, max(0, -first));
    const end = max(before, min(ow, width - first));
    zeroRow<T>(before, to);
    copyRow<T>(end - before, row + bytesOf<T>(first + before), to + bytesOf<T>(before));
    zeroRow<T>(ow - end, to + bytesOf<T>(end));
    return to + bytesOf<T>(ow);
  }
  let column = first;
  for (let x = 0; x < ow; x++) {
    let value: T = 0 as T;
    if (column >= 0 && column < width) value = load<T>(row + bytesOf<T>(column));
    store<T>(to, value);
    to += sizeof<T>();
    column += stride;
  }
  return to;
}

/** input += the transpose of `im2col` applied to the patches. */
export function addCol2im<T>(
  channels: i32,
  height: i32,
  width: i32,
  kh: i32,
  kw: i32,
  stride: i32,
  pad: i32,
  oh: i32,
  ow: i32,
  patches: usize,
  input: usize,
): void {
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++)
        for (let y = 0; y < oh; y++) {
          const row = stride * y + i - pad;
          if (row >= 0 && row < height) {
            const line = input + bytesOf<T>(row * width);
            let column = j - pad;
            if (stride == 1) {
              const before = min(ow, max(0, -column));
              const inside = max(before, min(ow, width - column)) - before;
              addScaled<T>(inside, 1 as T, patches + bytesOf<T>(before), line + bytesOf<T>(column + before));
            } else
              for (let x = 0; x < ow; x++) {
                if (column >= 0 && column < width) {
                  const at = line + bytesOf<T>(column);
                  store<T>(at, load<T>(at) + load<T>(patches + bytesOf<T>(x)));
                }
                column += stride;
              }
          }
          patches += bytesOf<T>(ow);
        }
    input += bytesOf<T>(height * width);
  }
}
