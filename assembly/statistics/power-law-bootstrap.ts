/**
 * Resamples of a spectrum with a power-law tail, sorted as they are drawn, so that a bootstrap of the whole fit (x_min
 * included) costs O(n) a resample besides the scan.
 *
 * Semi-parametric (Clauset, Shalizi and Newman, SIAM Review 51, 661, 2009, Sec. 4.1): each of the n values comes with
 * probability t/n from the fitted law above x_min, and otherwise from the data below x_min with replacement.
 * Conditional: the data below x_min stay as they are, and the t values above are drawn from the law. Values of the law come in order from the order statistics of uniforms, U_(k) = E_1 + ... + E_k over the sum of all t + 1
 * exponential variates, through l = -ln(e^(-bL) + S (1 - e^(-bL)))/b with the survival S = 1 - U summed from the top,
 * where it is small. Drawing with replacement is counting, which leaves the order as it is.
 */

import { nextUniform, randomSeed } from "../base/random";
import { powerLawAt, powerLawScan } from "./power-law";

// @ts-ignore: decorator
@inline
function at(base: usize, i: i32): usize {
  return base + ((i as usize) << 3);
}

/** Bytes of workspace for `powerLawBootstrap` on n values. */
export function powerLawBootstrapWorkspace(n: i32): f64 {
  return 76 + 20 * (n as f64);
}

/**
 * Fits `count` resamples, replicate r from stream `firstStream + r` of the seed.
 * @param logs n logarithms, ascending
 * @param start first index of the tail; n for resampling all data with replacement (non-parametric)
 * @param logMin ln x_min
 * @param b alpha - 1 of the fitted tail
 * @param logMax ln x_max or infinity, of the data and of every refit
 * @param fixed not 0: refit alpha only, above the given x_min (start must be 0, every value above it)
 * @param conditional not 0: keep the data below `start`, draw only the tail, and refit by the least sqrt(t) D
 * @param out per replicate: ln x_min, alpha, D, size of the tail; NaN four times where the resample has no tail
 */
export function powerLawBootstrap(
  logs: usize,
  n: i32,
  start: i32,
  logMin: f64,
  b: f64,
  logMax: f64,
  minTail: i32,
  fixed: i32,
  conditional: i32,
  seed: f64,
  firstStream: f64,
  count: i32,
  workspace: usize,
  out: usize,
): void {
  const state = workspace;
  const resample = workspace + 32;
  const sums = resample + ((n as usize) << 3);
  const found = sums + ((n as usize) << 3);
  const counts = found + 32;
  for (let r = 0; r < count; r++) {
    randomSeed(state, seed, firstStream + (r as f64));
    let below = start;
    if (conditional) memory.copy(resample, logs, (start as usize) << 3);
    else below = drawBody(state, logs, n, start, counts, resample);
    drawTail(state, below, n, logMin, b, logMax, resample);
    const row = out + ((r as usize) << 5);
    if (fixed) {
      const missing = powerLawAt(resample, n, 0, logMin, logMax, found);
      store<f64>(row, logMin);
      store<f64>(row, missing ? NaN : load<f64>(found), 8);
      store<f64>(row, missing ? NaN : load<f64>(found, 8), 16);
      store<f64>(row, n as f64, 24);
    } else if (powerLawScan(resample, n, minTail, logMax, conditional, sums, found) == 0) {
      const index = load<f64>(found) as i32;
      store<f64>(row, load<f64>(at(resample, index)));
      store<f64>(row, load<f64>(found, 8), 8);
      store<f64>(row, load<f64>(found, 16), 16);
      store<f64>(row, (n - index) as f64, 24);
    } else for (let k: usize = 0; k < 32; k += 8) store<f64>(row + k, NaN);
  }
}

/**
 * The part of a resample of n values that comes from the data below `start`, ascending, into out; start = n draws all of
 * them from the data. Returns how many there are.
 */
function drawBody(state: usize, logs: usize, n: i32, start: i32, counts: usize, out: usize): i32 {
  memory.fill(counts, 0, (start as usize) << 2);
  const tailShare = ((n - start) as f64) / (n as f64);
  for (let j = 0; j < n; j++) {
    if (start < n && (start == 0 || nextUniform(state) < tailShare)) continue;
    const place = counts + (((nextUniform(state) * (start as f64)) as i32 as usize) << 2);
    store<i32>(place, load<i32>(place) + 1);
  }
  let k = 0;
  for (let i = 0; i < start; i++)
    for (let c = load<i32>(counts + ((i as usize) << 2)); c > 0; c--)
      store<f64>(at(out, k++), load<f64>(at(logs, i)));
  return k;
}

/** Values k to n - 1 of a resample, ascending, from the law above logMin. */
function drawTail(state: usize, k: i32, n: i32, logMin: f64, b: f64, logMax: f64, out: usize): void {
  if (k == n) return;
  // exponential gaps first, in place; the one beyond the largest value stays in `above`
  let total: f64 = 0;
  for (let j = k; j < n; j++) {
    const gap = -Math.log(1 - nextUniform(state));
    store<f64>(at(out, j), gap);
    total += gap;
  }
  let above = -Math.log(1 - nextUniform(state));
  total += above;
  const cut = logMax == Infinity ? 0.0 : Math.exp(-b * (logMax - logMin));
  for (let j = n - 1; j >= k; j--) {
    const gap = load<f64>(at(out, j));
    store<f64>(at(out, j), logMin - Math.log(cut + (above / total) * (1 - cut)) / b);
    above += gap;
  }
}
