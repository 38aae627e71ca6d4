/** The quantities of curvature, a group of the catalogue. */
import type { Cell } from "../columns/quantity.ts";
import { decimals, type Form, type Quantity, real, WHOLE } from "../columns/quantity.ts";
import type { CurvatureRow } from "./rows.ts";

function curvature(
  key: string,
  form: Form,
  meaning: string,
  read: (row: CurvatureRow) => Cell | undefined,
): Quantity {
  return {
    key,
    ...form,
    meaning,
    of: ({ curvature: row }) => (row ? (read(row) ?? null) : null),
  };
}

export const CURVATURE: readonly Quantity[] = [
  curvature("parameters", WHOLE, "parameters that the matrix belongs to", (r) => r.parameters),
  curvature("samples", WHOLE, "samples of the loss", (r) => r.samples),
  curvature("trace", real(4), "sum of the eigenvalues", (r) => r.trace?.value),
  curvature(
    "traceError",
    real(2),
    "standard error of trace; 0 where it is exact",
    (r) => r.trace?.standardError,
  ),
  curvature(
    "squares",
    real(4),
    "sum of the squared eigenvalues; of a layer its rows' share of that of the whole matrix",
    (r) => r.squares?.value,
  ),
  curvature("squaresError", real(2), "standard error of squares", (r) => r.squares?.standardError),
  curvature("largest", real(4), "largest eigenvalue", (r) => r.largest),
  curvature(
    "largestResidual",
    real(2),
    "|Av - largest v|: an eigenvalue lies within this of largest",
    (r) => r.largestResidual,
  ),
  curvature("smallest", real(4), "smallest (most negative) eigenvalue seen", (r) => r.smallest),
  curvature(
    "topShare",
    decimals(3),
    "share of the leading eigenvector of the whole matrix that lies in the layer",
    (r) => r.topShare,
  ),
  curvature(
    "zeroBound",
    decimals(4),
    "share of eigenvalues that are 0, at most",
    (r) => r.density?.atom.bound,
  ),
  curvature("zeroBoundError", real(2), "standard error of zero_bound", (r) => r.density?.atom.standardError),
  curvature(
    "zeroResolution",
    real(2),
    "eigenvalues nearer to 0 than this are counted with it in zero_bound",
    (r) => r.density?.atom.resolution,
  ),
  curvature(
    "structuralZeros",
    WHOLE,
    "eigenvalues that are exactly 0 for known reasons, at least",
    (r) => r.structuralZeros,
  ),
  curvature(
    "quadratureGap",
    real(2),
    "Wasserstein-1 distance that the quadrature leaves open",
    (r) => r.density?.wasserstein.quadrature,
  ),
  curvature("matvecs", WHOLE, "products with the matrix", (r) => r.density?.matvecs),
  curvature("order", WHOLE, "order of the matrix that was solved", (r) => r.batch?.order),
  curvature(
    "genuineLevels",
    WHOLE,
    "eigenvalues above round-off that are not known zeros",
    (r) => r.batch?.genuine.length,
  ),
  curvature("levelTolerance", real(2), "eigenvalues below it are round-off", (r) => r.batch?.tolerance),
  curvature(
    "nullResidual",
    real(2),
    "largest |Hn|/|H| over the known flat directions n",
    (r) => r.batch?.nullResidual,
  ),
  curvature(
    "genuineRatio",
    decimals(3),
    "mean spacing ratio min(r, 1/r) of the genuine levels; GOE .5307, Poisson .3863",
    (r) => r.ratio?.mean,
  ),
  curvature(
    "genuineRatioError",
    decimals(3),
    "standard error of genuine_ratio",
    (r) => r.ratio?.standardError,
  ),
];
