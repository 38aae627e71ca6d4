/**
 * Roots of continuous functions in a bracket: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for
 * finding the zero of a nonlinear function without using derivatives", Adv. Eng. Softw. 28, 145 (1997).
 */
import { EPSILON, WignerscopeError } from "../base/index.ts";

/** Bisection alone needs at most 2100 halvings between any two doubles; the hybrid needs about ten. */
const MAX_STEPS = 2200;

/**
 * The x in [low, high] where `f` changes sign, to the spacing of doubles near x.
 * @throws INVALID_ARGUMENT when f has one sign at both ends, NO_CONVERGENCE when f returns NaN.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let b = low;
  let a = high;
  let fb = f(b);
  let fa = f(a);
  if (fb === 0) return b;
  if (fa === 0) return a;
  if (fa > 0 === fb > 0)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `no sign change between ${low} (${fb}) and ${high} (${fa})`,
    );
  let c = a;
  let fc = fa;
  let t = 0.5;
  for (let step = 0; step < MAX_STEPS; step++) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (Number.isNaN(fx))
      throw new WignerscopeError("NO_CONVERGENCE", `the function is not a number at ${x}`);
    if (fx > 0 === fa > 0) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const width = Math.abs(b - a);
    const tolerance = (EPSILON.f64 * Math.abs(best) + Number.MIN_VALUE) / width;
    if (fa === 0 || tolerance >= 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    t =
      phi * phi < xi && (1 - phi) ** 2 < 1 - xi
        ? (fa / (fb - fa)) * (fc / (fb - fc)) + (((c - a) / (b - a)) * fa * fb) / ((fc - fa) * (fc - fb))
        : 0.5;
    t = Math.min(1 - tolerance, Math.max(tolerance, t));
    if (Number.isNaN(t)) t = 0.5;
  }
  throw new WignerscopeError("NO_CONVERGENCE", `no root found between ${low} and ${high}`);
}
