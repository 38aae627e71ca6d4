/**
 * Copies with random signs of a matrix of which some signals were taken off, drawn until they tell about the next value:
 * the sequential test behind `signFlipTest`, whose docstring states the rule.
 */
import type { Matrix } from "../base/index.ts";
import { signFlippedNorms } from "../kernel/index.ts";
import { wishartEdge } from "../laws/index.ts";
import { studentSurvival } from "../statistics/index.ts";

/** Standard deviation of the Tracy-Widom law of beta = 1 (Bornemann, Math. Comp. 79, 871, 2010: variance 1.6078). */
const TRACY_WIDOM_DEVIATION = 1.268;
/** Copies at the first look. Four fewer freedoms than they are: a value a fifth beyond the copies is decided at 1024 x 1024. */
const FIRST_LOOK = 5;
/** Share of the level that is spent at the first look, the rest at the last. */
const FIRST_SHARE = 0.1;
/** Relative error of the copies' values (`signFlippedNorms`): closer ones count as equal. */
const TIE = 1e-5;

export interface LookOptions {
  /** Singular values of the whole matrix, descending. */
  readonly s: ArrayLike<number>;
  /** How many signals were taken off; the value behind them is looked at. */
  readonly removed: number;
  /** Most copies. */
  readonly samples: number;
  readonly seed: number;
  readonly stream: number;
  /** The first look ends the drawing below this p-value. */
  readonly decided: number;
}

export interface Look {
  readonly norms: Float64Array;
  /** Of the value that was looked at. */
  readonly p: number;
  /** Of one behind it, by the same copies; 1 where one of them reached the value that was looked at. */
  readonly pOf: (nu: number) => number;
}

/** @param matrix what the signals taken off leave, in the shape of the whole */
export function lookAtCopies(matrix: Matrix, options: LookOptions): Look {
  const { s, removed, samples, seed, stream, decided } = options;
  const { rows, cols } = matrix;
  const lost = reduction(rows, cols, removed);
  const floor = relativeDeviation(rows, cols);
  const nu = s[removed];
  const reached = (norm: number) => lost * norm >= nu * (1 - TIE);
  const pOfT = (norms: Float64Array, value: number, share: number) =>
    Math.min(1 / (1 + norms.length), studentP(norms, value / lost, floor) / share);
  const norms = signFlippedNorms(matrix, {
    samples,
    seed,
    stream,
    enough: (drawn) =>
      reached(drawn[drawn.length - 1]) ||
      (drawn.length === FIRST_LOOK && studentP(drawn, nu / lost, floor) / FIRST_SHARE < decided),
  });
  if (reached(norms[norms.length - 1])) return { norms, p: 1 / norms.length, pOf: () => 1 };
  const last = samples > FIRST_LOOK ? 1 - FIRST_SHARE : 1;
  const share = norms.length < samples ? FIRST_SHARE : last;
  return { norms, p: pOfT(norms, nu, share), pOf: (value) => studentP(norms, value / lost, floor) / share };
}

/**
 * Chance that one more copy has as large a value: Student's t for a prediction, the copies' deviation relative to their mean
 * at least `floor`.
 */
function studentP(norms: Float64Array, nu: number, floor: number): number {
  const count = norms.length;
  const centre = norms.reduce((sum, y) => sum + y, 0) / count;
  if (centre === 0) return 1;
  // Relative to the centre, so that squares neither overflow nor vanish.
  const variance = norms.reduce((sum, y) => sum + (y / centre - 1) ** 2, 0) / Math.max(1, count - 1);
  const deviation = Math.max(Math.sqrt(variance), floor);
  if (!(deviation > 0)) return 1;
  return studentSurvival((nu / centre - 1) / (deviation * Math.sqrt(1 + 1 / count)), count - 1);
}

/**
 * Edge of the noise that k signals leave, of shape (m - k) x (n - k), over that of m x n entries of the same squared norm:
 * the k directions that were taken off took their share of the noise with them.
 */
function reduction(rows: number, cols: number, k: number): number {
  const [m, n] = [rows - k, cols - k];
  const edge = (Math.sqrt(m) + Math.sqrt(n)) / (Math.sqrt(rows) + Math.sqrt(cols));
  return edge / Math.sqrt((m / rows) * (n / cols));
}

/** Deviation of the largest singular value of Gaussian noise over the value: half that of its square. */
function relativeDeviation(rows: number, cols: number): number {
  const { centre, scale } = wishartEdge({ n: Math.max(rows, cols, 2), m: Math.min(rows, cols) });
  return (TRACY_WIDOM_DEVIATION * scale) / (2 * centre);
}
