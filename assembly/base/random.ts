/**
 * Seeded random numbers: xoshiro256++ (Blackman and Vigna, ACM TOMS 47, 36, 2021), seeded through splitmix64, normal
 * variates by Marsaglia's polar method (SIAM Review 6, 260, 1964), gamma variates by Marsaglia and Tsang (ACM TOMS 26,
 * 363, 2000), Student's t by Bailey's polar method (Math. Comp. 62, 779, 1994), stable variates by Chambers, Mallows
 * and Stuck (JASA 71, 340, 1976). Only correctly rounded operations and AssemblyScript's own elementary functions are
 * used, so that one seed gives the same bits in every engine and in both builds.
 *
 * The state is four u64 words at `state`. All words zero is the one state that xoshiro256 cannot leave; splitmix64
 * never produces it from a seed.
 */

const GOLDEN_GAMMA: u64 = 0x9e3779b97f4a7c15;
const TWO_TO_MINUS_53: f64 = 1.1102230246251565e-16;

// @ts-ignore: decorator
@inline
function mix(z: u64): u64 {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/**
 * Seeds `state` from an integer seed and a stream number, both below 2^53. Streams of one seed are
 * independent for every practical purpose: the stream enters through its own splitmix64 hash.
 */
export function randomSeed(state: usize, seed: f64, stream: f64): void {
  let z: u64 = mix((seed as u64) + GOLDEN_GAMMA) ^ mix(mix((stream as u64) + GOLDEN_GAMMA) + GOLDEN_GAMMA);
  for (let i: usize = 0; i < 32; i += 8) {
    z += GOLDEN_GAMMA;
    store<u64>(state + i, mix(z));
  }
}

// @ts-ignore: decorator
@inline
function next(state: usize): u64 {
  const s0 = load<u64>(state);
  const s1 = load<u64>(state, 8);
  const s3 = load<u64>(state, 24);
  const result = rotl<u64>(s0 + s3, 23) + s0;
  const t2 = load<u64>(state, 16) ^ s0;
  const t3 = s3 ^ s1;
  store<u64>(state, s0 ^ t3);
  store<u64>(state, s1 ^ t2, 8);
  store<u64>(state, t2 ^ (s1 << 17), 16);
  store<u64>(state, rotl<u64>(t3, 45), 24);
  return result;
}

// @ts-ignore: decorator
@inline
export function nextUniform(state: usize): f64 {
  return ((next(state) >> 11) as f64) * TWO_TO_MINUS_53;
}

/** Fills out[0..n) with uniform variates on [0, 1), multiples of 2^-53. */
export function randomUniform(state: usize, out: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++) store<f64>(out + ((i as usize) << 3), nextUniform(state));
}

/** The point that `pointInDisk` drew last: two f64. */
const point: usize = memory.data(16, 16);

/** Draws `point` uniformly from the unit disk without its centre (the polar method's first step); returns its squared radius. */
// @ts-ignore: decorator
@inline
function pointInDisk(state: usize): f64 {
  let u: f64, v: f64, s: f64;
  do {
    u = 2 * nextUniform(state) - 1;
    v = 2 * nextUniform(state) - 1;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  store<f64>(point, u);
  store<f64>(point, v, 8);
  return s;
}

/** What makes the coordinates of a point of squared radius s two independent N(0, 1) variates. */
// @ts-ignore: decorator
@inline
function polarScale(s: f64): f64 {
  return Math.sqrt((-2 * Math.log(s)) / s);
}

/** Fills out[0..n) with independent N(0, 1) variates. The second variate of a last odd pair is dropped. */
export function randomNormal(state: usize, out: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 2) {
    const scale = polarScale(pointInDisk(state));
    const at = out + ((i as usize) << 3);
    store<f64>(at, load<f64>(point) * scale);
    if (i + 1 < n) store<f64>(at + 8, load<f64>(point, 8) * scale);
  }
}

// @ts-ignore: decorator
@inline
function nextNormal(state: usize): f64 {
  const scale = polarScale(pointInDisk(state));
  return load<f64>(point) * scale;
}

/** A variate of density x^(shape - 1) e^-x / Gamma(shape), shape > 0; below 1 through shape + 1 and u^(1/shape). */
function nextGamma(state: usize, shape: f64): f64 {
  let boost: f64 = 1;
  if (shape < 1) {
    boost = Math.exp(Math.log(1 - nextUniform(state)) / shape);
    shape += 1;
  }
  const d = shape - 1.0 / 3.0;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    const x = nextNormal(state);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - nextUniform(state);
    const x2 = x * x;
    // The squeeze accepts nearly all without a logarithm.
    if (u < 1 - 0.0331 * x2 * x2 || Math.log(u) < 0.5 * x2 + d * (1 - v + Math.log(v))) return boost * d * v;
  }
}

/** out[i] is Gamma(shapes[i], 1), i < n; shapes > 0. out may be shapes. */
export function randomGamma(state: usize, shapes: usize, out: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++) {
    const at = (i as usize) << 3;
    store<f64>(out + at, nextGamma(state, load<f64>(shapes + at)));
  }
}

/** out[i] is chi with freedoms[i] degrees of freedom, i < n: sqrt(2 Gamma(freedom/2)); freedom 0 gives 0. out may be freedoms. */
export function randomChi(state: usize, freedoms: usize, out: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++) {
    const at = (i as usize) << 3;
    const freedom = load<f64>(freedoms + at);
    store<f64>(out + at, freedom > 0 ? Math.sqrt(2 * nextGamma(state, 0.5 * freedom)) : 0);
  }
}

/** Fills out[0..n) with exponential variates of mean 1. */
export function randomExponential(state: usize, out: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i++) store<f64>(out + ((i as usize) << 3), -Math.log(1 - nextUniform(state)));
}

/** Fills out[0..n) with variates of Student's t with `freedom` > 0 degrees of freedom. */
export function randomStudent(state: usize, out: usize, n: i32, freedom: f64): void {
  for (let i: i32 = 0; i < n; i++) {
    const s = pointInDisk(state);
    const scale = Math.sqrt((freedom * Math.expm1((-2 / freedom) * Math.log(s))) / s);
    store<f64>(out + ((i as usize) << 3), load<f64>(point) * scale);
  }
}

/** Fills out[0..n) with symmetric Pareto variates: P(|x| > t) = t^-mu for t >= 1, either sign with probability 1/2. */
export function randomPareto(state: usize, out: usize, n: i32, mu: f64): void {
  for (let i: i32 = 0; i < n; i++) {
    const u = 2 * nextUniform(state) - 1;
    const size = Math.exp(-Math.log(1 - Math.abs(u)) / mu);
    store<f64>(out + ((i as usize) << 3), u < 0 ? -size : size);
  }
}

/** Fills out[0..n) with symmetric stable variates of characteristic function exp(-|t|^mu), 0 < mu <= 2. */
export function randomStable(state: usize, out: usize, n: i32, mu: f64): void {
  for (let i: i32 = 0; i < n; i++) {
    // Angles at the ends of (-pi/2, pi/2) are drawn again: their cosine is not positive after rounding.
    let v: f64, cosine: f64;
    do {
      v = Math.PI * (nextUniform(state) - 0.5);
      cosine = Math.cos(v);
    } while (cosine <= 0);
    let x: f64;
    if (mu == 1) x = Math.sin(v) / cosine;
    else {
      const w = -Math.log(1 - nextUniform(state));
      const tail = Math.exp(((1 - mu) / mu) * Math.log(Math.cos((1 - mu) * v) / w) - Math.log(cosine) / mu);
      x = Math.sin(mu * v) * tail;
    }
    store<f64>(out + ((i as usize) << 3), x);
  }
}
