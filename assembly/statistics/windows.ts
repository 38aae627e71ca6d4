/**
 * Window statistics of unfolded levels x_0 <= ... <= x_(n-1), averaged exactly over every window (t, t + L] inside
 * [from, to]. Such a window gains a level where t = x_j - L and loses one where t = x_i; between these at most 2n
 * breakpoints its levels stay the same, so that a sweep over them integrates without sampling, O(n) per L.
 *
 * Number variance: the count is constant between breakpoints.
 *
 * Spectral rigidity: the least-squares deviation of the staircase from a line has a closed form. With u_k the count
 * levels of the window, ascending and measured from its centre,
 *
 *     S1 = sum u_k,  S2 = sum u_k^2,  K = sum (2k - 1) u_k,
 *     a = count/2 - S1/L,   b = 3 count/(2L) - 6 S2/L^3,
 *     Delta_3 = count^2/2 - K/L - a^2 - (L^2/12) b^2
 *
 * (Bohigas and Giannoni, Ann. Phys. 89, 393, 1975). When t moves by d every u_k moves by -d: S1 and K are
 * linear in d and S2 quadratic, so Delta_3 is a quartic between breakpoints and three Gauss-Legendre nodes integrate
 * it exactly. The sums follow the window incrementally and are formed anew every REFRESH breakpoints, which keeps
 * their round-off at that of a direct sum.
 */

const REFRESH: i32 = 128;
/** Nodes -+ sqrt(3/5)/2 and 0, weights 5/18, 8/18, 5/18, of Gauss and Legendre on [-1/2, 1/2]. */
const GAUSS_NODE: f64 = 0.3872983346207417;
const GAUSS_OUTER: f64 = 0.2777777777777778;
const GAUSS_INNER: f64 = 0.4444444444444444;

// @ts-ignore: decorator
@inline
function level(levels: usize, i: i32): f64 {
  return load<f64>(levels + ((i as usize) << 3));
}

/** The first index in [start, n) whose level is above `value`. */
function firstAbove(levels: usize, n: i32, value: f64, start: i32): i32 {
  let low = start;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (level(levels, middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Mean and variance of the count of levels in windows of length L, over all positions inside [from, to] with
 * to - from >= L > 0. Stores <count> - L at out[0] and <(count - L)^2> at out[1]: about L instead of 0, because the
 * count stays near L and its square does not cancel.
 */
export function countMoments(levels: usize, n: i32, L: f64, from: f64, to: f64, out: usize): void {
  const last = to - L;
  let t = from;
  let i = firstAbove(levels, n, t, 0);
  let j = firstAbove(levels, n, t + L, i);
  let first: f64 = 0;
  let second: f64 = 0;
  if (!(last > t)) {
    first = ((j - i) as f64) - L;
    second = first * first;
  } else {
    while (t < last) {
      const loss = i < n ? level(levels, i) : Infinity;
      const gain = j < n ? level(levels, j) - L : Infinity;
      const next = max(t, min(min(loss, gain), last));
      const excess = ((j - i) as f64) - L;
      first += (next - t) * excess;
      second += (next - t) * excess * excess;
      if (loss <= gain) i++;
      if (gain <= loss) j++;
      t = next;
    }
    first /= last - from;
    second /= last - from;
  }
  store<f64>(out, first);
  store<f64>(out, second, 8);
}

// @ts-ignore: decorator
@inline
function rigidityAt(count: f64, s1: f64, s2: f64, k: f64, L: f64, d: f64): f64 {
  const a = 0.5 * count - (s1 - count * d) / L;
  const b = (1.5 * count - (6 * (s2 - d * (2 * s1 - count * d))) / (L * L)) / L;
  return 0.5 * count * count - (k - count * count * d) / L - a * a - ((L * L) / 12) * b * b;
}

/** Mean over all window positions inside [from, to] of Delta_3 at length L, for to - from >= L > 0. */
export function rigidity(levels: usize, n: i32, L: f64, from: f64, to: f64): f64 {
  const last = to - L;
  const half = 0.5 * L;
  let t = from;
  let i = firstAbove(levels, n, t, 0);
  let j = firstAbove(levels, n, t + L, i);
  let s1: f64 = 0;
  let s2: f64 = 0;
  let k: f64 = 0;
  let integral: f64 = 0;
  const point = !(last > from);
  for (let step = 0; point || t < last; step++) {
    if (step % REFRESH == 0) {
      s1 = 0;
      s2 = 0;
      k = 0;
      for (let at = i; at < j; at++) {
        const u = level(levels, at) - t - half;
        s1 += u;
        s2 += u * u;
        k += ((2 * (at - i) + 1) as f64) * u;
      }
    }
    const count = (j - i) as f64;
    if (point) return rigidityAt(count, s1, s2, k, L, 0);
    const loss = i < n ? level(levels, i) : Infinity;
    const gain = j < n ? level(levels, j) - L : Infinity;
    const next = max(t, min(min(loss, gain), last));
    const d = next - t;
    if (d > 0) {
      const low = rigidityAt(count, s1, s2, k, L, d * (0.5 - GAUSS_NODE));
      const middle = rigidityAt(count, s1, s2, k, L, d * 0.5);
      const high = rigidityAt(count, s1, s2, k, L, d * (0.5 + GAUSS_NODE));
      integral += d * (GAUSS_OUTER * (low + high) + GAUSS_INNER * middle);
    }
    s2 -= d * (2 * s1 - count * d);
    s1 -= count * d;
    k -= count * count * d;
    t = next;
    if (loss <= gain) {
      // the lowest level leaves: every other rank falls by one
      const u = level(levels, i++) - t - half;
      s1 -= u;
      s2 -= u * u;
      k -= u + 2 * s1;
    }
    if (gain <= loss) {
      const u = level(levels, j) - t - half;
      k += ((2 * (j - i) + 1) as f64) * u;
      s1 += u;
      s2 += u * u;
      j++;
    }
  }
  return integral / (last - from);
}
