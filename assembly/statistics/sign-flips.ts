/**
 * A matrix with the signs of its entries drawn at random: the null of the sign-flip control, whose largest singular value
 * krylov/gram-lanczos finds.
 */

import { nextUniform } from "../base/random";

/** Signs taken from one uniform variate of 53 bits. */
const SIGNS = 32;
const TWO_TO_32: f64 = 4294967296;

/** Gives each of n f32 at a an independent random sign: flipped with probability 1/2. */
export function flipSignsF32(state: usize, n: i32, a: usize): void {
  for (let i: i32 = 0; i < n; i += SIGNS) {
    let bits = (nextUniform(state) * TWO_TO_32) as u32;
    const end = min(n, i + SIGNS);
    for (let j = i; j < end; j++) {
      const address = a + ((j as usize) << 2);
      store<u32>(address, load<u32>(address) ^ (bits << 31));
      bits >>= 1;
    }
  }
}
