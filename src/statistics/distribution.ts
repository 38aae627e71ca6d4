/** Distribution functions as arguments. */
import { refuse } from "../base/index.ts";

/**
 * A distribution function, or anything that has one (every law of this library). A law's `survival`, 1 - F without
 * cancellation, is used where a tail needs it.
 */
export type Cdf = ((x: number) => number) | { cdf(x: number): number; survival?(x: number): number };

/** The plain function behind a `Cdf`. @throws INVALID_ARGUMENT for anything else. */
export function distributionOf(cdf: Cdf, name: string): (x: number) => number {
  if (typeof cdf === "function") return cdf;
  if (typeof cdf?.cdf === "function") return (x) => cdf.cdf(x);
  return refuse(name, "a law or a distribution function x => F(x)", cdf);
}

/** The function 1 - F behind a `Cdf`, to the last digit where the law gives it. */
export function survivalOf(cdf: Cdf, name: string): (x: number) => number {
  const survival = typeof cdf === "function" ? undefined : cdf?.survival;
  if (survival) return (x) => survival.call(cdf, x);
  const f = distributionOf(cdf, name);
  return (x) => 1 - f(x);
}
