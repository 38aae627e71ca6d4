/** The largest eigenvalue of a white Wishart matrix, by Tracy-Widom with finite-size centring. */

import { requireInteger, requireOneOf, requireOptions, requirePositive } from "../../base/index.ts";
import { affine } from "../densities/affine.ts";
import type { Law } from "../law.ts";
import { tracyWidom } from "./tracy-widom.ts";

export interface WishartLargestOptions {
  /** Degrees of freedom: the number of samples. At least 2. */
  readonly n: number;
  /** The number of variables. At least 1. */
  readonly m: number;
  /** Standard deviation of the entries (complex ones: E|x|^2 = sigma^2). Default 1. */
  readonly sigma?: number;
  /** 1: real entries, 2: complex. Default 1. */
  readonly beta?: 1 | 2;
  /** Centring of the real case, see `wishartLargest`. Default "ma". The complex case has one centring only. */
  readonly centring?: "johnstone" | "ma";
}

/** Place and width of the largest eigenvalue: lambda_max ~ centre + scale TW_beta. */
export interface WishartEdge {
  readonly centre: number;
  readonly scale: number;
}

/**
 * Centre and scale, (sqrt a + sqrt b)^2 and (sqrt a + sqrt b)(1/sqrt a + 1/sqrt b)^(1/3) times sigma^2, with
 * - beta 1, "johnstone": a = n - 1, b = m (I. M. Johnstone, Ann. Stat. 29, 295 (2001), eqs. (1.3) f.);
 * - beta 1, "ma": a = n - 1/2, b = m - 1/2 (Z. Ma, Bernoulli 18, 322 (2012)): error O(min(n, m)^(-2/3));
 * - beta 2: a = n, b = m (K. Johansson, Commun. Math. Phys. 209, 437 (2000)).
 */
export function wishartEdge(options: WishartLargestOptions): WishartEdge {
  requireOptions("wishartEdge", options, { n: true, m: true, sigma: true, beta: true, centring: true });
  const n = requireInteger("n", options.n, 2);
  const m = requireInteger("m", options.m, 1);
  const variance = requirePositive("sigma", options.sigma ?? 1) ** 2;
  const beta = requireOneOf("beta", options.beta ?? 1, [1, 2]);
  const centring = requireOneOf("centring", options.centring ?? "ma", ["johnstone", "ma"]);
  const [a, b] = beta === 2 ? [n, m] : centring === "ma" ? [n - 0.5, m - 0.5] : [n - 1, m];
  const sum = Math.sqrt(a) + Math.sqrt(b);
  return {
    centre: variance * sum * sum,
    scale: variance * sum * Math.cbrt(1 / Math.sqrt(a) + 1 / Math.sqrt(b)),
  };
}

/**
 * Law of the largest eigenvalue of X X^T (nothing divided), X with n x m independent N(0, sigma^2) entries:
 * centre + scale TW_beta. An approximation; the exact law is within O(min(n, m)^(-2/3)) in distribution (real: with
 * Ma's centring), and closest in the upper tail, where it is used. The square of the largest singular value of a
 * rows x cols matrix follows it with n = max, m = min.
 * @throws INVALID_ARGUMENT for sizes that are no integers or too small.
 */
export function wishartLargest(options: WishartLargestOptions): Law {
  requireOptions("wishartLargest", options, { n: true, m: true, sigma: true, beta: true, centring: true });
  const { centre, scale } = wishartEdge(options);
  const beta = options.beta ?? 1;
  return affine(tracyWidom({ beta }), {
    shift: centre,
    scale,
    name: `wishartLargest(n=${options.n}, m=${options.m}, sigma=${options.sigma ?? 1}, beta=${beta})`,
  });
}
