/** Minimum of a function of one variable with one valley. */

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The minimiser of f on [low, high] by golden sections, to `tolerance` (ends included). */
export function minimizeOnInterval(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): number {
  let [a, b] = [low, high];
  let [c, d] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > tolerance) {
    if (fc <= fd) {
      [b, d, fd] = [d, c, fc];
      c = b - GOLDEN * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + GOLDEN * (b - a);
      fd = f(d);
    }
  }
  const middle = (a + b) / 2;
  // a valley at an end is approached but never met
  if (middle - low < 2 * tolerance && f(low) <= f(middle)) return low;
  if (high - middle < 2 * tolerance && f(high) <= f(middle)) return high;
  return middle;
}
