/** Quadrature: Gauss-Legendre rules of any size, and their sum over an interval. */
import { Remembered } from "./remembered.ts";

export interface QuadratureRule {
  /** Ascending on (-1, 1). */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The library uses about ten sizes, the largest of a few hundred nodes. */
const rules = new Remembered<QuadratureRule>(32);

/** The n-point Gauss-Legendre rule on [-1, 1], by Newton on P_n from Tricomi's guesses; remembered. */
export function gaussLegendre(n: number): QuadratureRule {
  return rules.recall([n], () => makeRule(n));
}

function makeRule(n: number): QuadratureRule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    let x = Math.cos((Math.PI * (4 * i + 3)) / (4 * n + 2)) * (1 - (n - 1) / (8 * n ** 3));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      const { value, derivative } = legendre(n, x);
      slope = derivative;
      const dx = value / derivative;
      x -= dx;
      if (Math.abs(dx) < 1e-16) break;
    }
    if (n % 2 === 1 && i === (n - 1) / 2) x = 0;
    slope = legendre(n, x).derivative;
    nodes[i] = -x;
    nodes[n - 1 - i] = x;
    weights[i] = weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

function legendre(n: number, x: number): { value: number; derivative: number } {
  let previous = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
    previous = value;
    value = next;
  }
  return { value, derivative: (n * (x * value - previous)) / (x * x - 1) };
}

/** The integral of `f` over [low, high] by one n-point Gauss-Legendre rule. */
export function integrate(f: (x: number) => number, low: number, high: number, n: number): number {
  const { nodes, weights } = gaussLegendre(n);
  const centre = (low + high) / 2;
  const half = (high - low) / 2;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weights[i] * f(centre + half * nodes[i]);
  return half * sum;
}
