/** Matrices whose entries have power-law tails. */

import { type Precision, requireOneOf, requireOptions, requirePositive } from "../base/index.ts";
import type { Random } from "../kernel/index.ts";
import {
  checkOrder,
  checkSizes,
  randomOf,
  type Sampled,
  type SampleOptions,
  sampled,
  scale,
} from "./sample.ts";
import { packedSize, unpackSymmetric } from "./symmetric.ts";

/**
 * "student": Student's t with mu degrees of freedom; "pareto": symmetric, P(|x| > t) = t^-mu for t >= 1; "stable":
 * characteristic function exp(-|t|^mu), mu <= 2 (Levy).
 */
export type HeavyTail = "student" | "pareto" | "stable";

export interface HeavyTailedOptions<P extends Precision = Precision> extends SampleOptions<P> {
  /** Tail exponent: P(|x| > t) ~ t^-mu. */
  readonly mu: number;
  /** Default "student". */
  readonly tail?: HeavyTail;
  /** Factor on the entries. Default 1: the law as it stands in `HeavyTail`, whose variance exists for mu > 2 only. */
  readonly scale?: number;
}

/**
 * A rows x cols matrix of independent entries with tail exponent mu. Below mu = 4 the largest singular values follow the
 * largest entries, of order (rows cols)^(1/mu), and their vectors localise although nothing was learned (Soshnikov, Elect.
 * Comm. Probab. 9, 82, 2004; Auffinger, Ben Arous and Peche, Ann. IHP 45, 589, 2009); above, the bulk is
 * Marchenko-Pastur with the entries' variance (Student: mu/(mu - 2), Pareto: mu/(mu - 2)).
 * @throws INVALID_SHAPE for bad sizes; INVALID_ARGUMENT unless mu > 0 (and mu <= 2 for "stable").
 */
export function heavyTailed<P extends Precision = "f64">(
  rows: number,
  cols: number,
  options: HeavyTailedOptions<P>,
): Sampled<P> {
  requireOptions("heavyTailed", options, {
    mu: true,
    tail: true,
    scale: true,
    seed: true,
    stream: true,
    precision: true,
  });
  checkSizes({ rows, cols });
  return sampled(rows, cols, drawHeavyTailed(randomOf(options), rows * cols, options), options);
}

/**
 * A real symmetric n x n Levy matrix: independent entries of tail exponent mu, scaled by n^(-1/mu) (by n^(-1/2) for
 * mu >= 2), so that the density of levels has a limit. For mu < 2 that limit has tails rho(x) ~ x^(-1-mu), and levels near 0
 * repel while far ones are localised. Cizeau and Bouchaud, PRE 50, 1810 (1994), who take "stable".
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT as `heavyTailed`.
 */
export function levyMatrix<P extends Precision = "f64">(
  n: number,
  options: HeavyTailedOptions<P>,
): Sampled<P> {
  requireOptions("levyMatrix", options, {
    mu: true,
    tail: true,
    scale: true,
    seed: true,
    stream: true,
    precision: true,
  });
  checkOrder(n);
  const packed = drawHeavyTailed(randomOf(options), packedSize(n), { tail: "stable", ...options });
  const unit = n ** (-1 / Math.min(2, options.mu));
  return sampled(n, n, unpackSymmetric(n, packed, unit, unit), options);
}

function drawHeavyTailed(random: Random, count: number, options: HeavyTailedOptions): Float64Array {
  const { mu, tail = "student", scale: factor = 1 } = options;
  requirePositive("mu", mu);
  requirePositive("scale", factor);
  requireOneOf("tail", tail, ["student", "pareto", "stable"]);
  switch (tail) {
    case "student":
      return scale(random.students(count, mu), factor);
    case "pareto":
      return scale(random.paretos(count, mu), factor);
    case "stable":
      return scale(random.stables(count, mu), factor);
  }
}
