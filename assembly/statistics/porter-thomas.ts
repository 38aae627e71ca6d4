/**
 * The Porter-Thomas test on many vectors. An entry x of a uniform unit vector of length n, taken as z = sqrt(n) x, has
 * the density c (1 - z^2/n)^((n-3)/2); its distribution function F comes as a table on [0, top]: cells + 1 nodes, each
 * F(z_j) - 1/2 and h F'(z_j), between them the cubic of Hermite. The entries become u = F(z), uniform under the null,
 * and the distance of their staircase to the diagonal is found without sorting: in buckets no wider than 1/total the
 * extremes of i/total - u sit at the largest and of u - i/total at the smallest u of a bucket (Gonzalez, Sahni and
 * Franta, ACM TOMS 3, 60, 1977).
 */
import { randomNormal } from "../base/random";

/** Replaces `count` vectors of length n, one after the other at x, by u = F(sqrt(n) x/|x|). No vector may be zero. */
export function porterThomasTransform(
  x: usize,
  count: i32,
  n: i32,
  table: usize,
  cells: i32,
  top: f64,
): void {
  const perStep = (cells as f64) / top;
  const bytes = (n as usize) << 3;
  for (let k: i32 = 0; k < count; k++) {
    const begin = x + (k as usize) * bytes;
    let square: f64 = 0;
    for (let at = begin, end = begin + bytes; at < end; at += 8) {
      const v = load<f64>(at);
      square += v * v;
    }
    const scale = Math.sqrt((n as f64) / square) * perStep;
    for (let at = begin, end = begin + bytes; at < end; at += 8) {
      const z = load<f64>(at) * scale;
      const step = Math.abs(z);
      let half: f64 = 0.5;
      if (step < (cells as f64)) {
        const j = step as i32;
        const t = step - (j as f64);
        const node = table + ((j as usize) << 4);
        const f0 = load<f64>(node);
        const g0 = load<f64>(node, 8);
        const f1 = load<f64>(node, 16);
        const g1 = load<f64>(node, 24);
        const rise = f1 - f0;
        half = f0 + t * (g0 + t * (3 * rise - 2 * g0 - g1 + t * (g0 + g1 - 2 * rise)));
      }
      store<f64>(at, z < 0 ? 0.5 - half : 0.5 + half);
    }
  }
}

/** Bytes of workspace for `uniformDistance` on `total` points: count, smallest and largest of each bucket. */
export function uniformDistanceWorkspace(total: i32): f64 {
  return 24 * (total as f64);
}

/**
 * Distance of the staircase of u[0..total), values in [0, 1], to the diagonal. papers = 0: two-sided Kolmogorov-Smirnov,
 * the supremum over all of [0, 1]; papers = 1: max_i |u_(i) - i/(total - 1)|, i from 0.
 */
export function uniformDistance(u: usize, total: i32, papers: i32, work: usize): f64 {
  const bytes = (total as usize) * 24;
  memory.fill(work, 0, bytes);
  const buckets = total as f64;
  for (let at = u, end = u + ((total as usize) << 3); at < end; at += 8) {
    const v = load<f64>(at);
    const j = min<i32>((v * buckets) as i32, total - 1);
    const bucket = work + (j as usize) * 24;
    const count = load<i64>(bucket);
    if (count == 0) {
      store<f64>(bucket, v, 8);
      store<f64>(bucket, v, 16);
    } else {
      if (v < load<f64>(bucket, 8)) store<f64>(bucket, v, 8);
      if (v > load<f64>(bucket, 16)) store<f64>(bucket, v, 16);
    }
    store<i64>(bucket, count + 1);
  }
  const step: f64 = papers ? 1 / ((total - 1) as f64) : 1 / buckets;
  const last: f64 = papers ? 1 : 0;
  let below: f64 = 0;
  let distance: f64 = 0;
  for (let bucket = work, end = work + bytes; bucket < end; bucket += 24) {
    const count = load<i64>(bucket);
    if (count == 0) continue;
    distance = max(distance, load<f64>(bucket, 8) - below * step);
    below += count as f64;
    distance = max(distance, (below - last) * step - load<f64>(bucket, 16));
  }
  return distance;
}

/**
 * out[0..samples): distances of fresh pools of `count` independent uniform unit vectors of length n.
 * pool: count * n f64; work: uniformDistanceWorkspace(count * n).
 */
export function porterThomasNull(
  state: usize,
  count: i32,
  n: i32,
  samples: i32,
  papers: i32,
  table: usize,
  cells: i32,
  top: f64,
  pool: usize,
  work: usize,
  out: usize,
): void {
  const total = count * n;
  for (let s: i32 = 0; s < samples; s++) {
    randomNormal(state, pool, total);
    porterThomasTransform(pool, count, n, table, cells, top);
    store<f64>(out + ((s as usize) << 3), uniformDistance(pool, total, papers, work));
  }
}
