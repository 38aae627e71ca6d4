/** Random signs, and Lanczos on the Gram matrix of a small matrix with known values. */
import { randomSeed } from "../base/random";
import { lanczosGramF32, lanczosGramWorkspace } from "../krylov/gram-lanczos";
import { flipSignsF32 } from "../statistics/sign-flips";
import { buffer, workspace } from "./matrices";

describe("flipSigns", () => {
  test("keeps every size and flips about half of the signs", () => {
    const n = 1003;
    const state = buffer(4);
    randomSeed(state, 5, 0);
    const a = buffer(n);
    for (let i = 0; i < n; i++) store<f32>(a + 4 * (i as usize), (i + 1) as f32);
    flipSignsF32(state, n, a);
    let flipped = 0;
    for (let i = 0; i < n; i++) {
      const value = load<f32>(a + 4 * (i as usize));
      expect(abs(value)).toBe((i + 1) as f32);
      if (value < 0) flipped++;
    }
    expect(flipped).toBeGreaterThan(430);
    expect(flipped).toBeLessThan(570);
  });
});

describe("lanczosGram", () => {
  test("ends after two steps on a matrix with two distinct values, 3 and 1", () => {
    // 11 x 3 with columns 3 e_1, e_5, e_11
    const a = buffer(33);
    memory.fill(a, 0, 4 * 33);
    store<f32>(a, 3);
    store<f32>(a + 4 * 13, 1);
    store<f32>(a + 4 * 32, 1);
    const v = buffer(3);
    for (let i: usize = 0; i < 3; i++) store<f32>(v + 4 * i, 1);
    const alpha = buffer(3);
    const beta = buffer(3);
    const steps = lanczosGramF32(11, 3, a, 3, v, alpha, beta, workspace(lanczosGramWorkspace(3)));
    expect(steps).toBe(2);
    // T has eigenvalues 9 and 1: trace 10, determinant 9
    const a0 = load<f64>(alpha);
    const a1 = load<f64>(alpha + 8);
    const b = load<f64>(beta);
    expect(abs(a0 + a1 - 10)).toBeLessThan(1e-4);
    expect(abs(a0 * a1 - b * b - 9)).toBeLessThan(1e-4);
  });
});
