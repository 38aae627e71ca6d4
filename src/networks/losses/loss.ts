/**
 * Losses: the value of each row, delta = dL/dz, and products with the second derivative. A row is the last dimension of
 * the network's output; a sample has one row unless its output has several dimensions.
 */
import {
  knownOptions,
  requireBetween,
  requireOneOf,
  requirePositive,
  WignerscopeError,
} from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import type { LossSpec, Shape } from "../spec.ts";

/** Addresses that a loss works on, all rows x width. */
export interface LossPlace {
  readonly rows: number;
  readonly output: number;
  readonly targets: number;
  /** What `second` needs: probabilities, or the diagonal of the second derivative. */
  readonly saved: number;
  readonly delta: number;
  /** Loss of each row, f64. */
  readonly losses: number;
}

export interface Loss {
  /** Fills saved, delta and losses. */
  first(place: LossPlace): void;
  /** out = (d2L/dz2) u for `count` directions. */
  second(place: LossPlace, count: number, u: number, out: number): void;
}

const KINDS = ["crossEntropy", "squaredError", "binaryCrossEntropy"] as const;
/** An option of another loss is told apart from one that does not exist. */
const CROSS_ENTROPY_ONLY = ["labelSmoothing", "scale"] as const;

/** @throws INVALID_ARGUMENT for an unknown loss or option, INVALID_SHAPE for a cross-entropy of one class. */
export function checkLoss(spec: LossSpec, output: Shape): LossSpec {
  const kind = requireOneOf("loss.kind", spec?.kind, KINDS);
  knownOptions(`loss ${kind}`, spec, { kind: true, labelSmoothing: true, scale: true });
  if (spec.kind !== "crossEntropy") {
    for (const option of CROSS_ENTROPY_ONLY)
      if (option in spec)
        throw new WignerscopeError(
          "INVALID_ARGUMENT",
          `loss ${kind}: ${option} is an option of crossEntropy`,
        );
    return Object.freeze({ ...spec });
  }
  requireBetween("loss.labelSmoothing", spec.labelSmoothing ?? 0, 0, 1);
  requirePositive("loss.scale", spec.scale ?? 1);
  if (output[output.length - 1] < 2)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      "loss crossEntropy needs at least 2 outputs, the network has 1",
    );
  return Object.freeze({ ...spec });
}

export function lossOf(spec: LossSpec, width: number, run: Arithmetic): Loss {
  if (spec.kind === "crossEntropy") {
    const scale = spec.scale ?? 1;
    return {
      first: ({ rows, output, targets, saved, delta, losses }) =>
        run.softmaxCrossEntropy(rows, width, scale, output, targets, saved, delta, losses),
      second: ({ rows, saved }, count, u, out) => run.softmaxCurvature(count, rows, width, saved, u, out),
    };
  }
  const first = spec.kind === "squaredError" ? run.squaredError : run.binaryCrossEntropy;
  return {
    first: ({ rows, output, targets, saved, delta, losses }) =>
      first(rows, width, output, targets, saved, delta, losses),
    second: ({ rows, saved }, count, u, out) => run.multiply(count, rows * width, saved, u, out),
  };
}
