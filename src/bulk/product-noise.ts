/**
 * The noise of a low-rank product B A, B of m x r and A of r x n with independent entries. Its r singular values are those of
 * the r x r core R_B R_A^T of two QR factorisations, and for Gaussian entries R_B^T R_B and R_A^T R_A are Wishart: the
 * triangles have independent entries, chi_(m - i) on the diagonal and N(0, 1) above (Bartlett, Proc. R. Soc. Edinb. 53,
 * 260, 1933). So the null is simulated exactly, for every m, n and r, at the price of r x r matrices. Its limit is the law
 * `productWishart`; Marchenko-Pastur, the law of one full matrix, has no part in it.
 *
 * The scale is unknown, so values are held against the middle one: t_k = nu_k/nu_(floor(r/2) + 1), which signals in less
 * than half of the directions leave where it is. t_1 of the null gives the p-value and the spikes.
 */

import { type Matrix, requireInside, requireOptions, transpose, WignerscopeError } from "../base/index.ts";
import { DEFAULT_SEED, hardRankTolerance, matmul, Random, svdvals } from "../kernel/index.ts";
import { productWishart } from "../laws/index.ts";
import { Remembered } from "../statistics/index.ts";
import { tailP } from "./simulated-tail.ts";

export interface ProductNoiseOptions {
  /** m and n of the product, without rows of B and columns of A that are zero. */
  readonly rows: number;
  readonly cols: number;
  /** Chance that a product of noise shows any spike. Default 0.01. */
  readonly significance?: number;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
}

/** What of a low-rank product is noise, and what stands out of it. */
export interface ProductNoise {
  /** Values that are not round-off: the r of the null. */
  readonly hardRank: number;
  /** sigma_B sigma_A, the standard deviations of the noise entries of both factors multiplied. */
  readonly sigma: number;
  /** Edges of the limiting law, sigma sqrt(r n) times the square roots of those of productWishart(m, r, n). */
  readonly lowerEdge: number;
  readonly upperEdge: number;
  /** Values beyond the largest of the null at `significance`, at most floor(r/2): fewer than the middle one. */
  readonly numSpikes: number;
  /** They themselves, descending. */
  readonly spikes: Float64Array;
  readonly significance: number;
  /**
   * p-value of nu_1 over the middle value: the share of the null's draws beyond it, and where fewer than ten are, the
   * tail of a gamma law with the draws' first three moments (see `tailP`).
   */
  readonly largestP: number;
  /** Draws of the null. */
  readonly samples: number;
}

/** Draws of the null; r x r decompositions each. */
const SAMPLES = 1999;
/** With larger cores (1 ms a decomposition and more) fewer draws have to do. */
const LARGE_CORE = 64;
const SAMPLES_OF_LARGE = 499;
/** Adapters in use end at 256; a decomposition of this order takes 10 ms. */
const LARGEST_CORE = 256;

/**
 * Measures the singular values `s` (descending) of a product against products of Gaussian factors.
 * @throws TOO_FEW where fewer than two values are not round-off: nothing to compare one with; INVALID_SHAPE where the rank
 * is not below both sides (then it is no low-rank product) or above 256; INVALID_ARGUMENT.
 */
export function measureProductNoise(s: Float64Array, options: ProductNoiseOptions): ProductNoise {
  requireOptions("measureProductNoise", options, { rows: true, cols: true, significance: true, seed: true });
  const { rows, cols, significance = 0.01, seed = DEFAULT_SEED } = options;
  requireInside("significance", significance, 0, 1);
  const tolerance = hardRankTolerance(s[0] ?? 0, rows, cols);
  const values = s.filter((nu) => nu > tolerance);
  const r = values.length;
  if (r === 0)
    throw new WignerscopeError(
      "TOO_FEW",
      "the product is zero: as at the start of training, nothing was learned",
    );
  if (r === 1)
    throw new WignerscopeError(
      "TOO_FEW",
      "a product of rank 1 has one singular value, and nothing to hold it against",
    );
  if (r >= Math.min(rows, cols) || r > LARGEST_CORE)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `the noise of low-rank products is simulated for ranks below both sides and up to ${LARGEST_CORE}, got ${r} of ${rows} x ${cols}`,
    );
  const draws = productNull({ rows, cols, rank: r, seed });
  const middle = middleOf(values);
  const p = (nu: number) => tailP(Math.log(nu / middle), draws.logRatios);
  const [low, high] = productWishart({ sizes: [rows, r, cols] }).support[0];
  const sigma = middle / draws.middle;
  const unit = sigma * Math.sqrt(r * cols);
  const beyond = values.subarray(0, middleIndex(r)).findIndex((nu) => p(nu) > significance);
  const numSpikes = beyond < 0 ? middleIndex(r) : beyond;
  return Object.freeze({
    hardRank: r,
    sigma,
    lowerEdge: unit * Math.sqrt(low),
    upperEdge: unit * Math.sqrt(high),
    numSpikes,
    spikes: values.slice(0, numSpikes),
    significance,
    largestP: p(values[0]),
    samples: draws.logRatios.length,
  });
}

const middleIndex = (r: number) => Math.floor(r / 2);
const middleOf = (descending: Float64Array) => descending[middleIndex(descending.length)];

interface NullShape {
  readonly rows: number;
  readonly cols: number;
  readonly rank: number;
  readonly seed: number;
}

interface ProductNull {
  /** ln t_1 of each draw, ascending. */
  readonly logRatios: Float64Array;
  /** Median of the middle value, for entries of variance 1. */
  readonly middle: number;
}

/** Adapters have a few shapes. */
const nulls = new Remembered<ProductNull>(32);

function productNull(shape: NullShape): ProductNull {
  const { rows, cols, rank, seed } = shape;
  return nulls.recall([rows, cols, rank, seed], () => simulateProducts(shape));
}

function simulateProducts({ rows, cols, rank, seed }: NullShape): ProductNull {
  const random = new Random(seed);
  const samples = rank > LARGE_CORE ? SAMPLES_OF_LARGE : SAMPLES;
  const logRatios = new Float64Array(samples);
  const middles = new Float64Array(samples);
  for (let k = 0; k < samples; k++) {
    const core = matmul(wishartRoot(random, rows, rank), transpose(wishartRoot(random, cols, rank)));
    const s = svdvals(core);
    middles[k] = middleOf(s);
    logRatios[k] = Math.log(s[0] / middles[k]);
  }
  logRatios.sort();
  middles.sort();
  return { logRatios, middle: middles[samples >> 1] };
}

/** R of the QR factorisation of a Gaussian n x r matrix. */
function wishartRoot(random: Random, n: number, r: number): Matrix {
  const diagonal = random.chis(Float64Array.from({ length: r }, (_, i) => n - i));
  const above = random.normals((r * (r - 1)) / 2);
  const data = new Float64Array(r * r);
  for (let i = 0, at = 0; i < r; i++) {
    data[i * r + i] = diagonal[i];
    for (let j = i + 1; j < r; j++) data[i * r + j] = above[at++];
  }
  return { rows: r, cols: r, data };
}
