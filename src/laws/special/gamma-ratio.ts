/** Ratios of Gamma functions, for moments. */
import gammaln from "@stdlib/math-base-special-gammaln";

/** Gamma(x + shift)/Gamma(x) for x > 0, shift >= 0: exact products for whole shifts. */
export function gammaRatio(x: number, shift: number): number {
  const whole = Math.floor(shift);
  const part = shift - whole;
  let product = part === 0 ? 1 : Math.exp(gammaln(x + part) - gammaln(x));
  for (let j = 0; j < whole; j++) product *= x + part + j;
  return product;
}
