/**
 * Candidates for the register tile of a matrix product, on packed strips that lie in L1. Rows x vectors: R broadcasts
 * of A against V vectors of B a step, R V accumulators. V8 keeps 15 of the 16 vector registers for the program.
 */
import { tile } from "../../assembly/blas/gemm";
import { madd } from "../../assembly/base/simd";

/** 4 rows x 2 vectors, packed: constant strides, one pointer for A. */
function packed4x2<T>(k: i32, a: usize, b: usize, c: usize): void {
  let c00 = v128.splat<T>(0 as T);
  let c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end = b + ((k as usize) << 5);
  while (b != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00);
    c01 = madd<T>(x, b1, c01);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = madd<T>(x, b0, c10);
    c11 = madd<T>(x, b1, c11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = madd<T>(x, b0, c20);
    c21 = madd<T>(x, b1, c21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = madd<T>(x, b0, c30);
    c31 = madd<T>(x, b1, c31);
    a += 4 * sizeof<T>();
    b += 32;
  }
  add(c, c00, c01);
  add(c + 32, c10, c11);
  add(c + 64, c20, c21);
  add(c + 96, c30, c31);
}

/** The same with two steps a turn. */
function unrolled4x2<T>(k: i32, a: usize, b: usize, c: usize): void {
  let c00 = v128.splat<T>(0 as T);
  let c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end = b + ((k as usize) << 5);
  while (b != end) {
    for (let half: i32 = 0; half < 2; half++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load_splat<T>(a);
      c00 = madd<T>(x, b0, c00);
      c01 = madd<T>(x, b1, c01);
      x = v128.load_splat<T>(a, sizeof<T>());
      c10 = madd<T>(x, b0, c10);
      c11 = madd<T>(x, b1, c11);
      x = v128.load_splat<T>(a, 2 * sizeof<T>());
      c20 = madd<T>(x, b0, c20);
      c21 = madd<T>(x, b1, c21);
      x = v128.load_splat<T>(a, 3 * sizeof<T>());
      c30 = madd<T>(x, b0, c30);
      c31 = madd<T>(x, b1, c31);
      a += 4 * sizeof<T>();
      b += 32;
    }
  }
  add(c, c00, c01);
  add(c + 32, c10, c11);
  add(c + 64, c20, c21);
  add(c + 96, c30, c31);
}

/** 8 rows x 1 vector: as many accumulators, more broadcasts. */
function packed8x1<T>(k: i32, a: usize, b: usize, c: usize): void {
  let c0 = v128.splat<T>(0 as T);
  let c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  const end = b + ((k as usize) << 4);
  while (b != end) {
    const b0 = v128.load(b);
    c0 = madd<T>(v128.load_splat<T>(a), b0, c0);
    c1 = madd<T>(v128.load_splat<T>(a, sizeof<T>()), b0, c1);
    c2 = madd<T>(v128.load_splat<T>(a, 2 * sizeof<T>()), b0, c2);
    c3 = madd<T>(v128.load_splat<T>(a, 3 * sizeof<T>()), b0, c3);
    c4 = madd<T>(v128.load_splat<T>(a, 4 * sizeof<T>()), b0, c4);
    c5 = madd<T>(v128.load_splat<T>(a, 5 * sizeof<T>()), b0, c5);
    c6 = madd<T>(v128.load_splat<T>(a, 6 * sizeof<T>()), b0, c6);
    c7 = madd<T>(v128.load_splat<T>(a, 7 * sizeof<T>()), b0, c7);
    a += 8 * sizeof<T>();
    b += 16;
  }
  add(c, c0, c1);
  add(c + 32, c2, c3);
  add(c + 64, c4, c5);
  add(c + 96, c6, c7);
}

/** 4 rows x 3 vectors: twelve accumulators, all registers. */
function packed4x3<T>(k: i32, a: usize, b: usize, c: usize): void {
  let c00 = v128.splat<T>(0 as T);
  let c01 = c00, c02 = c00, c10 = c00, c11 = c00, c12 = c00;
  let c20 = c00, c21 = c00, c22 = c00, c30 = c00, c31 = c00, c32 = c00;
  const end = b + (k as usize) * 48;
  while (b != end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    let x = v128.load_splat<T>(a);
    c00 = madd<T>(x, b0, c00);
    c01 = madd<T>(x, b1, c01);
    c02 = madd<T>(x, b2, c02);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = madd<T>(x, b0, c10);
    c11 = madd<T>(x, b1, c11);
    c12 = madd<T>(x, b2, c12);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = madd<T>(x, b0, c20);
    c21 = madd<T>(x, b1, c21);
    c22 = madd<T>(x, b2, c22);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = madd<T>(x, b0, c30);
    c31 = madd<T>(x, b1, c31);
    c32 = madd<T>(x, b2, c32);
    a += 4 * sizeof<T>();
    b += 48;
  }
  add(c, c00, c01);
  add(c + 32, c02, c10);
  add(c + 64, c11, c12);
  add(c + 96, c20, c21);
  add(c + 128, c22, c30);
  add(c + 160, c31, c32);
}

/** 2 rows x 4 vectors: as many accumulators, fewer broadcasts, more of B. */
function packed2x4<T>(k: i32, a: usize, b: usize, c: usize): void {
  let c00 = v128.splat<T>(0 as T);
  let c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
  const end = b + ((k as usize) << 6);
  while (b != end) {
    const x = v128.load_splat<T>(a);
    const y = v128.load_splat<T>(a, sizeof<T>());
    let b0 = v128.load(b);
    c00 = madd<T>(x, b0, c00);
    c10 = madd<T>(y, b0, c10);
    b0 = v128.load(b, 16);
    c01 = madd<T>(x, b0, c01);
    c11 = madd<T>(y, b0, c11);
    b0 = v128.load(b, 32);
    c02 = madd<T>(x, b0, c02);
    c12 = madd<T>(y, b0, c12);
    b0 = v128.load(b, 48);
    c03 = madd<T>(x, b0, c03);
    c13 = madd<T>(y, b0, c13);
    a += 2 * sizeof<T>();
    b += 64;
  }
  add(c, c00, c01);
  add(c + 32, c02, c03);
  add(c + 64, c10, c11);
  add(c + 96, c12, c13);
}

// @ts-ignore: decorator
@inline
function add(c: usize, x: v128, y: v128): void {
  v128.store(c, v128.xor(v128.load(c), x));
  v128.store(c, v128.xor(v128.load(c, 16), y), 16);
}

/** `rounds` tiles of depth k: variants 0 and 1 are the kernel's own tile (1 reads A in place, rows 4160 bytes apart), 2 to 6 as above. */
function runTiles<T>(variant: i32, rounds: i32, k: i32, a: usize, b: usize, c: usize): void {
  const across = sizeof<T>();
  if (variant == 0) for (let i = 0; i < rounds; i++) tile<T>(k, a, across, 4 * across, b, 32, c, 32);
  if (variant == 1) for (let i = 0; i < rounds; i++) tile<T>(k, a, 4160, across, b, 32, c, 32);
  if (variant == 2) for (let i = 0; i < rounds; i++) packed4x2<T>(k, a, b, c);
  if (variant == 3) for (let i = 0; i < rounds; i++) unrolled4x2<T>(k, a, b, c);
  if (variant == 4) for (let i = 0; i < rounds; i++) packed8x1<T>(k, a, b, c);
  if (variant == 5) for (let i = 0; i < rounds; i++) packed4x3<T>(k, a, b, c);
  if (variant == 6) for (let i = 0; i < rounds; i++) packed2x4<T>(k, a, b, c);
}

export function tilesF64(variant: i32, rounds: i32, k: i32, a: usize, b: usize, c: usize): void {
  runTiles<f64>(variant, rounds, k, a, b, c);
}

export function tilesF32(variant: i32, rounds: i32, k: i32, a: usize, b: usize, c: usize): void {
  runTiles<f32>(variant, rounds, k, a, b, c);
}
