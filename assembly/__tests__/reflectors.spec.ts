/** Reflectors: one by one against their definition, in blocks against one by one. */
import {
  applyBlockLeft,
  applyBlockRight,
  blockReflectorElements,
  triangularFactor,
} from "../reflectors/block-reflector";
import { factorRows } from "../reflectors/panel";
import { reflectLeft, reflectRight } from "../reflectors/reflect";
import { makeShortReflector, shortBeta } from "../reflectors/short-reflector";
import { buffer, fillUniform, get, seed, set, tolerance } from "./matrices";

/** Largest error of H x = (beta, 0, ...) over the norm of x. */
function shortError<T>(n: i32, scale: f64): f64 {
  const x = buffer(n);
  const v = buffer(n);
  fillUniform<T>(x, n);
  let norm: f64 = 0;
  for (let i = 0; i < n; i++) {
    set<T>(x, i, get<T>(x, i) * scale);
    set<T>(v, i, get<T>(x, i));
    norm += (get<T>(x, i) / scale) * (get<T>(x, i) / scale);
  }
  const tau = makeShortReflector<T>(n, v) as f64;
  norm = sqrt(norm);
  let dot: f64 = 0;
  for (let i = 0; i < n; i++) dot += get<T>(v, i) * (get<T>(x, i) / scale);
  let error = abs(get<T>(x, 0) / scale - tau * dot - shortBeta / scale);
  for (let i = 1; i < n; i++) error = max(error, abs(get<T>(x, i) / scale - tau * get<T>(v, i) * dot));
  return max(error, abs(abs(shortBeta / scale) - norm)) / norm;
}

/** Largest error of reflectLeft and reflectRight against the definition. */
function reflectError<T>(rows: i32, n: i32): f64 {
  const ld = n + 2;
  const a = buffer(rows * ld);
  const b = buffer(rows * ld);
  const v = buffer(max(rows, n));
  fillUniform<T>(a, rows * ld);
  fillUniform<T>(v, max(rows, n));
  const tau: f64 = 0.75;
  memory.copy(b, a, (rows * ld) << 3);
  reflectRight<T>(rows, n, b, (ld as usize) * sizeof<T>(), v, tau as T);
  let error: f64 = 0;
  for (let i = 0; i < rows; i++) {
    let dot: f64 = 0;
    for (let j = 0; j < n; j++) dot += get<T>(a, i * ld + j) * get<T>(v, j);
    for (let j = 0; j < ld; j++) {
      const want = get<T>(a, i * ld + j) - (j < n ? tau * dot * get<T>(v, j) : 0);
      error = max(error, abs(want - get<T>(b, i * ld + j)));
    }
  }
  memory.copy(b, a, (rows * ld) << 3);
  reflectLeft<T>(rows, n, b, (ld as usize) * sizeof<T>(), v, tau as T);
  for (let j = 0; j < ld; j++) {
    let dot: f64 = 0;
    for (let i = 0; i < rows; i++) dot += get<T>(a, i * ld + j) * get<T>(v, i);
    for (let i = 0; i < rows; i++) {
      const want = get<T>(a, i * ld + j) - (j < n ? tau * dot * get<T>(v, i) : 0);
      error = max(error, abs(want - get<T>(b, i * ld + j)));
    }
  }
  return error;
}

/** Largest difference between a panel's reflectors applied in a block and one after another, from both sides. */
function blockError<T>(b: i32, length: i32, count: i32, transposed: bool): f64 {
  const v = buffer(b * length);
  const tau = buffer(b);
  const t = buffer(b * b);
  const work = buffer(blockReflectorElements<T>(b, count, length) + 64);
  fillUniform<T>(v, b * length);
  factorRows<T>(b, length, v, length, tau, buffer(b * b), b, work);
  triangularFactor<T>(b, length, v, length, tau, t, work);
  const c = buffer(count * length);
  const one = buffer(count * length);
  fillUniform<T>(c, count * length);
  memory.copy(one, c, (count * length) << 3);
  applyBlockRight<T>(b, count, length, v, length, t, transposed, c, length, work);
  for (let step = 0; step < b; step++) {
    const j = transposed ? b - 1 - step : step;
    reflectRight<T>(
      count,
      length,
      one,
      (length as usize) * sizeof<T>(),
      v + ((j * length) as usize) * sizeof<T>(),
      get<T>(tau, j) as T,
    );
  }
  let error: f64 = 0;
  for (let i = 0; i < count * length; i++) error = max(error, abs(get<T>(c, i) - get<T>(one, i)));
  fillUniform<T>(c, count * length);
  memory.copy(one, c, (count * length) << 3);
  applyBlockLeft<T>(b, count, length, v, length, t, transposed, c, count, work);
  for (let step = 0; step < b; step++) {
    const j = transposed ? step : b - 1 - step;
    reflectLeft<T>(
      length,
      count,
      one,
      (count as usize) * sizeof<T>(),
      v + ((j * length) as usize) * sizeof<T>(),
      get<T>(tau, j) as T,
    );
  }
  for (let i = 0; i < count * length; i++) error = max(error, abs(get<T>(c, i) - get<T>(one, i)));
  return error;
}

/** Error of (rows) = (triangle 0) Q^T over the panel's entries: applies Q to the triangle from the right. */
function panelError<T>(count: i32, length: i32): f64 {
  const rows = buffer(count * length);
  const kept = buffer(count * length);
  const tau = buffer(count);
  const width = min(count, length);
  const triangle = buffer(count * count);
  fillUniform<T>(rows, count * length);
  memory.copy(kept, rows, (count * length) << 3);
  factorRows<T>(count, length, rows, length, tau, triangle, count, buffer(count));
  const back = buffer(count * length);
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= min(i, width - 1); j++)
      set<T>(back, i * length + j, get<T>(triangle, i * count + j));
  for (let j = width - 1; j >= 0; j--)
    reflectRight<T>(
      count,
      length,
      back,
      (length as usize) * sizeof<T>(),
      rows + ((j * length) as usize) * sizeof<T>(),
      get<T>(tau, j) as T,
    );
  let error: f64 = 0;
  for (let i = 0; i < count * length; i++) error = max(error, abs(get<T>(back, i) - get<T>(kept, i)));
  return error;
}

describe("short reflectors", () => {
  it("take a vector to a multiple of the first unit vector, at every scale", () => {
    seed(3);
    for (let n = 2; n < 40; n += 3) {
      expect(shortError<f64>(n, 1)).toBeLessThan(tolerance<f64>(n));
      expect(shortError<f64>(n, 1e-290)).toBeLessThan(tolerance<f64>(n));
      expect(shortError<f32>(n, 1)).toBeLessThan(tolerance<f32>(n));
      expect(shortError<f32>(n, 1e-34)).toBeLessThan(tolerance<f32>(n));
    }
  });
  it("are the identity on what is reduced already", () => {
    const x = buffer(5);
    set<f64>(x, 0, -3);
    expect(makeShortReflector<f64>(5, x)).toBe(0);
    expect(shortBeta).toBe(-3);
  });
});

describe("one reflector on a block", () => {
  it("follows the definition from both sides and stays inside", () => {
    seed(4);
    for (let rows = 1; rows < 12; rows++)
      for (let n = 1; n < 36; n += 2) {
        expect(reflectError<f64>(rows, n)).toBeLessThan(tolerance<f64>(10));
        expect(reflectError<f32>(rows, n)).toBeLessThan(tolerance<f32>(10));
      }
  });
});

describe("reflectors in a block", () => {
  it("act as they do one after another", () => {
    seed(5);
    expect(blockError<f64>(5, 23, 7, false)).toBeLessThan(tolerance<f64>(23));
    expect(blockError<f64>(5, 23, 7, true)).toBeLessThan(tolerance<f64>(23));
    expect(blockError<f64>(33, 80, 90, true)).toBeLessThan(tolerance<f64>(80));
    expect(blockError<f32>(33, 80, 90, false)).toBeLessThan(tolerance<f32>(80));
    expect(blockError<f64>(1, 1, 1, false)).toBeLessThan(tolerance<f64>(1));
  });
  it("come from a panel whose triangle they turn back into it", () => {
    seed(6);
    expect(panelError<f64>(1, 1)).toBeLessThan(tolerance<f64>(1));
    expect(panelError<f64>(8, 100)).toBeLessThan(tolerance<f64>(100));
    expect(panelError<f64>(8, 5)).toBeLessThan(tolerance<f64>(8));
    expect(panelError<f32>(16, 33)).toBeLessThan(tolerance<f32>(33));
  });
});
