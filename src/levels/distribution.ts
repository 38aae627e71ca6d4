/** Distribution functions as arguments. */
import { WignerscopeError } from "../kernel/index.ts";

/** A distribution function, or anything that has one (every law of this library). */
export type Cdf = ((x: number) => number) | { cdf(x: number): number };

/** The plain function behind a `Cdf`. @throws INVALID_ARGUMENT for anything else. */
export function distributionOf(cdf: Cdf, name: string): (x: number) => number {
  if (typeof cdf === "function") return cdf;
  if (typeof cdf?.cdf === "function") return (x) => cdf.cdf(x);
  throw new WignerscopeError(
    "INVALID_ARGUMENT",
    `${name} must be a law or a distribution function x => F(x)`,
  );
}
