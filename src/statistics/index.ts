/** What several rooms of floor 2 borrow: distances, p-values, corrections, roots, quadrature, series. */
export * from "./anderson-darling.ts";
export * from "./chebyshev-series.ts";
export * from "./distribution.ts";
export * from "./golden-section.ts";
export * from "./holm.ts";
export * from "./kolmogorov.ts";
export * from "./kolmogorov-smirnov.ts";
export * from "./monte-carlo.ts";
export * from "./quadrature.ts";
export * from "./remembered.ts";
export * from "./root.ts";
export * from "./sequential.ts";
export * from "./student.ts";
