/**
 * The change scale B A that a low-rank adapter stands for, as one matrix: r singular values from the factors, the other
 * m - r exactly zero. What the parts of the analysis mean for it:
 *
 * - bulk: Marchenko-Pastur is the law of a full matrix and does not apply. In its place stands `noise`: the exact null of
 *   two Gaussian factors, and the control that permutes the entries of each factor, at every depth.
 * - vectors: a singular vector is a sum of r columns of a factor. For small r it inherits the law of their entries (trainers
 *   start A with uniform ones), so that Porter-Thomas is no null, and no test is made.
 * - levels: their local repulsion is universal and holds for products, too; the null bands of depth "full" are those of
 *   full matrices and left out.
 * - tail, norms, entries: as for any matrix. `planted` plants in full noise and is left out.
 */

import { checkFinite, checkShape, knownOptions, type Matrix, WignerscopeError } from "../../base/index.ts";
import { measureProductNoise } from "../../bulk/index.ts";
import { DEFAULT_SEED, productSingularValues } from "../../kernel/index.ts";
import { spectralNorms } from "../../tails/index.ts";
import { deadCoordinates } from "../../vectors/index.ts";
import type { ProductAnalysis, ScaleSource } from "../records/matrix-results.ts";
import type { MatrixOptions } from "./analyze-matrix.ts";
import { attempt } from "./measures/attempt.ts";
import { measureProductEntries } from "./measures/entries.ts";
import { measureLevels } from "./measures/levels.ts";
import { measurePermutedProduct } from "./measures/permuted.ts";
import { measureTail } from "./measures/tail.ts";
import { judgeProduct } from "./verdict-product.ts";

/** A low-rank pair in memory: b of rows x r, a of r x cols. */
export interface LowRankProduct {
  readonly b: Matrix;
  readonly a: Matrix;
  /** The factor before the product, lora_alpha/r say. */
  readonly scale: number;
  readonly scaleFrom: ScaleSource;
}

/**
 * Analyses scale B A. The arithmetic is f64 whatever `precision` asks for: it is that of thin matrices. The product itself
 * is never held, only gone through in blocks for the statistics of its entries.
 * @throws INVALID_SHAPE for empty factors or such as do not fit; NOT_FINITE with the place; INVALID_ARGUMENT for a scale that
 * is not finite.
 */
export function analyzeProduct(product: LowRankProduct, options: MatrixOptions = {}): ProductAnalysis {
  knownOptions("analyzeProduct", options, { precision: true, depth: true, seed: true });
  checkFactors(product);
  const { a, scale, scaleFrom } = product;
  const { depth = "standard", seed = DEFAULT_SEED } = options;
  const [rows, rank, cols] = [product.b.rows, a.rows, a.cols];
  if (rows === 0 || rank === 0 || cols === 0 || product.b.cols !== rank)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `factors of ${rows} x ${product.b.cols} and ${rank} x ${cols} have no product, or one without entries`,
    );
  if (!Number.isFinite(scale))
    throw new WignerscopeError("INVALID_ARGUMENT", `scale must be finite, got ${scale}`);
  checkFinite(product.b, "factor B");
  checkFinite(a, "factor A");
  const b = { ...product.b, data: Float64Array.from(product.b.data, (x) => scale * x) };
  checkFinite(b, `factor B times ${scale}`);
  const settings = { precision: "f64", depth, seed } as const;
  const singularValues = productSingularValues(b, a);
  const norms = spectralNorms(singularValues, { rows, cols, precision: "f64" });
  const positive = singularValues.subarray(0, norms.matrixRank);
  // Dead outputs and inputs are no part of the noise.
  const noiseShape = {
    rows: rows - deadCoordinates(b).rows.length,
    cols: cols - deadCoordinates(a).cols.length,
  };
  const noise = attempt(() => measureProductNoise(singularValues, { ...noiseShape, seed }));
  const spiked = noise.available && noise.numSpikes > 0;
  const permuted = attempt(() =>
    measurePermutedProduct({ b, a }, singularValues, noiseShape, { seed, spiked }),
  );
  return Object.freeze({
    kind: "product",
    rows,
    cols,
    q: Math.min(rows, cols) / Math.max(rows, cols),
    precision: "f64",
    depth,
    singularValues,
    entries: measureProductEntries(b, a),
    norms,
    tail: attempt(() => measureTail(singularValues, norms.matrixRank, settings)),
    levels: attempt(() =>
      measureLevels(
        positive,
        { rows: rank, cols },
        { ...settings, depth: depth === "full" ? "standard" : depth },
      ),
    ),
    lowRank: Object.freeze({ rank, scale, scaleFrom }),
    noise,
    permuted,
    verdict: attempt(() => judgeProduct({ rank, norms, singularValues, noise, permuted })),
  });
}

/** @throws INVALID_ARGUMENT, INVALID_SHAPE unless both are matrices. */
export function checkFactors(product: LowRankProduct): void {
  checkShape(product?.b, "factor B");
  checkShape(product?.a, "factor A");
}
