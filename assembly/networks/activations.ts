/**
 * Activations with their first and second derivative, all three in one pass: h = f(z), d1 = f'(z), d2 = f''(z). The
 * products with the Hessian need nothing else of them. At the kink of relu and leakyRelu f' = 0 (slope for leakyRelu),
 * f'' = 0, as in PyTorch.
 *
 * Smooth ones are computed in f64 in either precision. Their exponentials are of -|z|, so that nothing overflows, and
 * tanh is taken from exp(-2|z|) - 1, so that small arguments keep all their digits.
 */
import { expm1NonPositive, expNonPositive } from "../base/exponential";
import { bytesOf, lanes, loadPair, storePair } from "../base/simd";
import { erf } from "./erf";

/** The order of ACTIVATIONS in src/networks/layers/activation.ts; 6, silu, is what is left when all others are told apart. */
const RELU: i32 = 0;
const LEAKY_RELU: i32 = 1;
const SQUARE: i32 = 2;
const TANH: i32 = 3;
const SIGMOID: i32 = 4;
const SOFTPLUS: i32 = 5;
const GELU: i32 = 7;
const GELU_TANH: i32 = 8;

/** The cubic term of the approximation tanh(sqrt(2/pi) (x + .044715 x^3)) (Hendrycks and Gimpel 2016). */
const GELU_CUBIC: f64 = 0.044715;
const SQRT_2_OVER_PI: f64 = 0.7978845608028654;
const SQRT_HALF: f64 = 0.7071067811865476;
const INVERSE_SQRT_2PI: f64 = 0.3989422804014327;

/**
 * n entries of z, h, d1 and (smooth activations only) d2. The smooth ones work on pairs: with odd n the entry behind
 * each array is written too, which the padding of the caller's blocks allows.
 */
export function activate<T>(kind: i32, n: i32, slope: f64, z: usize, h: usize, d1: usize, d2: usize): void {
  if (kind == RELU) {
    rectify<T>(n, 0 as T, z, h, d1);
    return;
  }
  if (kind == LEAKY_RELU) {
    rectify<T>(n, slope as T, z, h, d1);
    return;
  }
  const end = bytesOf<T>(n);
  const pair = 2 * sizeof<T>();
  for (let i: usize = 0; i < end; i += pair) {
    const x = loadPair<T>(z + i);
    if (kind == SQUARE) {
      storePair<T>(h + i, f64x2.mul(x, x));
      storePair<T>(d1 + i, f64x2.add(x, x));
      storePair<T>(d2 + i, f64x2.splat(2));
    } else if (kind == TANH) {
      const t = tanhPair(x);
      const slope = f64x2.sub(f64x2.splat(1), f64x2.mul(t, t));
      storePair<T>(h + i, t);
      storePair<T>(d1 + i, slope);
      storePair<T>(d2 + i, f64x2.mul(f64x2.mul(f64x2.splat(-2), t), slope));
    } else if (kind == GELU) {
      geluOne<T>(f64x2.extract_lane(x, 0), h + i, d1 + i, d2 + i);
      geluOne<T>(f64x2.extract_lane(x, 1), h + i + sizeof<T>(), d1 + i + sizeof<T>(), d2 + i + sizeof<T>());
    } else if (kind == GELU_TANH) geluTanhPair<T>(x, h + i, d1 + i, d2 + i);
    else logisticPair<T>(kind, x, h + i, d1 + i, d2 + i);
  }
}

/** h = max(z, slope z), d1 = 1 or slope. */
function rectify<T>(n: i32, slope: T, z: usize, h: usize, d1: usize): void {
  const whole = bytesOf<T>(n & -lanes<T>());
  const end = bytesOf<T>(n);
  const zero = v128.splat<T>(0 as T);
  const one = v128.splat<T>(1 as T);
  const low = v128.splat<T>(slope);
  let i: usize = 0;
  for (; i < whole; i += 16) {
    const x = v128.load(z + i);
    const factor = v128.bitselect(one, low, v128.gt<T>(x, zero));
    v128.store(d1 + i, factor);
    // A product, so that a NaN stays one.
    v128.store(h + i, v128.mul<T>(x, factor));
  }
  for (; i < end; i += sizeof<T>()) {
    const x = load<T>(z + i);
    const factor: T = x > (0 as T) ? (1 as T) : slope;
    store<T>(d1 + i, factor);
    store<T>(h + i, x * factor);
  }
}

// @ts-ignore: decorator
@inline
function tanhPair(x: v128): v128 {
  const magnitude = f64x2.abs(x);
  const e = expm1NonPositive(f64x2.mul(f64x2.splat(-2), magnitude));
  const t = f64x2.div(f64x2.neg(e), f64x2.add(f64x2.splat(2), e));
  return v128.bitselect(x, t, i64x2.splat(i64.MIN_VALUE));
}

/** sigmoid, softplus and silu: all of e = exp(-|x|). */
// @ts-ignore: decorator
@inline
function logisticPair<T>(kind: i32, x: v128, h: usize, d1: usize, d2: usize): void {
  const one = f64x2.splat(1);
  const e = expNonPositive(f64x2.neg(f64x2.abs(x)));
  const inverse = f64x2.div(one, f64x2.add(one, e));
  const small = f64x2.mul(e, inverse);
  const positive = f64x2.ge(x, f64x2.splat(0));
  const s = v128.bitselect(inverse, small, positive);
  const rest = v128.bitselect(small, inverse, positive);
  const s1 = f64x2.mul(s, rest);
  const s2 = f64x2.mul(s1, f64x2.sub(rest, s));
  if (kind == SIGMOID) {
    storePair<T>(h, s);
    storePair<T>(d1, s1);
    storePair<T>(d2, s2);
  } else if (kind == SOFTPLUS) {
    const logs = f64x2.replace_lane(
      f64x2.splat(Math.log1p(f64x2.extract_lane(e, 0))),
      1,
      Math.log1p(f64x2.extract_lane(e, 1)),
    );
    storePair<T>(h, f64x2.add(f64x2.max(x, f64x2.splat(0)), logs));
    storePair<T>(d1, s);
    storePair<T>(d2, s1);
  } else {
    storePair<T>(h, f64x2.mul(x, s));
    storePair<T>(d1, f64x2.add(s, f64x2.mul(x, s1)));
    storePair<T>(d2, f64x2.add(f64x2.add(s1, s1), f64x2.mul(x, s2)));
  }
}

/** x Phi(x): f' = Phi + x phi, f'' = phi (2 - x^2). */
function geluOne<T>(x: f64, h: usize, d1: usize, d2: usize): void {
  const cdf = 0.5 * (1 + erf(x * SQRT_HALF));
  const density = INVERSE_SQRT_2PI * Math.exp(-0.5 * x * x);
  store<T>(h, (x * cdf) as T);
  store<T>(d1, (cdf + x * density) as T);
  store<T>(d2, (density * (2 - x * x)) as T);
}

/** x (1 + tanh u)/2 with u = sqrt(2/pi) (x + .044715 x^3). */
// @ts-ignore: decorator
@inline
function geluTanhPair<T>(x: v128, h: usize, d1: usize, d2: usize): void {
  const half = f64x2.splat(0.5);
  const scale = f64x2.splat(SQRT_2_OVER_PI);
  const square = f64x2.mul(f64x2.splat(GELU_CUBIC), f64x2.mul(x, x));
  const t = tanhPair(f64x2.mul(f64x2.mul(scale, x), f64x2.add(f64x2.splat(1), square)));
  const u1 = f64x2.mul(scale, f64x2.add(f64x2.splat(1), f64x2.mul(f64x2.splat(3), square)));
  const u2 = f64x2.mul(scale, f64x2.mul(f64x2.splat(6 * GELU_CUBIC), x));
  const fall = f64x2.sub(f64x2.splat(1), f64x2.mul(t, t));
  const t1 = f64x2.mul(fall, u1);
  const t2 = f64x2.sub(f64x2.mul(fall, u2), f64x2.mul(f64x2.mul(f64x2.add(t, t), t1), u1));
  const share = f64x2.mul(half, f64x2.add(f64x2.splat(1), t));
  const halfX = f64x2.mul(half, x);
  storePair<T>(h, f64x2.mul(x, share));
  storePair<T>(d1, f64x2.add(share, f64x2.mul(halfX, t1)));
  storePair<T>(d2, f64x2.add(t1, f64x2.mul(halfX, t2)));
}
