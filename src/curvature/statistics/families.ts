/** Ensembles that a Hessian's spectrum is held against: each draws its levels at scale 1, and says which shapes it can take. */
import { type Matrix, requireOneOf, requirePositive, WignerscopeError } from "../../base/index.ts";
import {
  goe,
  gpHessian,
  percolatedWigner,
  percolatedWishart,
  productWishart,
  wignerSandwich,
  wishart,
} from "../../ensembles/index.ts";

export type Family =
  /** A Wigner matrix (GOE). */
  | { readonly kind: "semicircle" }
  /** A white Wishart matrix; q = variables/samples is fitted. */
  | { readonly kind: "marchenkoPastur" }
  /** M M^T of a product of Gaussian matrices, R_k = N_0/N_k the ratios that are given (`ensembles.productWishart`). */
  | { readonly kind: "productWishart"; readonly ratios: readonly number[] }
  /** X W X^T; n/k is fitted (`ensembles.wignerSandwich`). */
  | { readonly kind: "wignerSandwich" }
  /** A Wigner matrix of which c entries a row are kept; c is fitted. */
  | { readonly kind: "percolatedWigner" }
  /** X X^T, X n x k of which c entries a row are kept; c is fitted, n/k the ratio that is given (default 1). */
  | { readonly kind: "percolatedWishart"; readonly ratio?: number }
  /** GOE and a common shift of all levels by N(0, k'^2) (`ensembles.gpHessian`); k'/sqrt(n k'') is fitted, by its size. */
  | { readonly kind: "gpHessian" };

export type FamilyKind = Family["kind"];
export const FAMILY_KINDS: readonly FamilyKind[] = [
  "semicircle",
  "marchenkoPastur",
  "productWishart",
  "wignerSandwich",
  "percolatedWigner",
  "percolatedWishart",
  "gpHessian",
];

export interface FamilyModel {
  /** The shape parameter that is fitted beside the scale, its name and bounds; searched on a log scale. */
  readonly shape?: { readonly name: string; readonly low: number; readonly high: number };
  /** A matrix of order n at scale 1. */
  draw(n: number, shape: number, seed: number, stream: number): Matrix<Float64Array>;
}

const sizeOf = (n: number, ratio: number) => Math.max(1, Math.round(n / ratio));

/** @throws INVALID_ARGUMENT for an unknown kind or ratios that are not positive */
export function familyModel(family: Family): FamilyModel {
  requireOneOf("family.kind", family?.kind, FAMILY_KINDS);
  switch (family.kind) {
    case "semicircle":
      return { draw: (n, _, seed, stream) => goe(n, { seed, stream }) };
    case "marchenkoPastur":
      return {
        shape: { name: "q", low: 0.02, high: 20 },
        draw: (n, q, seed, stream) => wishart(n, sizeOf(n, q), { seed, stream }),
      };
    case "productWishart": {
      const { ratios } = family;
      if (!Array.isArray(ratios) || ratios.length === 0)
        throw new WignerscopeError(
          "INVALID_ARGUMENT",
          "family.ratios must be a list of at least one ratio N_0/N_k",
        );
      for (const [k, ratio] of ratios.entries()) requirePositive(`family.ratios[${k}]`, ratio);
      return {
        draw: (n, _, seed, stream) =>
          productWishart([n, ...ratios.map((ratio) => sizeOf(n, ratio))], { seed, stream }),
      };
    }
    case "wignerSandwich":
      return {
        shape: { name: "n/k", low: 0.05, high: 20 },
        draw: (n, ratio, seed, stream) => wignerSandwich(n, sizeOf(n, ratio), { seed, stream }),
      };
    case "percolatedWigner":
      return {
        shape: { name: "c", low: 0.2, high: 50 },
        draw: (n, c, seed, stream) =>
          percolatedWigner(n, { mode: "edge", degree: Math.min(c, n), seed, stream }),
      };
    case "percolatedWishart": {
      const ratio = requirePositive("family.ratio", family.ratio ?? 1);
      return {
        shape: { name: "c", low: 0.2, high: 50 },
        draw: (n, c, seed, stream) => {
          const k = sizeOf(n, ratio);
          return percolatedWishart(n, k, { degree: Math.min(c, k), seed, stream });
        },
      };
    }
    case "gpHessian":
      return {
        shape: { name: "k'/sqrt(n k'')", low: 0.01, high: 10 },
        // A draw has one shift, of random size; the fitted parameter is the size that this spectrum shows.
        draw: (n, ratio, seed, stream) => {
          const a = gpHessian(n, { k1: 0, seed, stream });
          for (let i = 0; i < n; i++) a.data[i * n + i] += ratio;
          return a;
        },
      };
    default:
      return family satisfies never;
  }
}
