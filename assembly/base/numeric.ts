/**
 * Floating point in generic code: element access, machine constants, and a plane rotation that neither overflows nor
 * loses its orthogonality (LAPACK: dlamch, dlartg). Scalar recurrences of the condensed forms run in f64 for both
 * precisions (they cost O(n^2) and gain range and accuracy); only matrices are of type T.
 */

/** Relative spacing over two (the unit roundoff): 2^-53 or 2^-24. */
// @ts-ignore: decorator
@inline
export function unitRoundoff<T>(): f64 {
  return sizeof<T>() == 8 ? 1.1102230246251565e-16 : 5.9604644775390625e-8;
}

/** Smallest normal f64, 2^-1022. */
export const SAFE_MINIMUM: f64 = 2.2250738585072014e-308;

/**
 * The guards against the ends of the range, wherever squares are summed. A square below 2^-1022 loses up to 2^-1075; what
 * 2^31 of them lose together is round-off in a sum above 2^-991 = 5e-299, and a sum below 2^1024 = 1.8e308 is finite. The
 * bounds keep a factor of 1e8 and more from both, for the products that sums enter. Outside them numbers are scaled first.
 */
export const SQUARES_LOW: f64 = 1e-280;
export const SQUARES_HIGH: f64 = 1e300;
/** Their roots: numbers of these magnitudes may be squared, and divided by. */
export const SQUARABLE_LOW: f64 = 1e-140;
export const SQUARABLE_HIGH: f64 = 1e150;

/** x[i] */
// @ts-ignore: decorator
@inline
export function at<T>(x: usize, i: i32): T {
  return load<T>(x + (i as usize) * sizeof<T>());
}

/** x[i] = value */
// @ts-ignore: decorator
@inline
export function put<T>(x: usize, i: i32, value: T): void {
  store<T>(x + (i as usize) * sizeof<T>(), value);
}

/** x[i] of an i32 array. */
// @ts-ignore: decorator
@inline
export function index(x: usize, i: i32): i32 {
  return load<i32>(x + ((i as usize) << 2));
}

/** x[i] = value in an i32 array. */
// @ts-ignore: decorator
@inline
export function putIndex(x: usize, i: i32, value: i32): void {
  store<i32>(x + ((i as usize) << 2), value);
}

/** Results of `rotation`: [c s; -s c] (f, g)^T = (r, 0)^T. */
export let rotationC: f64 = 1;
export let rotationS: f64 = 0;
export let rotationR: f64 = 0;

/** The plane rotation that annihilates g against f (dlartg); c >= 0 unless f = 0. */
export function rotation(f: f64, g: f64): void {
  if (g == 0) {
    rotationC = 1;
    rotationS = 0;
    rotationR = f;
    return;
  }
  if (f == 0) {
    rotationC = 0;
    rotationS = copysign<f64>(1, g);
    rotationR = abs<f64>(g);
    return;
  }
  const largest = max<f64>(abs<f64>(f), abs<f64>(g));
  let unit: f64 = 1;
  if (largest < SQUARABLE_LOW || largest > SQUARABLE_HIGH) {
    unit = largest;
    f /= unit;
    g /= unit;
  }
  const r = copysign<f64>(sqrt<f64>(f * f + g * g), f);
  rotationC = f / r;
  rotationS = g / r;
  rotationR = r * unit;
}

/** sqrt(a^2 + b^2) without overflow (dlapy2). */
export function hypotenuse(a: f64, b: f64): f64 {
  a = abs<f64>(a);
  b = abs<f64>(b);
  const w = max<f64>(a, b);
  const z = min<f64>(a, b);
  if (z == 0) return w;
  const t = z / w;
  return w * sqrt<f64>(1 + t * t);
}

/** Bytes that hold `count` entries of either precision: the unit of every workspace, in f64 because it may pass 2^31. */
export function entryBytes(count: i32): f64 {
  return 8 * (count as f64);
}
