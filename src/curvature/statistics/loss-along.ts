/** The loss on a line through parameter space: along an eigenvector, a flat direction, or from one optimum to another. */
import { requireFunction, requireNumbers, WignerscopeError } from "../../base/index.ts";

export interface LossAlong {
  /** Places on the line, as given. */
  readonly steps: Float64Array;
  readonly losses: Float64Array;
  /** Largest loss less the larger of those at the ends: above 0 where a barrier stands between them. */
  readonly barrier: number;
}

/**
 * The losses at w + t v for each t of `steps`. From one optimum to another: `v` is their difference and `steps` go from 0 to 1.
 * @throws INVALID_SHAPE unless w and v have one length; TOO_FEW for fewer than 2 steps; NOT_FINITE for a loss that is no number
 */
export function lossAlong(
  loss: (w: Float64Array) => number,
  w: ArrayLike<number>,
  v: ArrayLike<number>,
  steps: ArrayLike<number>,
): LossAlong {
  requireFunction("loss", loss);
  requireNumbers("w", w);
  requireNumbers("v", v);
  requireNumbers("steps", steps);
  if (w.length !== v.length)
    throw new WignerscopeError("INVALID_SHAPE", `v must have the ${w.length} entries of w, got ${v.length}`);
  if (steps.length < 2)
    throw new WignerscopeError("TOO_FEW", `steps must have at least 2 entries, got ${steps.length}`);
  const losses = Float64Array.from(steps, (t) => {
    const value = loss(Float64Array.from(w, (x, i) => x + t * v[i]));
    if (!Number.isFinite(value))
      throw new WignerscopeError("NOT_FINITE", `loss must be finite, gave ${value} at step ${t}`);
    return value;
  });
  const barrier = Math.max(...losses) - Math.max(losses[0], losses[losses.length - 1]);
  return Object.freeze({ steps: Float64Array.from(steps), losses, barrier });
}
