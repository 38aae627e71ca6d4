/**
 * Number variance, spectral rigidity and form factor of infinite spectra of mean spacing 1: Poisson levels and the
 * bulks of GOE, GUE and GSE (Kramers doublets counted once). All three follow from Dyson's two-point cluster functions
 * Y_2 (Mehta, Random Matrices, 3rd ed. 2004, Chs. 6 to 8): with s(r) = sin(pi r)/(pi r),
 *
 *     GUE: s(r)^2      GOE: s(r)^2 + s'(r) int_r^inf s      GSE: s(2r)^2 - s'(2r) int_0^(2r) s.
 */
import { pointwise, requireAtLeast, requireOneOf } from "../../base/index.ts";
import { sineIntegrals } from "./sine-integrals.ts";

export type UniversalityClass = "poisson" | "goe" | "gue" | "gse";
const CLASSES: readonly UniversalityClass[] = ["poisson", "goe", "gue", "gse"];

/**
 * Sigma^2(L) = L - 2 int_0^L (L - r) Y_2(r) dr in closed form (Dyson and Mehta 1963; Mehta 2004, Ch. 16):
 *
 *     GUE: (1/pi^2) [ln(2 pi L) + gamma + 1 - cos(2 pi L) - Ci(2 pi L)] + L [1 - (2/pi) Si(2 pi L)]
 *     GOE: 2 GUE(L) + (Si(pi L)/pi)^2 - Si(pi L)/pi
 *     GSE: GUE(2L)/2 + (Si(2 pi L)/(2 pi))^2
 *     Poisson: L
 *
 * Absolute error below 1e-12 for L up to 1e6. @throws INVALID_ARGUMENT for a negative or infinite L or an unknown class.
 * @example
 * ```ts
 * import { exactNumberVariance } from "wignerscope";
 * exactNumberVariance("goe", [1, 2]); // [0.4463, 0.5837]
 * ```
 */
export function exactNumberVariance(universality: UniversalityClass, L: number): number;
export function exactNumberVariance(universality: UniversalityClass, L: ArrayLike<number>): Float64Array;
export function exactNumberVariance(
  universality: UniversalityClass,
  L: number | ArrayLike<number>,
): number | Float64Array {
  requireOneOf("universality", universality, CLASSES);
  return pointwise("exactNumberVariance", "L", (one) => varianceAt(universality, one))(L as number);
}

function varianceAt(universality: UniversalityClass, L: number): number {
  requireAtLeast("L", L, 0);
  switch (universality) {
    case "poisson":
      return L;
    case "gue":
      return gueVariance(L);
    case "goe": {
      const share = sineIntegrals(Math.PI * L).si / Math.PI;
      return 2 * gueVariance(L) + share * share - share;
    }
    case "gse": {
      const share = sineIntegrals(2 * Math.PI * L).si / (2 * Math.PI);
      return gueVariance(2 * L) / 2 + share * share;
    }
  }
}

function gueVariance(L: number): number {
  const x = 2 * Math.PI * L;
  const { si, cin } = sineIntegrals(x);
  const sine = Math.sin(Math.PI * L);
  return (cin + 2 * sine * sine) / Math.PI ** 2 + L * (1 - (2 / Math.PI) * si);
}

/** Gauss-Legendre on [-1, 1], ten nodes: exact to 1e-16 for these integrands on panels of a quarter. */
const NODES = [
  0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717,
];
const WEIGHTS = [
  0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814,
];
const PANEL = 0.25;

/**
 * Delta_3(L) = (2/L^4) int_0^L (L^3 - 2 L^2 r + r^3) Sigma^2(r) dr (Pandey, Ann. Phys. 119, 170, 1979), by composite Gauss-Legendre quadrature; Poisson L/15. Absolute error below 1e-12. The work is O(L).
 * @throws as `exactNumberVariance`.
 */
export function exactSpectralRigidity(universality: UniversalityClass, L: number): number;
export function exactSpectralRigidity(universality: UniversalityClass, L: ArrayLike<number>): Float64Array;
export function exactSpectralRigidity(
  universality: UniversalityClass,
  L: number | ArrayLike<number>,
): number | Float64Array {
  requireOneOf("universality", universality, CLASSES);
  return pointwise("exactSpectralRigidity", "L", (one) => rigidityAt(universality, one))(L as number);
}

function rigidityAt(universality: UniversalityClass, L: number): number {
  requireAtLeast("L", L, 0);
  if (universality === "poisson") return L / 15;
  if (L === 0) return 0;
  const panels = Math.max(1, Math.ceil(L / PANEL));
  const half = L / panels / 2;
  let sum = 0;
  for (let p = 0; p < panels; p++) {
    const middle = (2 * p + 1) * half;
    for (let q = 0; q < NODES.length; q++)
      for (const node of [-NODES[q], NODES[q]]) {
        const x = (middle + half * node) / L;
        sum += WEIGHTS[q] * (1 - 2 * x + x * x * x) * varianceAt(universality, x * L);
      }
  }
  return (2 * half * sum) / L;
}

/**
 * Spectral form factor K(tau) = 1 - b(tau), tau in units of the Heisenberg time, b the Fourier transform of Y_2 (Mehta
 * 2004, Chs. 6 to 8). GSE has a logarithmic singularity at tau = 1.
 *
 *     GOE: 2 tau - tau ln(1 + 2 tau) for tau <= 1, 2 - tau ln((2 tau + 1)/(2 tau - 1)) above
 *     GUE: min(tau, 1)
 *     GSE: tau/2 - (tau/4) ln|1 - tau| for tau <= 2, 1 above
 *     Poisson: 1
 *
 * @throws INVALID_ARGUMENT for a negative or infinite tau or an unknown class.
 */
export function exactFormFactor(universality: UniversalityClass, tau: number): number;
export function exactFormFactor(universality: UniversalityClass, tau: ArrayLike<number>): Float64Array;
export function exactFormFactor(
  universality: UniversalityClass,
  tau: number | ArrayLike<number>,
): number | Float64Array {
  requireOneOf("universality", universality, CLASSES);
  return pointwise("exactFormFactor", "tau", (one) => formFactorAt(universality, one))(tau as number);
}

function formFactorAt(universality: UniversalityClass, tau: number): number {
  requireAtLeast("tau", tau, 0);
  switch (universality) {
    case "poisson":
      return 1;
    case "gue":
      return Math.min(tau, 1);
    case "goe":
      return tau <= 1 ? 2 * tau - tau * Math.log1p(2 * tau) : 2 - tau * Math.log1p(2 / (2 * tau - 1));
    case "gse":
      return tau <= 2 ? tau / 2 - (tau / 4) * Math.log(Math.abs(1 - tau)) : 1;
  }
}
