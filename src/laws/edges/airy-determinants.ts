/**
 * The Fredholm determinants behind Tracy-Widom, by Gauss-Legendre quadrature.
 *
 * On L2(0, inf) let B_s have the kernel Ai(x + y + s). Then K_Airy on (s, inf) is B_s^2, and (P. L. Ferrari and
 * H. Spohn, J. Phys. A 38, L557 (2005))
 *   F2(s) = det(1 - B^2),  F1(s) = det(1 - B),  F2/F1 = det(1 + B),
 * so with the Hastings-McLeod function q(s) and R(s) = (log F2)'(s)
 *   int_s^inf q = log det(1 + B) - log det(1 - B),
 *   R = <b, (1 - B^2)^-1 b>,  q = Ai(s) + <B b, (1 - B^2)^-1 b>,  b(x) = Ai(x + s).
 * Quadrature of the determinants: F. Bornemann, Math. Comp. 79, 871 (2010), which proves exponential convergence.
 */

import { gaussLegendre } from "../../statistics/index.ts";
import { airyAi } from "../special/airy.ts";
import { eliminate } from "../special/fredholm.ts";

/** Enough for all digits at s >= -2 (24 give 1e-9, 32 give 1e-14, 64 the same as 40). */
const NODES = 40;
/** The interval ends where Ai(x + s)/Ai(s) < exp(-40) = 4e-18. */
const DECAY = 40;

export interface AiryDeterminants {
  /** log F2(s) < 0. */
  readonly logF2: number;
  /** (log F2)'(s) > 0. */
  readonly slope: number;
  /** Hastings-McLeod q(s) > 0. */
  readonly q: number;
  /** int_s^inf q(t) dt. */
  readonly integralOfQ: number;
}

/** For s >= -6: every entry to a few roundings for s >= -2, and to 1e-15/F below, as 1 - B turns singular. */
export function airyDeterminants(s: number, nodes = NODES): AiryDeterminants {
  const rule = gaussLegendre(nodes);
  const above = Math.max(s, 0);
  const length = (above * Math.sqrt(above) + 1.5 * DECAY) ** (2 / 3) - s;
  const x = rule.nodes.map((t) => ((1 + t) * length) / 2);
  const root = rule.weights.map((w) => Math.sqrt((w * length) / 2));
  const a = new Float64Array(nodes * nodes);
  for (let i = 0; i < nodes; i++)
    for (let j = 0; j <= i; j++)
      a[i * nodes + j] = a[j * nodes + i] = root[i] * root[j] * airyAi(x[i] + x[j] + s);
  const square = new Float64Array(nodes * nodes);
  for (let i = 0; i < nodes; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < nodes; k++) sum += a[i * nodes + k] * a[j * nodes + k];
      square[i * nodes + j] = square[j * nodes + i] = sum;
    }
  const b = x.map((t, i) => root[i] * airyAi(t + s));
  const image = b.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < nodes; k++) sum += a[i * nodes + k] * b[k];
    return sum;
  });
  const integralOfQ =
    eliminate(
      a.map((v) => -v),
      nodes,
    ) - eliminate(a, nodes);
  const solution = b.slice();
  const logF2 = eliminate(square, nodes, solution);
  let slope = 0;
  let q = airyAi(s);
  for (let i = 0; i < nodes; i++) {
    slope += b[i] * solution[i];
    q += image[i] * solution[i];
  }
  return { logF2, slope, q, integralOfQ };
}
