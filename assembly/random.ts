/**
 * Seeded random numbers: xoshiro256++ (Blackman and Vigna, ACM TOMS 47, 36, 2021), seeded through splitmix64, normal
 * variates by Marsaglia's polar method (SIAM Review 6, 260, 1964). Only correctly rounded operations and
 * AssemblyScript's own logarithm are used, so that one seed gives the same bits in every engine and in both builds.
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

/** Fills out[0..n) with independent N(0, 1) variates. The second variate of a last odd pair is dropped. */
export function randomNormal(state: usize, out: usize, n: i32): void {
  for (let i: i32 = 0; i < n; i += 2) {
    let u: f64, v: f64, s: f64;
    do {
      u = 2 * nextUniform(state) - 1;
      v = 2 * nextUniform(state) - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    const at = out + ((i as usize) << 3);
    store<f64>(at, u * scale);
    if (i + 1 < n) store<f64>(at + 8, v * scale);
  }
}
