/**
 * Elementwise passes over contiguous blocks: what is left of a layer beside its matrix products. `repeats` blocks of n
 * entries that follow one another are the directions of a block of Hessian-vector products; what was cached in the
 * forward pass is the same for all of them.
 */
import { bytesOf, lanes, madd } from "../base/simd";

/** out_r += a o x_r (elementwise) for r < repeats; x_r and out_r are n entries apart. */
export function addProduct<T>(repeats: i32, n: i32, a: usize, x: usize, out: usize): void {
  const whole = bytesOf<T>(n & -lanes<T>());
  const end = bytesOf<T>(n);
  for (let r = 0; r < repeats; r++) {
    let i: usize = 0;
    for (; i < whole; i += 16)
      v128.store(out + i, madd<T>(v128.load(a + i), v128.load(x + i), v128.load(out + i)));
    for (; i < end; i += sizeof<T>()) store<T>(out + i, load<T>(out + i) + load<T>(a + i) * load<T>(x + i));
    x += end;
    out += end;
  }
}

/** out += alpha x */
export function addScaled<T>(n: i32, alpha: T, x: usize, out: usize): void {
  const whole = bytesOf<T>(n & -lanes<T>());
  const end = bytesOf<T>(n);
  const scale = v128.splat<T>(alpha);
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(out + i, madd<T>(scale, v128.load(x + i), v128.load(out + i)));
  for (; i < end; i += sizeof<T>()) store<T>(out + i, load<T>(out + i) + alpha * load<T>(x + i));
}

/** out_r = a o x_r for r < repeats. */
export function multiply<T>(repeats: i32, n: i32, a: usize, x: usize, out: usize): void {
  const whole = bytesOf<T>(n & -lanes<T>());
  const end = bytesOf<T>(n);
  for (let r = 0; r < repeats; r++) {
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(out + i, v128.mul<T>(v128.load(a + i), v128.load(x + i)));
    for (; i < end; i += sizeof<T>()) store<T>(out + i, load<T>(a + i) * load<T>(x + i));
    x += end;
    out += end;
  }
}

/** out_r += a o b o x_r for r < repeats. */
export function addTripleProduct<T>(repeats: i32, n: i32, a: usize, b: usize, x: usize, out: usize): void {
  const whole = bytesOf<T>(n & -lanes<T>());
  const end = bytesOf<T>(n);
  for (let r = 0; r < repeats; r++) {
    let i: usize = 0;
    for (; i < whole; i += 16)
      v128.store(
        out + i,
        madd<T>(v128.mul<T>(v128.load(a + i), v128.load(b + i)), v128.load(x + i), v128.load(out + i)),
      );
    for (; i < end; i += sizeof<T>())
      store<T>(out + i, load<T>(out + i) + load<T>(a + i) * load<T>(b + i) * load<T>(x + i));
    x += end;
    out += end;
  }
}

/** Copies n entries. For short rows: engines leave the compiled code for memory.copy, which costs more than the row. */
// @ts-ignore: decorator
@inline
export function copyRow<T>(n: i32, from: usize, to: usize): void {
  const whole = bytesOf<T>(n & -lanes<T>());
  const end = bytesOf<T>(n);
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < end; i += sizeof<T>()) store<T>(to + i, load<T>(from + i));
}

/** Zeroes n entries, as `copyRow`. */
// @ts-ignore: decorator
@inline
export function zeroRow<T>(n: i32, to: usize): void {
  const end = to + bytesOf<T>(n);
  for (; to < end; to += sizeof<T>()) store<T>(to, 0 as T);
}

/** Every one of `rows` rows of `out` becomes `row` (n entries): the bias, onto which a product is then added. */
export function repeatRow<T>(rows: i32, n: i32, row: usize, out: usize): void {
  for (let r = 0; r < rows; r++) {
    copyRow<T>(n, row, out);
    out += bytesOf<T>(n);
  }
}

/** out += the sum of `rows` rows of n entries, in the order of the rows. */
export function addColumnSums<T>(rows: i32, n: i32, x: usize, out: usize): void {
  for (let r = 0; r < rows; r++) {
    addScaled<T>(n, 1 as T, x, out);
    x += bytesOf<T>(n);
  }
}

/**
 * For each of `repeats` directions and each sample: out = (delta . x) delta, the sample's share of the product with the
 * empirical Fisher matrix, delta and x its n outputs.
 */
export function projectRows<T>(repeats: i32, samples: i32, n: i32, delta: usize, x: usize, out: usize): void {
  for (let r = 0; r < repeats; r++)
    for (let b = 0; b < samples; b++) {
      const row = delta + bytesOf<T>(b * n);
      let sum: f64 = 0;
      for (let j = 0; j < n; j++)
        sum += (load<T>(row + bytesOf<T>(j)) as f64) * (load<T>(x + bytesOf<T>(j)) as f64);
      for (let j = 0; j < n; j++)
        store<T>(out + bytesOf<T>(j), (sum * (load<T>(row + bytesOf<T>(j)) as f64)) as T);
      x += bytesOf<T>(n);
      out += bytesOf<T>(n);
    }
}

/** n bytes of zeros; the caller's blocks are not zero when they are taken. */
export function zero(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}
