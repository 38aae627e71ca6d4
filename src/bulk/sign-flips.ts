/**
 * The sign-flip control: the same entries in the same places with random signs (Hong, Sheng and Dobriban, "Selecting the
 * number of components in PCA via random signflips", arXiv 2012.02985). Where the entries are independent and symmetric
 * about their common mean, the matrix and its copies with random signs are equally likely, whatever the law of the
 * entries and however their sizes differ from row to row and from column to column. So the largest singular value is
 * compared with those of the copies: exact against heavy tails, masks, and rows, columns or channels of unequal scale,
 * where the Tracy-Widom law of equal entries is not.
 */
import {
  checkShape,
  type Matrix,
  type Precision,
  requireAtLeast,
  requireInside,
  requireInteger,
  requireNumbers,
  requireOptions,
} from "../base/index.ts";
import { matmul, type Svd, svd, svdvals } from "../kernel/index.ts";
import { spikedRectangular } from "../laws/index.ts";
import { type Look, lookAtCopies } from "./sign-flip-copies.ts";

export interface SignFlipTest {
  /** p-value of "the largest singular value is that of independent entries of these sizes". */
  readonly p: number;
  /** Leading singular values beyond what the entries' sizes explain, each at `significance`; a lower bound without `decomposition`. */
  readonly numSignals: number;
  /** Largest singular value of each copy, as drawn. */
  readonly norms: Float64Array;
  /** Whether the entries' mean was taken off first: it is a direction of its own. */
  readonly centred: boolean;
  readonly significance: number;
  readonly seed: number;
}

export interface SignFlipOptions {
  /** Singular values of the matrix, descending. */
  readonly singularValues: ArrayLike<number>;
  /** Standard deviation of the noise entries (`fitBulk`): tells whether the mean matters. */
  readonly sigma: number;
  /** The matrix's own singular value decomposition: signals are taken off so that weaker ones show. Default: they are not. */
  readonly decomposition?: Svd;
  /** Level of the test of each signal. Default 0.01. */
  readonly significance?: number;
  /** Most copies. Default 19. */
  readonly samples?: number;
  /** Arithmetic of the decomposition that a mean makes necessary. Default "f64". */
  readonly precision?: Precision;
  readonly seed: number;
}

const DEFAULT_SAMPLES = 19;
const DEFAULT_SIGNIFICANCE = 0.01;
/** The permuted control takes stream 0 and the planted one those behind it. */
const STREAM = 16;
/** Most rounds of taking signals off; each finds one at least. */
const ROUNDS = 8;
/** A mean of this share of the detection threshold is taken off: below it, it moves the largest value by nothing that shows. */
const MEAN_SHARE = 0.5;
/**
 * The first look ends the test of the largest value below this p-value: small enough for the correction over 5,000 layers
 * at .05, so that nothing is lost by not knowing it better.
 */
const DECIDED = 1e-5;

/**
 * Tests the leading singular values against copies with random signs. The copies' mean and deviation stand in a
 * prediction t-test for one more draw; the deviation is at least that of Gaussian noise of this shape, relative to the
 * value: with a few large entries the copies may agree by chance (calibration/analysis.ts).
 *
 * Copies are drawn one by one until the answer is known (sequential Monte Carlo: Besag and Clifford, Biometrika 78, 301,
 * 1991). The l-th copy being the first that reaches the value, p = 1/l, which is exact. With `samples` copies and none that
 * reaches it, p is that of the t-test, at most 1/(1 + samples). A look after five copies ends the drawing where the t-test
 * is below 1e-5 (for the signals behind the largest value: below `significance`). A tenth of the level is spent there and
 * the rest at the last copy, so that the p-value of either look is the t-test's over its share, and no level is exceeded
 * for looking twice.
 *
 * Signals enlarge the entries and so the copies' noise, which hides weaker ones. With the decomposition at hand, the
 * signals found are taken off and what is left is tested again, until nothing more is found; without it, `numSignals` is
 * a lower bound.
 * @param a without rows and columns of zeros (`liveSubmatrix`)
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function signFlipTest(a: Matrix, options: SignFlipOptions): SignFlipTest {
  requireOptions("signFlipTest", options, {
    singularValues: true,
    sigma: true,
    decomposition: true,
    significance: true,
    samples: true,
    precision: true,
    seed: true,
  });
  checkShape(a);
  const { sigma, significance = DEFAULT_SIGNIFICANCE, samples = DEFAULT_SAMPLES, precision, seed } = options;
  requireNumbers("singularValues", options.singularValues);
  requireAtLeast("sigma", sigma, 0);
  requireInside("significance", significance, 0, 1);
  requireInteger("samples", samples, 2);
  const { rows, cols } = a;
  const threshold = sigma > 0 ? spikedRectangular({ theta: 1, rows, cols, sigma }).threshold : 0;
  const mean = meanOf(a);
  const centred = Math.abs(mean) * Math.sqrt(rows * cols) > MEAN_SHARE * threshold;
  const noise = centred ? { rows, cols, data: Float64Array.from(a.data, (x) => x - mean) } : a;
  // only a mean calls for a second decomposition
  const vectors = options.decomposition && centred ? svd(noise, { precision }) : options.decomposition;
  const s = vectors?.s ?? (centred ? svdvals(noise, { precision }) : options.singularValues);
  const first = lookAt(noise, 0, DECIDED);
  let numSignals = countBeyond(first, 0);
  if (vectors)
    for (
      let round = 1, found = 0;
      round < ROUNDS && numSignals > found && numSignals < s.length - 1;
      round++
    ) {
      found = numSignals;
      numSignals = countBeyond(lookAt(deflated(noise, vectors, found), found, significance), found);
    }
  return Object.freeze({ p: first.p, numSignals, norms: first.norms, centred, significance, seed });

  function lookAt(matrix: Matrix, k: number, decided: number): Look {
    return lookAtCopies(matrix, { s, removed: k, samples, seed, stream: STREAM + k, decided });
  }

  /** Number of leading values beyond the copies, `from` of them taken for granted. */
  function countBeyond(look: Look, from: number): number {
    if (!(look.p < significance)) return from;
    let k = from + 1;
    while (k < s.length - 1 && look.pOf(s[k]) < significance) k++;
    return Math.min(k, s.length - 1);
  }
}

/** The matrix without its first k singular triples. */
function deflated({ rows, cols, data }: Matrix, { u, s, vt }: Svd, k: number): Matrix {
  const left = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) for (let j = 0; j < k; j++) left[i * k + j] = u.data[i * u.cols + j] * s[j];
  const signal = matmul(
    { rows, cols: k, data: left },
    { rows: k, cols, data: vt.data.subarray(0, k * cols) },
  ).data;
  return { rows, cols, data: Float64Array.from(data, (x, i) => x - signal[i]) };
}

/** Divided before it is summed: a sum of large entries may overflow where their mean does not. */
function meanOf({ data }: Matrix): number {
  let mean = 0;
  for (let i = 0; i < data.length; i++) mean += data[i] / data.length;
  return mean;
}
