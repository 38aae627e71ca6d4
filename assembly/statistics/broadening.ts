/**
 * Gaussian broadening of a spectrum (Thamm, Staats and Rosenow, PRE 106, 054124, 2022, Eq. 7): kernel k is a normal law
 * of mean centres[k] and standard deviation widths[k], and over ascending points x_i
 *
 *     staircase(x_i) = sum_k Phi((x_i - c_k)/w_k),      density(x_i) = sum_k phi((x_i - c_k)/w_k)/w_k.
 *
 * A kernel reaches REACH = 8.5 widths; beyond it Phi is 0 or 1 to within Phi(-8.5) = 9.5e-18, so that a truncated sum
 * of n kernels is within n * 1e-17 of the whole one, and the work is O(kernels * points in reach). Inside, Phi - 1/2 is
 * an odd function that is tabulated as its Taylor polynomial of degree 6 about the centres t_j of CELLS cells of width
 * h = 1/32; the first omitted term is phi He_6(t) (h/2)^7/7! < 3e-16.
 *
 * A width of 0 (2a + 1 equal levels) makes the kernel an exact step that counts one half on its own centre, the limit
 * of Phi; the density of such a kernel is a point mass and is left out.
 */

import { entryBytes } from "../base/numeric";
import { madd64 } from "../base/simd";

const REACH: f64 = 8.5;
const CELLS_PER_UNIT: f64 = 32;
/** One cell more on top, because REACH itself rounds up. */
const CELLS: i32 = 274;
/** Bytes of one cell: the seven Taylor coefficients and one word of padding. */
const CELL_BYTES: i32 = 64;
const TWO_TO_52: f64 = 4503599627370496;
const INVERSE_SQRT_TWO_PI: f64 = 0.3989422804014327;

/** Bytes of workspace for the staircase on `points` points. */
export function broadeningWorkspace(points: i32): f64 {
  return ((CELLS * CELL_BYTES) as f64) + entryBytes(points + 1);
}

/** Terms below this share of a sum do not change it: less than a tenth of its unit of roundoff. */
const NEGLIGIBLE: f64 = 1e-17;

/** Phi(t) - 1/2 = phi(t) sum_n t^(2n+1)/(2n+1)!!, all terms positive for t >= 0. */
function normalHalfIntegral(t: f64, phi: f64): f64 {
  let term = t;
  let sum = t;
  for (let k: f64 = 3; term > sum * NEGLIGIBLE; k += 2) {
    term *= (t * t) / k;
    sum += term;
  }
  return phi * sum;
}

/** c_0 = Phi(t) - 1/2 and c_n = h^n (-1)^(n-1) phi(t) He_(n-1)(t)/n!, at the centre t = j h of each cell. */
function fillTable(table: usize): void {
  for (let j = 0; j < CELLS; j++) {
    const t = (j as f64) / CELLS_PER_UNIT;
    const phi = INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * t * t);
    const cell = table + ((j * CELL_BYTES) as usize);
    store<f64>(cell, normalHalfIntegral(t, phi));
    store<f64>(cell, 0, 56);
    let previous: f64 = 0;
    let hermite: f64 = 1;
    let scale = phi / CELLS_PER_UNIT;
    for (let n = 1; n <= 6; n++) {
      store<f64>(cell + ((n as usize) << 3), scale * hermite);
      const next: f64 = t * hermite - ((n - 1) as f64) * previous;
      previous = hermite;
      hermite = next;
      scale /= -((n + 1) as f64) * CELLS_PER_UNIT;
    }
  }
}

/** The first index in [0, n) whose x is at least `value`, or, with `above`, is greater. */
function firstFrom(x: usize, n: i32, value: f64, above: bool): i32 {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = load<f64>(x + ((middle as usize) << 3));
    if (above ? at > value : at >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Phi(t) - 1/2 for t of size up to REACH: the Taylor polynomial of the cell whose centre is nearest, its even and odd
 * powers in two lanes. Adding 2^52 rounds |t|/h to the cell's number, which the low bits of the sum then hold.
 */
// @ts-ignore: decorator
@inline
function oddNormalCdf(table: usize, t: f64): f64 {
  const u = abs(t) * CELLS_PER_UNIT;
  const rounded = u + TWO_TO_52;
  const cell = table + (((reinterpret<i64>(rounded) as i32) << 6) as usize);
  const d = u - (rounded - TWO_TO_52);
  const d2 = f64x2.splat(d * d);
  const pair = madd64(
    madd64(madd64(v128.load(cell, 48), d2, v128.load(cell, 32)), d2, v128.load(cell, 16)),
    d2,
    v128.load(cell),
  );
  return copysign(f64x2.extract_lane(pair, 0) + d * f64x2.extract_lane(pair, 1), t);
}

/**
 * out[i] = sum_k Phi((points[i] - centres[k])/widths[k]). Points ascend; centres come in any order; widths are >= 0.
 * Work in `workspace` (broadeningWorkspace bytes).
 */
export function broadenedStaircase(
  centres: usize,
  widths: usize,
  kernels: i32,
  points: usize,
  out: usize,
  count: i32,
  workspace: usize,
): void {
  const table = workspace;
  const steps = workspace + ((CELLS * CELL_BYTES) as usize);
  fillTable(table);
  memory.fill(out, 0, (count as usize) << 3);
  memory.fill(steps, 0, ((count + 1) as usize) << 3);
  for (let k = 0; k < kernels; k++) {
    const centre = load<f64>(centres + ((k as usize) << 3));
    const width = load<f64>(widths + ((k as usize) << 3));
    const inverse = 1 / width;
    const isStep = inverse == Infinity;
    const reach = isStep ? 0 : REACH * width;
    const from = firstFrom(points, count, centre - reach, false);
    const to = firstFrom(points, count, centre + reach, true);
    const whole = steps + ((to as usize) << 3);
    store<f64>(whole, load<f64>(whole) + 1);
    const end = (to as usize) << 3;
    for (let at = (from as usize) << 3; at < end; at += 8) {
      const phi = isStep ? 0.5 : 0.5 + oddNormalCdf(table, (load<f64>(points + at) - centre) * inverse);
      store<f64>(out + at, load<f64>(out + at) + phi);
    }
  }
  let whole: f64 = 0;
  for (let i = 0; i < count; i++) {
    const at = (i as usize) << 3;
    whole += load<f64>(steps + at);
    store<f64>(out + at, load<f64>(out + at) + whole);
  }
}

/**
 * out[i] = sum_k phi((points[i] - centres[k])/widths[k])/widths[k] over the kernels of positive width; returns how many
 * kernels have width 0. Points ascend.
 */
export function broadenedDensity(
  centres: usize,
  widths: usize,
  kernels: i32,
  points: usize,
  out: usize,
  count: i32,
): i32 {
  let atoms = 0;
  memory.fill(out, 0, (count as usize) << 3);
  for (let k = 0; k < kernels; k++) {
    const centre = load<f64>(centres + ((k as usize) << 3));
    const width = load<f64>(widths + ((k as usize) << 3));
    const inverse = 1 / width;
    if (inverse == Infinity) {
      atoms++;
      continue;
    }
    const from = firstFrom(points, count, centre - REACH * width, false);
    const to = firstFrom(points, count, centre + REACH * width, true);
    const height = INVERSE_SQRT_TWO_PI * inverse;
    const end = (to as usize) << 3;
    for (let at = (from as usize) << 3; at < end; at += 8) {
      const t = (load<f64>(points + at) - centre) * inverse;
      store<f64>(out + at, load<f64>(out + at) + height * Math.exp(-0.5 * t * t));
    }
  }
  return atoms;
}
