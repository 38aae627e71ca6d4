/** Singular vectors by rank: from which rank on are they random? */
import type { Matrix } from "../../../base/index.ts";
import type { Svd } from "../../../kernel/index.ts";
import { localization, type TestedSide, testVectors } from "../../../vectors/index.ts";
import type { VectorSide, Vectors } from "../../records/matrix-results.ts";

/** @throws TOO_FEW for rank 0 or vectors too short for the test; see `testVectors`. */
export function measureVectors(a: Matrix, decomposition: Svd, rank: number, seed: number): Vectors {
  const { left, right, boundary } = testVectors(a, decomposition, { rank, seed });
  return { left: describeSide(left), right: describeSide(right), boundary };
}

function describeSide({ vectors, set, tests: found }: TestedSide): VectorSide {
  const { p, movingAverage, window, rejected, tests, length } = found;
  const { ipr } = localization(vectors, set);
  return Object.freeze({ p, movingAverage, window, rejectedShare: rejected.fraction, tests, length, ipr });
}
