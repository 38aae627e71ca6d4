/**
 * Correlation of gradients at two points against their distance (Baskerville, Keating, Mezzadri and Najnudel, arXiv 2205.08601).
 * If the loss is a Gaussian process with kernel k(x), x = -|D|^2/2, D = w - w', then
 *     E[d_i L(w) d_j L(w')] = k'(x) delta_ij - k''(x) D_i D_j.
 * The two gradients must come from independent halves of the data: the same batch carries its sampling noise to both.
 */
import { requireFunction, requireNumbers, WignerscopeError } from "../../base/index.ts";
import { dot } from "../spectra/probes.ts";

export interface GradientCorrelation {
  /** |w - w'| of each pair, as the pairs came. */
  readonly distances: Float64Array;
  /** (g.g' - (g.D)(g'.D)/|D|^2)/(n - 1): an estimate of k'(x), from the directions across D. */
  readonly across: Float64Array;
  /** (g.D)(g'.D)/|D|^2: an estimate of k'(x) - k''(x) |D|^2. */
  readonly along: Float64Array;
  /** (across - along)/|D|^2: an estimate of k''(x). */
  readonly second: Float64Array;
  /** Cosine of the angle between g and g'. */
  readonly cosines: Float64Array;
}

/**
 * @param pairs points w and w', different and of one length of at least 2
 * @param gradientA gradient over one half of the data, taken at w
 * @param gradientB gradient over the other half, taken at w'
 * @throws INVALID_SHAPE, INVALID_ARGUMENT, NOT_FINITE
 */
export function gradientCorrelation(
  pairs: readonly (readonly [Float64Array, Float64Array])[],
  gradientA: (w: Float64Array) => ArrayLike<number>,
  gradientB: (w: Float64Array) => ArrayLike<number>,
): GradientCorrelation {
  requireFunction("gradientA", gradientA);
  requireFunction("gradientB", gradientB);
  const count = pairs.length;
  const [distances, across, along, second, cosines] = [0, 1, 2, 3, 4].map(() => new Float64Array(count));
  for (const [k, [w, other]] of pairs.entries()) {
    const n = w.length;
    requireNumbers(`pairs[${k}][0]`, w);
    if (n < 2 || other.length !== n)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `pairs[${k}] must be two points of one length of at least 2, got ${n} and ${other.length}`,
      );
    const d = w.map((x, i) => x - other[i]);
    const square = dot(d, d);
    if (!(square > 0))
      throw new WignerscopeError("INVALID_ARGUMENT", `pairs[${k}] must be two different finite points`);
    const [g, h] = [checked(gradientA(w), n, "gradientA", k), checked(gradientB(other), n, "gradientB", k)];
    const product = dot(g, h);
    distances[k] = Math.sqrt(square);
    along[k] = (dot(g, d) * dot(h, d)) / square;
    across[k] = (product - along[k]) / (n - 1);
    second[k] = (across[k] - along[k]) / square;
    const size = Math.sqrt(dot(g, g) * dot(h, h));
    cosines[k] = size > 0 ? product / size : 0;
  }
  return Object.freeze({ distances, across, along, second, cosines });
}

function checked(g: ArrayLike<number>, n: number, name: string, k: number): ArrayLike<number> {
  requireNumbers(name, g);
  if (g.length !== n)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name} must give ${n} entries, gave ${g.length} for pair ${k}`,
    );
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(g[i]))
      throw new WignerscopeError(
        "NOT_FINITE",
        `${name} must be finite, gave ${g[i]} at entry ${i} for pair ${k}`,
      );
  return g;
}
