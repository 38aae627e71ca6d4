/** One weight matrix: its spectrum, and what the bulk, the tail, the levels and the vectors say about it. */

import { checkFinite, checkShape, knownOptions, type Matrix, WignerscopeError } from "../../base/index.ts";
import { type SignFlipTest, signFlipTest } from "../../bulk/index.ts";
import { DEFAULT_SEED, svd, svdvals } from "../../kernel/index.ts";
import { liveDecomposition } from "../../vectors/index.ts";
import type { Bulk, MatrixAnalysis } from "../records/matrix-results.ts";
import type { Part } from "../records/part.ts";
import type { Depth, MatrixSettings } from "../records/settings.ts";
import { attempt } from "./measures/attempt.ts";
import { measureEntries } from "./measures/entries.ts";
import { measureLevels } from "./measures/levels.ts";
import { measurePermuted } from "./measures/permuted.ts";
import { measurePlanted } from "./measures/planted.ts";
import { measureSpectrum } from "./measures/spectrum.ts";
import { measureVectors } from "./measures/vectors.ts";
import { judge, mayStandOut } from "./verdict.ts";

/** `precision` "f64", `depth` "standard" and `seed` `DEFAULT_SEED` unless given. */
export type MatrixOptions = Partial<MatrixSettings>;

const DEPTHS: readonly Depth[] = ["quick", "standard", "full"];

/**
 * Analyses a rows x cols matrix. Parts that the matrix is too small or too degenerate for say why instead of a number.
 * @throws INVALID_SHAPE for an empty matrix or one whose data do not fit, NOT_FINITE with the place of the first NaN or
 * infinity, INVALID_ARGUMENT for an unknown depth.
 */
export function analyzeMatrix(a: Matrix, options: MatrixOptions = {}): MatrixAnalysis {
  knownOptions("analyzeMatrix", options, { precision: true, depth: true, seed: true });
  const { precision = "f64", depth = "standard", seed = DEFAULT_SEED } = options;
  const settings = { precision, depth, seed };
  checkShape(a);
  if (!DEPTHS.includes(depth))
    throw new WignerscopeError("INVALID_ARGUMENT", `depth must be one of ${DEPTHS.join(", ")}, got ${depth}`);
  const { rows, cols } = a;
  if (rows === 0 || cols === 0)
    throw new WignerscopeError("INVALID_SHAPE", `a ${rows} x ${cols} matrix has no entries`);
  checkFinite(a);
  const decomposition = depth === "quick" ? undefined : svd(a, { precision });
  const singularValues = decomposition?.s ?? svdvals(a, { precision });
  const entries = measureEntries(a);
  const { norms, positive, live, bulk, tail } = measureSpectrum(a, singularValues, settings);
  const rank = norms.matrixRank;
  const signFlips = bulk.available && mayStandOut(bulk) ? measureSignFlips(live, bulk) : undefined;
  const permuted = decomposition && attempt(() => measurePermuted(a, singularValues, settings));
  const permutedValues = permuted?.available && live === a ? permuted.singularValues : undefined;
  return Object.freeze({
    kind: "matrix",
    rows,
    cols,
    q: Math.min(rows, cols) / Math.max(rows, cols),
    precision,
    depth,
    singularValues,
    entries,
    norms,
    bulk,
    tail,
    levels: attempt(() =>
      measureLevels(positive, { rows: rank, cols: Math.max(live.rows, live.cols) }, settings),
    ),
    ...(decomposition && { vectors: attempt(() => measureVectors(a, decomposition, rank, seed)) }),
    ...(signFlips && { signFlips }),
    ...(permuted && { permuted }),
    ...(depth === "full" &&
      bulk.available && { planted: attempt(() => measurePlanted(live, bulk, settings, permutedValues)) }),
    verdict: attempt(() => judge({ norms, bulk, tail, signFlips })),
  });

  function measureSignFlips(noise: Matrix, { sigma }: Bulk): Part<SignFlipTest> {
    return attempt(() =>
      signFlipTest(noise, {
        singularValues,
        sigma,
        ...(decomposition && { decomposition: liveDecomposition(a, decomposition) }),
        precision,
        seed,
      }),
    );
  }
}
