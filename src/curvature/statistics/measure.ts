/** Spectral measures: weighted points on the line, and the distance that it takes to carry one to the other. */
import { requireNumbers, requireObject, WignerscopeError } from "../../base/index.ts";

/** Points with weights; equal weights where there are none. */
export interface WeightedLevels {
  readonly nodes: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** Levels, or anything with nodes and weights (a `SpectralDensity`). */
export type Measure = ArrayLike<number> | WeightedLevels;

/** Ascending points, weights in sum 1. */
export interface SortedMeasure {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** @throws TOO_FEW for no points; NOT_FINITE; INVALID_SHAPE; INVALID_ARGUMENT for a weight below 0 or none above */
export function sortedMeasure(name: string, measure: Measure): SortedMeasure {
  const weighted = isWeighted(measure);
  if (weighted) requireObject(name, measure, ["nodes", "weights"]);
  const nodes = weighted ? measure.nodes : measure;
  requireNumbers(name, nodes);
  const n = nodes.length;
  if (n === 0) throw new WignerscopeError("TOO_FEW", `${name} must have at least 1 level, got 0`);
  const weights = weighted ? measure.weights : new Float64Array(n).fill(1);
  if (weights.length !== n)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name}.weights must have ${n} entries, got ${weights.length}`,
    );
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(nodes[i]))
      throw new WignerscopeError("NOT_FINITE", `${name} must be finite, got ${nodes[i]} at ${i}`);
    if (!(weights[i] >= 0 && weights[i] < Number.POSITIVE_INFINITY))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${name}.weights must be finite and >= 0, got ${weights[i]}`,
      );
    total += weights[i];
  }
  if (!(total > 0)) throw new WignerscopeError("INVALID_ARGUMENT", `${name}.weights must not all be 0`);
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => nodes[a] - nodes[b]);
  return {
    nodes: Float64Array.from(order, (i) => nodes[i]),
    weights: Float64Array.from(order, (i) => weights[i] / total),
  };
}

function isWeighted(measure: Measure): measure is WeightedLevels {
  return typeof measure === "object" && measure !== null && "nodes" in measure;
}

/**
 * Wasserstein-1 distance, the integral of |F - G|: the mean way that mass has to go. It minds neither atoms nor how many points
 * there are, which Kolmogorov-Smirnov's does.
 * @throws as `sortedMeasure`
 */
export function wasserstein1(a: Measure, b: Measure): number {
  const [p, q] = [sortedMeasure("a", a), sortedMeasure("b", b)];
  let sum = 0;
  let difference = 0;
  let at = Math.min(p.nodes[0], q.nodes[0]);
  for (let i = 0, j = 0; i < p.nodes.length || j < q.nodes.length; ) {
    const fromP = j === q.nodes.length || (i < p.nodes.length && p.nodes[i] <= q.nodes[j]);
    const x = fromP ? p.nodes[i] : q.nodes[j];
    sum += Math.abs(difference) * (x - at);
    at = x;
    difference += fromP ? p.weights[i++] : -q.weights[j++];
  }
  return sum;
}

/** Quantiles at (i + 1/2)/count. */
export function quantiles({ nodes, weights }: SortedMeasure, count: number): Float64Array {
  const out = new Float64Array(count);
  let below = weights[0];
  for (let i = 0, k = 0; i < count; i++) {
    const p = (i + 0.5) / count;
    while (below < p && k + 1 < nodes.length) below += weights[++k];
    out[i] = nodes[k];
  }
  return out;
}
