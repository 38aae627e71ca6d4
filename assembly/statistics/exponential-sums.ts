/**
 * Weighted exponential sums over levels on an even grid of times,
 *
 *     S(tau_j) = sum_i w_i exp(2 pi i x_i tau_j),   tau_j = tau_0 + j d.
 *
 * For each level the phase factor at tau_0 and tau_0 + d is formed once and then turned by exp(4 pi i x_i d) from pair
 * to pair of grid points; a turned factor errs by at most about j * 1e-16.
 */
import { madd64 } from "../base/simd";

// @ts-ignore: decorator
@inline
function turn(x: f64, tau: f64): f64 {
  const turns = x * tau;
  return 6.283185307179586 * (turns - Math.round(turns));
}

/**
 * Stores Re S at re[0 .. count) and Im S at im[0 .. count). Both have room for `count` rounded up to even.
 */
export function exponentialSums(
  levels: usize,
  weights: usize,
  n: i32,
  first: f64,
  step: f64,
  re: usize,
  im: usize,
  count: i32,
): void {
  const bytes = (((count + 1) & ~1) as usize) << 3;
  memory.fill(re, 0, bytes);
  memory.fill(im, 0, bytes);
  for (let i = 0; i < n; i++) {
    const x = load<f64>(levels + ((i as usize) << 3));
    const w = load<f64>(weights + ((i as usize) << 3));
    const phase0 = turn(x, first);
    const phase1 = turn(x, first + step);
    const advance = turn(x, 2 * step);
    let cos = f64x2.replace_lane(f64x2.splat(w * Math.cos(phase0)), 1, w * Math.cos(phase1));
    let sin = f64x2.replace_lane(f64x2.splat(w * Math.sin(phase0)), 1, w * Math.sin(phase1));
    const c = f64x2.splat(Math.cos(advance));
    const s = f64x2.splat(Math.sin(advance));
    const minusS = f64x2.neg(s);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(re + at, f64x2.add(v128.load(re + at), cos));
      v128.store(im + at, f64x2.add(v128.load(im + at), sin));
      const turned = madd64(cos, c, f64x2.mul(sin, minusS));
      sin = madd64(sin, c, f64x2.mul(cos, s));
      cos = turned;
    }
  }
}
