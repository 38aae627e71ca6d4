/** Wigner matrices on a random graph: edges or vertices removed. */
import { type Precision, requireBetween, requireOneOf, requireOptions, requireUpTo } from "../base/index.ts";
import { checkOrder, randomOf, type Sampled, type SampleOptions, sampled } from "./sample.ts";
import { packedSize, unpackSymmetric } from "./symmetric.ts";

export type PercolatedWignerOptions<P extends Precision = Precision> = SampleOptions<P> &
  (
    | {
        /** Each entry is kept with probability degree/n, independently. */
        readonly mode: "edge";
        /** Mean number c of entries kept in a row, 0 < c <= n. */
        readonly degree: number;
      }
    | {
        /** Each row is kept, together with its column, with probability `keep`. */
        readonly mode: "vertex";
        /** Probability p, 0 <= p <= 1. */
        readonly keep: number;
      }
  );

/**
 * A percolated Wigner matrix, n x n real symmetric.
 *
 * `mode: "edge"`: A_ij = B_ij G_ij/sqrt c, B Bernoulli(c/n), G N(0, 1), diagonal included: the adjacency matrix of a sparse
 * weighted random graph. Second moment 1 at every n, fourth 2 + 3/c in the limit, atom at 0
 * x + e^(-c x) + c x e^(-c x) - 1 with x the smallest root of x = exp(-c e^(-c x)): Bordenave, Lelarge and Salez, Ann. Probab. 39,
 * 1097 (2011), Theorem 2. A fixed share of kept entries would only give a semicircle again.
 *
 * `mode: "vertex"`: a Wigner matrix with N(0, 1/n) entries whose dropped rows and columns are zero: atom 1 - p at 0, the
 * rest a semicircle on [-2 sqrt p, 2 sqrt p].
 *
 * Granziol, arXiv 2006.07721.
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT for degree or keep out of range.
 */
export function percolatedWigner<P extends Precision = "f64">(
  n: number,
  options: PercolatedWignerOptions<P>,
): Sampled<P> {
  requireOptions("percolatedWigner", options, {
    seed: true,
    stream: true,
    precision: true,
    mode: true,
    degree: true,
    keep: true,
  });
  checkOrder(n);
  requireOneOf("mode", options.mode, ["edge", "vertex"]);
  const random = randomOf(options);
  const packed = new Float64Array(packedSize(n));
  if (options.mode === "edge") {
    const { degree } = options;
    requireUpTo("degree", degree, 0, n);
    const kept = random.uniforms(packed.length);
    const values = random.normals(packed.length);
    const unit = 1 / Math.sqrt(degree);
    for (let i = 0; i < packed.length; i++) if (kept[i] * n < degree) packed[i] = unit * values[i];
  } else {
    const { keep } = options;
    requireBetween("keep", keep, 0, 1);
    const kept = random.uniforms(n);
    const values = random.normals(packed.length);
    const unit = 1 / Math.sqrt(n);
    for (let i = 0, at = 0; i < n; i++)
      for (let j = i; j < n; j++, at++) if (kept[i] < keep && kept[j] < keep) packed[at] = unit * values[at];
  }
  return sampled(n, n, unpackSymmetric(n, packed, 1, 1), options);
}
