import { expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";

/** xoshiro256++ and splitmix64 as their authors publish them, in big integers: the judge of the kernel's generator. */
function reference(seed: bigint, stream: bigint): () => number {
  const mask = (1n << 64n) - 1n;
  const gamma = 0x9e3779b97f4a7c15n;
  const mix = (z: bigint) => {
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  let z = mix((seed + gamma) & mask) ^ mix((mix((stream + gamma) & mask) + gamma) & mask);
  const s = Array.from({ length: 4 }, () => mix((z = (z + gamma) & mask)));
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (64n - k))) & mask;
  return () => {
    const result = (rotl((s[0] + s[3]) & mask, 23n) + s[0]) & mask;
    const t = (s[1] << 17n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45n);
    return Number(result >> 11n) * 2 ** -53;
  };
}

test("uniforms are xoshiro256++ seeded through splitmix64, for every seed and stream", () => {
  for (const [seed, stream] of [
    [0, 0],
    [1, 0],
    [20220328, 7],
    [Number.MAX_SAFE_INTEGER, 12345],
  ]) {
    const next = reference(BigInt(seed), BigInt(stream));
    const drawn = new Random(seed, stream).uniforms(1000);
    expect([...drawn]).toEqual(Array.from({ length: 1000 }, next));
  }
});

test("normals have the moments of N(0, 1) within five standard errors", () => {
  const n = 400_000;
  const x = new Random(5).normals(n);
  const moment = (k: number) => x.reduce((sum, v) => sum + v ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(n));
  expect(Math.abs(moment(3))).toBeLessThan((5 * Math.sqrt(15)) / Math.sqrt(n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan((5 * Math.sqrt(96)) / Math.sqrt(n));
});

test("a scalar sequence repeats from its seed, and streams differ", () => {
  const draw = (seed: number, stream: number) => {
    const random = new Random(seed, stream);
    return Array.from({ length: 300 }, () => [random.uniform(), random.normal()]);
  };
  expect(draw(3, 1)).toEqual(draw(3, 1));
  expect(draw(3, 1)).not.toEqual(draw(3, 2));
});

test("a seed that is no integer is refused", () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => new Random(seed)).toThrow(/seed/);
});
