/**
 * Packing for matrix products: an operand is copied into strips that the register tile reads in order.
 *
 * A strip is `width` consecutive indices i of the operand (rows of A, columns of B) over the whole depth p; inside it
 * the width is contiguous: strip[p * width + w] = alpha * source(i0 + w, p). The last strip is filled up with zeros,
 * so the tile never asks whether it is whole.
 */
import { bytesOf } from "../base/simd";
import { PACK_ROWS } from "../tuning";

/** Elements of `count` indices over `depth`, packed in strips of `width`. */
// @ts-ignore: decorator
@inline
export function packedLength(width: i32, count: i32, depth: i32): i32 {
  return ((count + width - 1) / width) * width * depth;
}

/** Packs with byte strides: source(i, p) at from + i * iStride + p * pStride. */
// @ts-ignore: decorator
@inline
export function packStrips<T>(
  width: i32,
  count: i32,
  depth: i32,
  alpha: T,
  from: usize,
  iStride: usize,
  pStride: usize,
  to: usize,
): void {
  const stripBytes = bytesOf<T>(width) * (depth as usize);
  let i = 0;
  if (iStride == sizeof<T>()) {
    const whole = count / width;
    for (let p = 0; p < depth; p += PACK_ROWS)
      packRows<T>(
        width,
        whole,
        min(PACK_ROWS, depth - p),
        alpha,
        from + (p as usize) * pStride,
        pStride,
        to + bytesOf<T>(width) * (p as usize),
        stripBytes,
      );
    i = whole * width;
    to += stripBytes * (whole as usize);
  }
  for (; i + width <= count; i += width) {
    const strip = from + (i as usize) * iStride;
    if (width == 4) packAcross4<T>(width, depth, alpha, strip, iStride, pStride, to);
    else {
      packAcross4<T>(width, depth, alpha, strip, iStride, pStride, to);
      packAcross4<T>(width, depth, alpha, strip + 4 * iStride, iStride, pStride, to + 4 * sizeof<T>());
    }
    to += stripBytes;
  }
  if (i < count)
    packPartial<T>(width, count - i, depth, alpha, from + (i as usize) * iStride, iStride, pStride, to);
}

/**
 * A few rows of all strips, whose widths are contiguous in the source: rows are read in order, on few pages at a time.
 */
function packRows<T>(
  width: i32,
  strips: i32,
  rows: i32,
  alpha: T,
  from: usize,
  pStride: usize,
  to: usize,
  stripBytes: usize,
): void {
  const step = bytesOf<T>(width);
  const scale = v128.splat<T>(alpha);
  for (let strip = 0; strip < strips; strip++) {
    let source = from;
    let target = to;
    const end = to + step * (rows as usize);
    if (step == 32) {
      for (; target < end; target += 32) {
        v128.store(target, v128.mul<T>(scale, v128.load(source)));
        v128.store(target, v128.mul<T>(scale, v128.load(source, 16)), 16);
        source += pStride;
      }
    } else {
      for (; target < end; target += 16) {
        v128.store(target, v128.mul<T>(scale, v128.load(source)));
        source += pStride;
      }
    }
    from += step;
    to += stripBytes;
  }
}

/** Four indices of a strip that lie iStride apart in the source. */
function packAcross4<T>(
  width: i32,
  depth: i32,
  alpha: T,
  from: usize,
  iStride: usize,
  pStride: usize,
  to: usize,
): void {
  const step = bytesOf<T>(width);
  const end = to + step * (depth as usize);
  let from1 = from + iStride;
  let from2 = from1 + iStride;
  let from3 = from2 + iStride;
  for (; to < end; to += step) {
    store<T>(to, alpha * load<T>(from));
    store<T>(to, alpha * load<T>(from1), sizeof<T>());
    store<T>(to, alpha * load<T>(from2), 2 * sizeof<T>());
    store<T>(to, alpha * load<T>(from3), 3 * sizeof<T>());
    from += pStride;
    from1 += pStride;
    from2 += pStride;
    from3 += pStride;
  }
}

/** The last strip: `rest` indices and zeros. */
function packPartial<T>(
  width: i32,
  rest: i32,
  depth: i32,
  alpha: T,
  from: usize,
  iStride: usize,
  pStride: usize,
  to: usize,
): void {
  for (let p = 0; p < depth; p++) {
    let at = from;
    for (let w = 0; w < width; w++) {
      let value: T = 0 as T;
      if (w < rest) value = alpha * load<T>(at);
      store<T>(to, value);
      at += iStride;
      to += sizeof<T>();
    }
    from += pStride;
  }
}
