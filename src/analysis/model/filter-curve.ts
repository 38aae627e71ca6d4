/**
 * Accuracy against the share of singular values removed: the experiment that tells whether small singular values matter
 * (Staats, Thamm and Rosenow, PRE 108, L022302, 2023, Algorithms 1 and 2).
 */

import {
  knownOptions,
  type Matrix,
  matrix,
  refuse,
  requireBetween,
  requireFunction,
  requireNumbers,
  requireOneOf,
  throwIfAborted,
} from "../../base/index.ts";
import { shrinkValues } from "../../bulk/index.ts";
import { matmul, svd } from "../../kernel/index.ts";

export interface FilterCurveOptions {
  /** "cut" zeroes the smallest share (Algorithm 1), "shift" moves the large values first (Algorithm 2). Default "cut". */
  readonly method?: "cut" | "shift";
  /** Shares removed, each from 0 to 1. Default 0, .1, ... 1. */
  readonly shares?: readonly number[];
  /** "jointly" filters all matrices at once, "one at a time" gives a curve for each. Default "jointly". */
  readonly layers?: "jointly" | "one at a time";
  readonly signal?: AbortSignal;
}

export interface FilterCurve {
  /** The matrices that were filtered. */
  readonly names: readonly string[];
  readonly shares: readonly number[];
  /** What `evaluate` returned at each share. */
  readonly values: readonly number[];
}

const DEFAULT_SHARES = Array.from({ length: 11 }, (_, k) => k / 10);

/**
 * Filters `weights` by growing shares and evaluates after each step. Each matrix is decomposed once.
 * @param evaluate gets all weights, filtered or not, and returns an accuracy or a loss
 * @throws INVALID_ARGUMENT for shares outside [0, 1]; ABORTED; what `svd` and `evaluate` throw.
 */
export async function filterCurve(
  weights: ReadonlyMap<string, Matrix>,
  evaluate: (weights: ReadonlyMap<string, Matrix>) => number | Promise<number>,
  options: FilterCurveOptions = {},
): Promise<readonly FilterCurve[]> {
  knownOptions("filterCurve", options, { method: true, shares: true, layers: true, signal: true });
  if (!(weights instanceof Map)) refuse("weights", "a Map of matrices by name", weights);
  requireFunction("evaluate", evaluate);
  const { method = "cut", shares = DEFAULT_SHARES, layers = "jointly", signal } = options;
  requireOneOf("method", method, ["cut", "shift"]);
  requireOneOf("layers", layers, ["jointly", "one at a time"]);
  requireNumbers("shares", shares);
  shares.forEach((share, k) => {
    requireBetween(`shares[${k}]`, share, 0, 1);
  });
  const filters = new Map([...weights].map(([name, a]) => [name, filterOf(a, method)]));
  const groups = layers === "jointly" ? [[...weights.keys()]] : [...weights.keys()].map((name) => [name]);
  const curves: FilterCurve[] = [];
  for (const names of groups) {
    const values: number[] = [];
    for (const share of shares) {
      throwIfAborted(signal);
      const filtered = new Map(weights);
      for (const name of names) {
        const filter = filters.get(name);
        if (filter) filtered.set(name, filter(share));
      }
      values.push(await evaluate(filtered));
    }
    curves.push(Object.freeze({ names, shares, values }));
  }
  return curves;
}

/** The matrix with the given share of its singular values removed. */
function filterOf(a: Matrix, method: "cut" | "shift"): (share: number) => Matrix {
  const { rows, cols } = a;
  const { u, s, vt } = svd(a);
  return (share) => {
    const { values } = shrinkValues(s, { method, share, rows, cols });
    const scaled = u.data.map((x, i) => x * values[i % s.length]);
    return matmul(matrix(rows, s.length, scaled), vt);
  };
}
