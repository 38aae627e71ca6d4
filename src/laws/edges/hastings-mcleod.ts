/**
 * The Hastings-McLeod solution q of Painleve II, q'' = s q + 2 q^3, q ~ Ai(s), with the three functions that
 * Tracy-Widom laws are made of: int_s^inf q, R = (log F2)' and log F2 = -int_s^inf (x - s) q(x)^2 dx.
 *
 * Right of s = -2 they are Airy determinants (airy-determinants.ts), stored as Chebyshev series of their logarithms.
 * Left of it determinants lose their digits (F2 is nearly 0), and q comes from the boundary value problem of Painleve II
 * instead (F. Bornemann, Math. Comp. 79, 871 (2010), section 2.2 discusses why values must not be shot from the right),
 * between q(-2) and the asymptotic series at the left end, by Chebyshev collocation of q''; integrals of its series
 * give the rest. Every series is made at first use and takes about ten milliseconds.
 */
import { WignerscopeError } from "../../base/index.ts";
import {
  type ChebyshevSeries,
  chebyshevNodes,
  evaluate,
  integrateToHigh,
  interpolate,
  trim,
} from "../../statistics/index.ts";
import { airyDeterminants } from "./airy-determinants.ts";

export interface HastingsMcLeod {
  readonly q: number;
  /** int_s^inf q(t) dt. */
  readonly integral: number;
  /** (log F2)'(s) = int_s^inf q(t)^2 dt. */
  readonly slope: number;
  readonly logF2: number;
}

/** Below, every F_beta is under the smallest double. */
export const LEFT_END = -32;
/** Above, every 1 - F_beta is under 1e-300. */
export const RIGHT_END = 102;
/** Where determinants and boundary value problem meet: the last place where the determinants have all their digits. */
const JOINT = -2;
/** Ends of the right pieces; at 60 log F2 has fallen to 1e-271, and from there on only q and its integral are kept. */
const PIECE_ENDS = [JOINT, 1, 5, 14, 34, 60, RIGHT_END];
/** Nodes of each right piece: coefficients fall below rounding by 24. */
const PIECE_NODES = 28;
/** Nodes of the left interval. */
const LEFT_NODES = 96;
/** Trailing coefficients whose sum is below this share of the largest are noise. */
const ROUNDING = 1e-16;

interface Piece {
  readonly q: ChebyshevSeries;
  readonly integral: ChebyshevSeries;
  readonly slope: ChebyshevSeries | undefined;
  readonly logF2: ChebyshevSeries | undefined;
}

const rightPieces: (Piece | undefined)[] = [];
let leftPiece:
  | (Required<Piece> & { readonly slope: ChebyshevSeries; readonly logF2: ChebyshevSeries })
  | undefined;

/** For LEFT_END <= s <= RIGHT_END. */
export function hastingsMcLeod(s: number): HastingsMcLeod {
  if (s < JOINT) {
    leftPiece ??= solveLeft();
    return {
      q: evaluate(leftPiece.q, s),
      integral: evaluate(leftPiece.integral, s),
      slope: evaluate(leftPiece.slope, s),
      logF2: evaluate(leftPiece.logF2, s),
    };
  }
  let at = 0;
  while (at < PIECE_ENDS.length - 2 && s > PIECE_ENDS[at + 1]) at++;
  const piece = (rightPieces[at] ??= tabulateRight(PIECE_ENDS[at], PIECE_ENDS[at + 1]));
  return {
    q: Math.exp(evaluate(piece.q, s)),
    integral: Math.exp(evaluate(piece.integral, s)),
    slope: piece.slope ? Math.exp(evaluate(piece.slope, s)) : 0,
    logF2: piece.logF2 ? -Math.exp(evaluate(piece.logF2, s)) : 0,
  };
}

/** Series of the logarithms on one piece. */
function tabulateRight(low: number, high: number): Piece {
  const values = Array.from(chebyshevNodes(low, high, PIECE_NODES), (s) => airyDeterminants(s));
  const series = (pick: (v: (typeof values)[number]) => number) =>
    interpolate(
      low,
      high,
      values.map((v) => Math.log(pick(v))),
    );
  const whole = high < RIGHT_END;
  return {
    q: series((v) => v.q),
    integral: series((v) => v.integralOfQ),
    slope: whole ? series((v) => v.slope) : undefined,
    logF2: whole ? series((v) => -v.logF2) : undefined,
  };
}

/** Newton on u = q'' at Chebyshev nodes, q = linear + J u, J the double integral that vanishes at both ends. */
function solveLeft() {
  const joint = airyDeterminants(JOINT);
  const n = LEFT_NODES;
  const s = chebyshevNodes(LEFT_END, JOINT, n);
  const double = doubleIntegral(s);
  const q0 = leftAsymptote(LEFT_END);
  const linear = s.map((x) => q0 + ((joint.q - q0) * (x - LEFT_END)) / (JOINT - LEFT_END));
  // q'' of sqrt(-s/2).
  const u = s.map((x) => -0.25 * Math.SQRT1_2 * (-x) ** -1.5);
  let q = new Float64Array(n);
  for (let step = 0; ; step++) {
    q = linear.map((v, i) => {
      let sum = v;
      for (let j = 0; j < n; j++) sum += double[i * n + j] * u[j];
      return sum;
    });
    const residual = u.map((v, i) => s[i] * q[i] + 2 * q[i] ** 3 - v);
    const jacobian = double.map((v, at) => {
      const i = Math.floor(at / n);
      return (at % n === i ? 1 : 0) - (s[i] + 6 * q[i] * q[i]) * v;
    });
    const change = solve(jacobian, residual);
    let largest = 0;
    for (let i = 0; i < n; i++) {
      u[i] += change[i];
      largest = Math.max(largest, Math.abs(change[i]));
    }
    if (largest < 1e-11) break;
    if (step === 30) throw new WignerscopeError("NO_CONVERGENCE", "Painleve II did not settle in 30 steps");
  }
  const integral = integrateToHigh(interpolate(LEFT_END, JOINT, q), joint.integralOfQ);
  const slope = integrateToHigh(
    interpolate(
      LEFT_END,
      JOINT,
      q.map((v) => v * v),
    ),
    joint.slope,
  );
  const minusLogF2 = integrateToHigh(slope, -joint.logF2);
  const logF2 = { ...minusLogF2, coefficients: minusLogF2.coefficients.map((c) => -c) };
  const cut = (series: ChebyshevSeries) => trim(series, ROUNDING);
  return {
    q: cut(interpolate(LEFT_END, JOINT, q)),
    integral: cut(integral),
    slope: cut(slope),
    logF2: cut(logF2),
  };
}

/** q(s) = sqrt(-s/2) (1 + 1/(8 s^3) - 73/(128 s^6) + 10657/(1024 s^9) - ...), 1e-14 at s = -32 (DLMF 32.11.33 f.). */
function leftAsymptote(s: number): number {
  const y = 1 / (s * s * s);
  return Math.sqrt(-s / 2) * (1 + y * (1 / 8 + y * (-73 / 128 + (y * 10657) / 1024)));
}

/** The matrix that takes values at the nodes to those of their double integral that is 0 at both ends. */
function doubleIntegral(nodes: Float64Array): Float64Array {
  const n = nodes.length;
  const out = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit[j] = 1;
    const twice = integrateToHigh(integrateToHigh(interpolate(LEFT_END, JOINT, unit), 0), 0);
    const atLow = evaluate(twice, LEFT_END);
    for (let i = 0; i < n; i++)
      out[i * n + j] = evaluate(twice, nodes[i]) - (atLow * (JOINT - nodes[i])) / (JOINT - LEFT_END);
    unit[j] = 0;
  }
  return out;
}

/** Gaussian elimination with partial pivoting; overwrites both. */
function solve(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    if (pivot !== k) {
      for (let j = k; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[k * n + j]];
      [b[k], b[pivot]] = [b[pivot], b[k]];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k];
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) b[i] -= a[i * n + j] * b[j];
    b[i] /= a[i * n + i];
  }
  return b;
}
