/** Elements that are stored in another order than row-major: column by column, or as a view with steps of its own. */
import { CHUNK } from "../sources/byte-source.ts";

/** The steps, in elements, of an array that is stored without gaps and with the last index running fastest. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The same with the first index running fastest. */
export function columnMajorStrides(shape: readonly number[]): number[] {
  return rowMajorStrides([...shape].reverse()).reverse();
}

/**
 * The elements of a view in row-major order, in steps of at most CHUNK bytes.
 * @param stored from the view's first element to its last, at an address that is a multiple of 4
 * @param shape at least one dimension, none of size 0
 * @param strides of each dimension, in elements
 * @param width bytes of an element
 */
export function* inRowMajorOrder(
  stored: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
  width: number,
): Generator<Uint8Array> {
  const size = shape.reduce((product, length) => product * length, width);
  const position = { index: new Array<number>(shape.length).fill(0), element: 0 };
  for (let done = 0; done < size; ) {
    const out = new Uint8Array(Math.min(CHUNK, size - done));
    if (width % 4 === 0) gather(words(stored), words(out), width / 4, shape, strides, position);
    else gather(stored, out, width, shape, strides, position);
    done += out.length;
    yield out;
  }
}

const words = (bytes: Uint8Array) => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);

/** Fills `out` with the elements that follow `position` in row-major order, `units` numbers each, and moves it on. */
function gather(
  from: Uint8Array | Uint32Array,
  out: Uint8Array | Uint32Array,
  units: number,
  shape: readonly number[],
  strides: readonly number[],
  position: { readonly index: number[]; element: number },
): void {
  const { index } = position;
  const last = shape.length - 1;
  const step = strides[last] * units;
  let at = 0;
  while (at < out.length) {
    // What is left of a row is one run with a constant stride.
    const run = Math.min(shape[last] - index[last], (out.length - at) / units);
    let source = position.element * units;
    for (const end = at + run * units; at < end; at += units, source += step)
      for (let unit = 0; unit < units; unit++) out[at + unit] = from[source + unit];
    index[last] += run;
    position.element += run * strides[last];
    for (let axis = last; axis >= 0 && index[axis] === shape[axis]; axis--) {
      position.element -= strides[axis] * shape[axis];
      index[axis] = 0;
      if (axis > 0) {
        index[axis - 1]++;
        position.element += strides[axis - 1];
      }
    }
  }
}

/** Reverses the bytes of each number in place. */
export function reverseBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width)
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
}
