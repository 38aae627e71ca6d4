/**
 * Pooling over windows of planes (channels of samples) of height x width. The largest entry of a window is remembered
 * by its place in the plane (i32): with the places fixed, max-pooling is linear, and so are both its derivatives.
 */
import { bytesOf } from "../base/simd";

/** Places of the windows' largest entries (the first of equals), oh x ow for each plane. Padding never wins. */
export function maxPlaces<T>(
  planes: i32,
  height: i32,
  width: i32,
  size: i32,
  stride: i32,
  pad: i32,
  oh: i32,
  ow: i32,
  input: usize,
  places: usize,
): void {
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < oh; y++) {
      const top = max(0, stride * y - pad);
      const bottom = min(height, stride * y - pad + size);
      for (let x = 0; x < ow; x++) {
        const left = max(0, stride * x - pad);
        const right = min(width, stride * x - pad + size);
        let best = top * width + left;
        let largest = load<T>(input + bytesOf<T>(best));
        for (let i = top; i < bottom; i++) {
          const end = i * width + right;
          for (let at = i * width + left; at < end; at++) {
            const value = load<T>(input + bytesOf<T>(at));
            // Without a branch, which data would mislead; a NaN wins, so that it is not hidden.
            const wins = (value > largest) | (value != value);
            largest = select<T>(value, largest, wins);
            best = select<i32>(at, best, wins);
          }
        }
        store<i32>(places, best);
        places += 4;
      }
    }
    input += bytesOf<T>(height * width);
  }
}

/** out_p[k] = in_p[places_p[k]] for k < n and `repeats` blocks of `planes` planes that share the places. */
export function gatherPlaces<T>(
  repeats: i32,
  planes: i32,
  from: i32,
  n: i32,
  places: usize,
  input: usize,
  out: usize,
): void {
  for (let r = 0; r < repeats; r++) {
    let place = places;
    for (let plane = 0; plane < planes; plane++) {
      for (let k = 0; k < n; k++) {
        store<T>(out, load<T>(input + bytesOf<T>(load<i32>(place))));
        out += sizeof<T>();
        place += 4;
      }
      input += bytesOf<T>(from);
    }
  }
}

/** The transpose: in_p[places_p[k]] += out_p[k]. */
export function addToPlaces<T>(
  repeats: i32,
  planes: i32,
  from: i32,
  n: i32,
  places: usize,
  out: usize,
  input: usize,
): void {
  for (let r = 0; r < repeats; r++) {
    let place = places;
    for (let plane = 0; plane < planes; plane++) {
      for (let k = 0; k < n; k++) {
        const at = input + bytesOf<T>(load<i32>(place));
        store<T>(at, load<T>(at) + load<T>(out));
        out += sizeof<T>();
        place += 4;
      }
      input += bytesOf<T>(from);
    }
  }
}

/** Means of windows; padding counts as zeros and in the number, as in PyTorch. */
export function averagePool<T>(
  planes: i32,
  height: i32,
  width: i32,
  size: i32,
  stride: i32,
  pad: i32,
  oh: i32,
  ow: i32,
  input: usize,
  out: usize,
): void {
  const share = (1 / ((size * size) as f64)) as T;
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < oh; y++)
      for (let x = 0; x < ow; x++) {
        let sum: T = 0 as T;
        for (let i = max(0, stride * y - pad); i < min(height, stride * y - pad + size); i++)
          for (let j = max(0, stride * x - pad); j < min(width, stride * x - pad + size); j++)
            sum += load<T>(input + bytesOf<T>(i * width + j));
        store<T>(out, sum * share);
        out += sizeof<T>();
      }
    input += bytesOf<T>(height * width);
  }
}

/** The transpose of `averagePool`, added to the input. */
export function addAverages<T>(
  planes: i32,
  height: i32,
  width: i32,
  size: i32,
  stride: i32,
  pad: i32,
  oh: i32,
  ow: i32,
  out: usize,
  input: usize,
): void {
  const share = (1 / ((size * size) as f64)) as T;
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < oh; y++)
      for (let x = 0; x < ow; x++) {
        const value = load<T>(out) * share;
        for (let i = max(0, stride * y - pad); i < min(height, stride * y - pad + size); i++)
          for (let j = max(0, stride * x - pad); j < min(width, stride * x - pad + size); j++) {
            const at = input + bytesOf<T>(i * width + j);
            store<T>(at, load<T>(at) + value);
          }
        out += sizeof<T>();
      }
    input += bytesOf<T>(height * width);
  }
}
