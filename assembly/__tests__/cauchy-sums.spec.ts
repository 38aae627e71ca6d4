/** Sums over poles by the fast multipole method against plain sums, on even, clustered and graded poles. */

import { at, put } from "../base/numeric";
import {
  cauchyBuild,
  cauchyElements,
  cauchyFar,
  cauchyFarSlope,
  cauchyLeafStart,
  cauchyLeaves,
  cauchyNearEnd,
  cauchyNearFrom,
  cauchySlope,
  SETS,
} from "../condensed/cauchy-sums";
import { buffer } from "./matrices";

const K: i32 = 3000;

/** Poles that are even (0), in clusters (1), graded to zero (2), or denser to the ends (3). */
function poleOf(kind: i32, i: i32): f64 {
  const u = (i as f64) / (K as f64);
  if (kind == 0) return u + (0.3 * ((i % 7) as f64)) / (8 * (K as f64));
  if (kind == 1) return ((i / 100) as f64) + 1e-6 * ((i % 100) as f64);
  if (kind == 2) return Math.exp(-20 * (1 - u));
  return -Math.cos(3.14 * u);
}

/** Largest error of far plus near sums over the sum of absolute terms, for one set and for the slope of set 0. */
let slopeError: f64 = 0;
function worst(kind: i32, set: i32): f64 {
  const y = buffer(K);
  const w = buffer(K * SETS);
  for (let i: i32 = 0; i < K; i++) {
    put<f64>(y, i, poleOf(kind, i));
    put<f64>(w, i, 1 + Math.sin(i as f64));
    put<f64>(w, K + i, Math.cos(3 * (i as f64)));
    put<f64>(w, 2 * K + i, ((i % 5) as f64) - 2);
  }
  const end = 2 * at<f64>(y, K - 1) - at<f64>(y, K - 2);
  cauchyBuild(K, y, w, 8 * K, end, buffer(cauchyElements(K)));
  let error: f64 = 0;
  slopeError = 0;
  for (let leaf: i32 = 0; leaf < cauchyLeaves(); leaf++)
    for (let j = cauchyLeafStart(leaf); j < cauchyLeafStart(leaf + 1); j += 5) {
      const beyond = j + 1 < K ? at<f64>(y, j + 1) : end;
      const x = at<f64>(y, j) + 0.37 * (beyond - at<f64>(y, j));
      let sum: f64 = set == 0 ? cauchyFarSlope(leaf, x) : cauchyFar(leaf, set, x);
      let slope: f64 = cauchySlope;
      let exact: f64 = 0;
      let exactSlope: f64 = 0;
      let size: f64 = 0;
      for (let i: i32 = 0; i < K; i++) {
        const r = 1 / (at<f64>(y, i) - x);
        const term = at<f64>(w, set * K + i) * r;
        exact += term;
        exactSlope += term * r;
        size += abs(term);
        if (i >= cauchyNearFrom(leaf) && i < cauchyNearEnd(leaf)) {
          sum += term;
          slope += term * r;
        }
      }
      error = max(error, abs(sum - exact) / size);
      if (set == 0) slopeError = max(slopeError, abs(slope / exactSlope - 1));
    }
  return error;
}

describe("cauchySums", () => {
  test("far field and near sum are the whole sum, for every set", () => {
    for (let kind: i32 = 0; kind < 4; kind++)
      for (let set: i32 = 0; set < SETS; set++) {
        // In clusters 1e-4 wide at 30, rounding of the places alone is 1e-11 of the distances.
        expect(worst(kind, set)).toBeLessThan(kind == 1 ? 1e-11 : 2e-14);
        if (set == 0) expect(slopeError).toBeLessThan(kind == 1 ? 1e-10 : 1e-12);
      }
  });
  test("most poles are far", () => {
    worst(0, 0);
    let near: i32 = 0;
    for (let leaf: i32 = 0; leaf < cauchyLeaves(); leaf++) near += cauchyNearEnd(leaf) - cauchyNearFrom(leaf);
    expect(near / cauchyLeaves()).toBeLessThan(100);
  });
});
