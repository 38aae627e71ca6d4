/** Fuss-Catalan: squared singular values of a product of K square Gaussian matrices. */
import { requireInteger, requireOptions, requirePositive } from "../../base/index.ts";
import type { Law } from "../law.ts";
import { productLaw } from "./product-wishart.ts";

export interface FussCatalanOptions {
  /** Number of factors K >= 1. */
  readonly k: number;
  /** Product of the standard deviations of the factors' entries. Default 1. */
  readonly sigma?: number;
}

/**
 * Limit law of the eigenvalues of M M^T, M the product of K square N x N matrices with independent entries of variance
 * sigma_k^2/N: at sigma = 1 moments binom((K+1) j, j)/(K j + 1), support [0, (K+1)^(K+1)/K^K], density ~ x^(-K/(K+1))
 * at 0. With x = sin^(K+1)((K+1)u)/(sin u sin^K(K u)): density sin^2 u sin^(K-1)(K u)/(pi sin^K((K+1)u)).
 * K = 1 is Marchenko-Pastur at q = 1. Source: N. Alexeev, F. Goetze, A. Tikhomirov, Dokl. Math. 82, 505 (2010);
 * U. Haagerup and S. Moeller, Operator Algebra and Dynamics, Springer (2013), p. 157.
 * @throws INVALID_ARGUMENT unless k is an integer >= 1 and sigma > 0.
 */
export function fussCatalan(options: FussCatalanOptions): Law {
  requireOptions("fussCatalan", options, { k: true, sigma: true });
  const k = requireInteger("k", options.k, 1);
  const sigma = requirePositive("sigma", options.sigma ?? 1);
  return productLaw(new Array(k).fill(1), sigma * sigma, `fussCatalan(k=${k}, sigma=${sigma})`);
}
