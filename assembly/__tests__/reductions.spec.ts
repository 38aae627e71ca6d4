/** Orthogonal reductions keep the moments of the spectrum: tr A^T A and tr (A^T A)^2, resp. tr A, tr A^2, tr A^3. */
import { bidiagonalize, bidiagonalizeWorkspace } from "../reductions/bidiagonalize";
import { chaseBulges, chaseBulgesWorkspace } from "../reductions/chase-bulges";
import { chaseSymmetricBulges, chaseSymmetricBulgesWorkspace } from "../reductions/chase-symmetric-bulges";
import {
  reduceSymmetricToBand,
  reduceSymmetricToBandWorkspace,
} from "../reductions/reduce-symmetric-to-band";
import { reduceToBand, reduceToBandWorkspace } from "../reductions/reduce-to-band";
import { tridiagonalize, tridiagonalizeWorkspace } from "../reductions/tridiagonalize";
import {
  apart,
  bidiagonalMoments,
  buffer,
  fillSymmetric,
  fillUniform,
  fourthMoment,
  get,
  moments,
  secondMoment,
  seed,
  set,
  tolerance,
  trace1,
  trace2,
  trace3,
  traces,
  tridiagonalTraces,
  workspace,
} from "./matrices";

/** Error of the moments after one stage (b = 0) or two. */
function bidiagonalError<T>(m: i32, n: i32, b: i32): f64 {
  const ld = n + 1;
  const a = buffer(m * ld);
  const d = buffer(n);
  const e = buffer(n);
  fillUniform<T>(a, m * ld);
  moments<T>(m, n, a, ld);
  const second = secondMoment;
  const fourth = fourthMoment;
  if (b == 0) {
    const tauQ = buffer(n);
    const tauP = buffer(n);
    const work = workspace(bidiagonalizeWorkspace(m, n));
    if (sizeof<T>() == 8) bidiagonalize<f64>(m, n, a, ld, d, e, tauQ, tauP, work);
    else bidiagonalize<f32>(m, n, a, ld, d, e, tauQ, tauP, work);
  } else {
    const work = workspace(reduceToBandWorkspace(m, n, b));
    const more = workspace(chaseBulgesWorkspace(n, b));
    if (sizeof<T>() == 8) reduceToBand<f64>(m, n, b, a, ld, work);
    else reduceToBand<f32>(m, n, b, a, ld, work);
    // The band by itself has the moments already.
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (j < i || j > i + b) set<T>(a, i * ld + j, 0);
    moments<T>(n, n, a, ld);
    const bandError = max(apart(second, secondMoment), apart(fourth, fourthMoment));
    if (bandError > tolerance<T>(m)) return bandError;
    if (sizeof<T>() == 8) chaseBulges<f64>(n, b, a, ld, d, e, more);
    else chaseBulges<f32>(n, b, a, ld, d, e, more);
  }
  bidiagonalMoments(n, d, e);
  return max(apart(second, secondMoment), apart(fourth, fourthMoment));
}

function tridiagonalError<T>(n: i32, b: i32): f64 {
  const ld = n + 1;
  const a = buffer(n * ld);
  const d = buffer(n);
  const e = buffer(n);
  fillSymmetric<T>(a, n, ld);
  // A shift keeps the traces away from zero, where relative errors mean nothing.
  for (let i = 0; i < n; i++) set<T>(a, i * ld + i, get<T>(a, i * ld + i) + 2);
  traces<T>(n, a, ld);
  const first = trace1;
  const second = trace2;
  const third = trace3;
  // Only the upper triangle may be read.
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) set<T>(a, i * ld + j, 1e9);
  if (b == 0) {
    const work = workspace(tridiagonalizeWorkspace(n));
    const tau = buffer(n);
    if (sizeof<T>() == 8) tridiagonalize<f64>(n, a, ld, d, e, tau, work);
    else tridiagonalize<f32>(n, a, ld, d, e, tau, work);
  } else {
    const work = workspace(reduceSymmetricToBandWorkspace(n, b));
    const more = workspace(chaseSymmetricBulgesWorkspace(n, b));
    if (sizeof<T>() == 8) {
      reduceSymmetricToBand<f64>(n, b, a, ld, work);
      chaseSymmetricBulges<f64>(n, b, a, ld, d, e, more);
    } else {
      reduceSymmetricToBand<f32>(n, b, a, ld, work);
      chaseSymmetricBulges<f32>(n, b, a, ld, d, e, more);
    }
  }
  tridiagonalTraces(n, d, e);
  return max(apart(first, trace1), max(apart(second, trace2), apart(third, trace3)));
}

describe("reductions to bidiagonal form", () => {
  it("in one stage keep the moments", () => {
    seed(7);
    for (let n = 1; n <= 35; n += 2) {
      expect(bidiagonalError<f64>(n, n, 0)).toBeLessThan(tolerance<f64>(n));
      expect(bidiagonalError<f64>(n + 5, n, 0)).toBeLessThan(tolerance<f64>(n + 5));
      expect(bidiagonalError<f32>(n, n, 0)).toBeLessThan(tolerance<f32>(n));
    }
    expect(bidiagonalError<f64>(120, 65, 0)).toBeLessThan(tolerance<f64>(120));
  });
  it("by way of a band keep the moments, in the band and behind it", () => {
    seed(8);
    for (let n = 1; n <= 35; n += 2) {
      expect(bidiagonalError<f64>(n, n, 4)).toBeLessThan(tolerance<f64>(n));
      expect(bidiagonalError<f64>(n + 5, n, 8)).toBeLessThan(tolerance<f64>(n + 5));
      expect(bidiagonalError<f32>(n, n, 8)).toBeLessThan(tolerance<f32>(n));
    }
    expect(bidiagonalError<f64>(150, 130, 16)).toBeLessThan(tolerance<f64>(150));
    expect(bidiagonalError<f64>(66, 65, 32)).toBeLessThan(tolerance<f64>(66));
  });
});

describe("reductions to tridiagonal form", () => {
  it("in one stage keep the traces and read one triangle", () => {
    seed(9);
    for (let n = 1; n <= 35; n += 2) {
      expect(tridiagonalError<f64>(n, 0)).toBeLessThan(tolerance<f64>(n));
      expect(tridiagonalError<f32>(n, 0)).toBeLessThan(tolerance<f32>(n));
    }
  });
  it("by way of a band keep the traces and read one triangle", () => {
    seed(10);
    for (let n = 1; n <= 35; n += 2) {
      expect(tridiagonalError<f64>(n, 4)).toBeLessThan(tolerance<f64>(n));
      expect(tridiagonalError<f32>(n, 8)).toBeLessThan(tolerance<f32>(n));
    }
    expect(tridiagonalError<f64>(140, 16)).toBeLessThan(tolerance<f64>(140));
  });
});
