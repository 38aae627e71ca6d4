/** Products of small integers are exact in both precisions: every entry must be equal, whatever path computed it. */

import { bytesOf } from "../base/simd";
import { FULL, gemm, gemmElements, LOWER, UPPER } from "../blas/gemm";

let seed: u32 = 12345;
function digit(): i32 {
  seed = seed * 1664525 + 1013904223;
  return ((seed >> 24) % 15) - 7;
}

/** The number of wrong entries of C - 2 A B, borders and the rows' padding included. */
function wrongEntries<T>(m: i32, n: i32, k: i32, transposeA: bool, transposeB: bool, triangle: i32): i32 {
  const ldc = n + 3;
  const a = new StaticArray<T>(max(m * k, 1));
  const b = new StaticArray<T>(max(k * n, 1));
  const c = new StaticArray<T>(m * ldc + 1);
  const work = new StaticArray<T>(gemmElements<T>(m, n, k) + 16);
  for (let i = 0; i < m * k; i++) a[i] = digit() as T;
  for (let i = 0; i < k * n; i++) b[i] = digit() as T;
  for (let i = 0; i < m * ldc; i++) c[i] = (i % 11) as T;
  const ars = transposeA ? 1 : k;
  const acs = transposeA ? m : 1;
  const brs = transposeB ? 1 : n;
  const bcs = transposeB ? k : 1;
  const aligned = (changetype<usize>(work) + 63) & ~63;
  gemm<T>(
    m,
    n,
    k,
    -2 as T,
    changetype<usize>(a),
    ars,
    acs,
    changetype<usize>(b),
    brs,
    bcs,
    changetype<usize>(c),
    ldc,
    triangle,
    aligned,
  );
  let wrong = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < ldc; j++) {
      if (j < n && ((triangle == LOWER && j > i) || (triangle == UPPER && j < i))) continue;
      let want: T = ((i * ldc + j) % 11) as T;
      if (j < n) for (let p = 0; p < k; p++) want -= (2 as T) * a[i * ars + p * acs] * b[p * brs + j * bcs];
      if (want != load<T>(changetype<usize>(c) + bytesOf<T>(i * ldc + j))) wrong++;
    }
  return wrong;
}

function wrongInAllForms<T>(m: i32, n: i32, k: i32): i32 {
  let wrong = 0;
  for (let form = 0; form < 4; form++)
    for (let triangle = FULL; triangle <= UPPER; triangle++)
      wrong += wrongEntries<T>(m, n, k, (form & 1) != 0, (form & 2) != 0, triangle);
  return wrong;
}

describe("gemm", () => {
  it("is exact on small integers around the tile, transposed and not, whole and in triangles", () => {
    for (let m = 1; m <= 9; m++)
      for (let n = 1; n <= 9; n += 2) {
        expect(wrongInAllForms<f64>(m, n, 5)).toBe(0);
        expect(wrongInAllForms<f32>(m, n, 5)).toBe(0);
      }
  });
  it("is exact around the cache blocks", () => {
    expect(wrongInAllForms<f64>(131, 66, 258)).toBe(0);
    expect(wrongInAllForms<f32>(131, 66, 258)).toBe(0);
    expect(wrongInAllForms<f64>(63, 515, 130)).toBe(0);
    expect(wrongInAllForms<f32>(63, 515, 130)).toBe(0);
  });
  it("leaves C alone without depth", () => {
    expect(wrongInAllForms<f64>(5, 6, 0)).toBe(0);
  });
});
