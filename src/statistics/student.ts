/** The upper tail of Student's t. */
import betainc from "@stdlib/math-base-special-betainc";

/** P(T > t) with `freedom` degrees of freedom: half of I_(f/(f + t^2))(f/2, 1/2) for t > 0. */
export function studentSurvival(t: number, freedom: number): number {
  const half = betainc(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? half : 1 - half;
}
