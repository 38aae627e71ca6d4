/** Noise filters on singular values, and on matrices through their singular value decomposition. */
import {
  checkShape,
  type FloatArray,
  type Matrix,
  matrix,
  type OptionNames,
  type Precision,
  refuse,
  requireBetween,
  requireInteger,
  requireOneOf,
  requireOptions,
  WignerscopeError,
} from "../base/index.ts";
import { hardRank, hardRankTolerance, matmul, type Svd, svd } from "../kernel/index.ts";
import { liveSubmatrix, testVectors } from "../vectors/index.ts";
import { type BulkOptions, fitBulk } from "./fit.ts";
import { noiseUnit, signalOf } from "./shift.ts";
import { spectrum } from "./spectrum.ts";

/**
 * What becomes of the singular values.
 *
 * - `shift`: those above the noise's edge move to the strength that the noise hides (Staats, Thamm and Rosenow 2023,
 *   Eq. 3), then the smallest `share` of all becomes zero (default 0; the paper's Algorithm 2).
 * - `cut`: the smallest `share` becomes zero (the paper's Algorithm 1).
 * - `edge`: all at or below the noise's upper edge become zero.
 * - `optimal`: sigma sqrt n sqrt((y^2 - q - 1)^2 - 4q)/y with y = nu/(sigma sqrt n), zero at or below the edge: the
 *   least Frobenius error (Gavish and Donoho, IEEE Trans. Inf. Theory 63, 2137, 2017, Eq. 7).
 * - `decile`: the given tenth of the values becomes zero, decile 1 the smallest (Staats, Thamm and Rosenow, arXiv
 *   2410.17770).
 * - `lowRank`: the largest `rank` stay (low-rank smoothing).
 * - `boundary`: values whose vectors are random become zero (the boundary of Staats, Thamm and Rosenow 2023, placed by
 *   `boundaryRank` on the Porter-Thomas p-values of both sides). Values at the far end whose vectors are not random either
 *   stay, because small values may matter (arXiv 2410.17770). With `shift` those that stay above the noise's edge move as
 *   under `shift`. Only directions that do not look Gaussian are found: a signal along a random direction is for `edge`.
 */
export type ShrinkRule =
  | { readonly method: "shift"; readonly share?: number }
  | { readonly method: "cut"; readonly share: number }
  | { readonly method: "edge" }
  | { readonly method: "optimal" }
  | { readonly method: "decile"; readonly decile: number }
  | { readonly method: "lowRank"; readonly rank: number }
  | { readonly method: "boundary"; readonly shift?: boolean; readonly keep?: KeptRanks };

/** Ranks whose vectors are not random: of the largest values, and of the smallest that are not round-off. */
export interface KeptRanks {
  readonly first: number;
  readonly last: number;
}

export type ShrinkOptions = ShrinkRule & {
  /** Standard deviation of the noise entries; by default the robust bulk fit's. Used by shift, edge, optimal and boundary with shift. */
  readonly sigma?: number;
  /** Seed of the Porter-Thomas nulls of boundary. Default DEFAULT_SEED. */
  readonly seed?: number;
  /** Arithmetic of the decomposition; default "f64". */
  readonly precision?: Precision;
};

export interface Shrunk<T extends FloatArray = FloatArray> {
  /** The filtered matrix, in the type of the input. */
  readonly matrix: Matrix<T>;
  /** Singular values before, descending. */
  readonly before: Float64Array;
  /** What each became; the order is that of `before`, so it need not descend. */
  readonly after: Float64Array;
  /** Number of nonzero values after. */
  readonly rank: number;
  /** The noise level used, where the method has one. */
  readonly sigma: number | undefined;
  /** The ranks that boundary kept; undefined for the other methods. */
  readonly kept: KeptRanks | undefined;
}

/**
 * Singular values after the rule, in the order of `s` (descending). rows x cols is the shape of the noise: for a matrix with
 * rows or columns of zeros, the shape without them; the values then left over are round-off.
 * @param options.sigma needed by shift, edge and optimal; fitted robustly when missing
 * @param options.keep needed by boundary: `shrink` finds it from the vectors, values alone do not tell
 * @throws INVALID_ARGUMENT for shares outside [0, 1], deciles outside 1..10, ranks outside 0..m, boundary without `keep`; and
 * what fitBulk throws.
 */
export function shrinkValues(
  s: ArrayLike<number>,
  options: ShrinkOptions & Pick<BulkOptions, "rows" | "cols">,
): { values: Float64Array; sigma: number | undefined } {
  requireOptions("shrinkValues", options, { ...optionNames(options), rows: true, cols: true });
  requireOneOf("method", options.method, METHODS);
  const values = Float64Array.from(s);
  const m = values.length;
  if (values.some((value, i) => i > 0 && value > values[i - 1])) refuse("s", "descending", s);
  switch (options.method) {
    case "cut":
      return { values: zeroed(values, m - shareCount(options.share, m), m), sigma: undefined };
    case "decile": {
      const { decile } = options;
      requireInteger("decile", decile, 1, 10);
      const rankFrom = (tenth: number) => m - Math.floor((tenth * m) / 10);
      return { values: zeroed(values, rankFrom(decile), rankFrom(decile - 1)), sigma: undefined };
    }
    case "lowRank": {
      const { rank } = options;
      requireInteger("rank", rank, 0, m);
      return { values: zeroed(values, rank, m), sigma: undefined };
    }
    case "boundary":
      return keepOutside(values, options);
    case "shift":
    case "edge":
    case "optimal":
      return againstNoise(values, options);
  }
}

type ShrunkValues = ReturnType<typeof shrinkValues>;

type OfMethod<M extends ShrinkRule["method"]> = ShrinkOptions & { readonly method: M } & Pick<
    BulkOptions,
    "rows" | "cols"
  >;

/** Rule "boundary": the values between the ranks that are kept at both ends become zero. */
function keepOutside(values: Float64Array, options: OfMethod<"boundary">): ShrunkValues {
  const { rows, cols, precision, keep, shift = false } = options;
  const live = spectrum(withoutDead(values, options), rows, cols, precision).hardRank;
  const [from, to] = [keep?.first ?? -1, live - (keep?.last ?? -1)];
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > live || from > to)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `keep must be numbers of ranks, first + last at most ${live}, got ${JSON.stringify(keep)}; shrink finds it by itself`,
    );
  const { values: moved, sigma } = shift
    ? shrinkValues(values, { method: "shift", rows, cols, precision, sigma: options.sigma })
    : { values, sigma: undefined };
  return { values: zeroed(zeroed(moved, from, to), live, values.length), sigma };
}

/** Rules that take the noise's sigma, given or fitted, and its edge. */
function againstNoise(values: Float64Array, options: OfMethod<"shift" | "edge" | "optimal">): ShrunkValues {
  const { rows, cols, precision } = options;
  const inShape = withoutDead(values, options);
  const sigma = options.sigma ?? fitBulk(inShape, { rows, cols, precision }).sigma;
  const live = spectrum(inShape, rows, cols, precision);
  if (live.hardRank === 0) return { values, sigma };
  const noise = { rows: live.rows, cols: live.cols, sigma };
  const { q, unit } = noiseUnit(noise);
  if (options.method === "shift") {
    const shifted = values.map((nu) => signalOf(nu, noise)?.strength ?? nu);
    const m = values.length;
    return { values: zeroed(shifted, m - shareCount(options.share ?? 0, m), m), sigma };
  }
  const edge = unit * (1 + Math.sqrt(q));
  const keep = options.method === "edge" ? (nu: number) => nu : (nu: number) => optimalValue(nu, q, unit);
  return { values: values.map((nu) => (nu > edge ? keep(nu) : 0)), sigma };
}

/**
 * Filters a matrix: decomposes it, applies the rule to its singular values and multiplies it together again. Only the
 * changed part is touched when that is the smaller one, so a rule that changes nothing returns the entries as they were.
 * @throws INVALID_SHAPE, NOT_FINITE, and what shrinkValues throws; for boundary TOO_FEW where rank or vectors are too small
 * for the test.
 * @example
 * ```ts
 * import { ensembles, shrink } from "wignerscope";
 * const { matrix } = ensembles.spiked(200, 100, { strengths: [3, 2], seed: 1 });
 * shrink(matrix, { method: "optimal" }).rank; // 2
 * ```
 */
export function shrink<T extends FloatArray>(a: Matrix<T>, options: ShrinkOptions): Shrunk<T> {
  requireOptions("shrink", options, optionNames(options));
  checkShape(a);
  const { rows, cols } = a;
  const decomposition = svd(a, { precision: options.precision });
  const { u, s, vt } = decomposition;
  const rule = options.method === "boundary" ? withBoundary(a, decomposition, options) : options;
  const { rows: liveRows, cols: liveCols } = liveSubmatrix(a);
  const { values: after, sigma } = shrinkValues(s, { ...rule, rows: liveRows, cols: liveCols });
  const changed = indices(s.length, (i) => after[i] !== s[i]);
  const kept = indices(s.length, (i) => after[i] !== 0);
  const data = a.data.slice() as T;
  if (changed.length <= kept.length) {
    const change = product(u, vt, changed, (i) => after[i] - s[i]);
    if (changed.length > 0) for (let i = 0; i < data.length; i++) data[i] += change[i];
  } else data.set(product(u, vt, kept, (i) => after[i]));
  return Object.freeze({
    matrix: matrix(rows, cols, data),
    before: s,
    after,
    rank: kept.length,
    sigma,
    kept: rule.method === "boundary" ? rule.keep : undefined,
  });
}

/** The values that a noise matrix of this shape has; the others only where they are round-off. */
function withoutDead(
  values: Float64Array,
  { rows, cols, precision }: ShrinkOptions & Pick<BulkOptions, "rows" | "cols">,
): Float64Array {
  const m = Math.min(rows, cols);
  const more = values.length > m && values[m] <= hardRankTolerance(values[0], rows, cols, precision);
  return more ? values.subarray(0, m) : values;
}

type BoundaryRule = ShrinkOptions & { readonly method: "boundary" };

/** The rule with the ranks to keep, unless they were given. */
function withBoundary(a: Matrix, decomposition: Svd, rule: BoundaryRule): BoundaryRule {
  if (rule.keep) return rule;
  const { rows, cols } = a;
  const rank = hardRank(decomposition.s, { rows, cols, precision: rule.precision });
  const { boundary, setAside } = testVectors(a, decomposition, { rank, seed: rule.seed }).boundary;
  return { ...rule, keep: Object.freeze({ first: boundary, last: setAside }) };
}

/** sum over `which` of weight(i) u_i v_i^T. */
function product(u: Matrix, vt: Matrix, which: number[], weight: (i: number) => number): FloatArray {
  const k = which.length;
  const left = new Float64Array(u.rows * k);
  const right = new Float64Array(k * vt.cols);
  which.forEach((i, at) => {
    const w = weight(i);
    for (let row = 0; row < u.rows; row++) left[row * k + at] = w * u.data[row * u.cols + i];
    right.set(vt.data.subarray(i * vt.cols, (i + 1) * vt.cols), at * vt.cols);
  });
  return matmul(matrix(u.rows, k, left), matrix(k, vt.cols, right)).data;
}

function indices(count: number, where: (i: number) => boolean): number[] {
  return Array.from({ length: count }, (_, i) => i).filter(where);
}

/** What each method takes of its own. */
const OWN_OPTIONS: Readonly<Record<ShrinkRule["method"], object>> = {
  shift: { share: true },
  cut: { share: true },
  edge: {},
  optimal: {},
  decile: { decile: true },
  lowRank: { rank: true },
  boundary: { shift: true, keep: true },
};
const METHODS = Object.keys(OWN_OPTIONS) as readonly ShrinkRule["method"][];

/** What the method takes. An unknown method is refused by its own message. */
function optionNames(options: ShrinkOptions): OptionNames<ShrinkOptions> {
  const common = { method: true, sigma: true, seed: true, precision: true } as const;
  const own = OWN_OPTIONS[options?.method] ?? Object.assign({}, ...Object.values(OWN_OPTIONS));
  return { ...common, ...own } as OptionNames<ShrinkOptions>;
}

function zeroed(values: Float64Array, from: number, to: number): Float64Array {
  return values.slice().fill(0, from, to);
}

/** How many of m values a share is, to the nearest. */
function shareCount(share: number, m: number): number {
  requireBetween("share", share, 0, 1);
  return Math.round(share * m);
}

/** Gavish and Donoho's Frobenius shrinker above the edge; without noise the value itself. */
function optimalValue(nu: number, q: number, unit: number): number {
  if (unit === 0) return nu;
  const y = nu / unit;
  const rootQ = Math.sqrt(q);
  const product = (y - 1 - rootQ) * (y + 1 + rootQ) * (y - 1 + rootQ) * (y + 1 - rootQ);
  return (unit * Math.sqrt(product)) / y;
}
