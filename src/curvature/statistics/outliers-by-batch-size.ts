/**
 * How outliers move with the batch size b (arXiv 2205.08601): lambda = theta + s R(s/theta) with s^2 ~ 1/b, theta the outlier of
 * the whole data. Three forms are fitted to all outliers together, each judged on the batch sizes that it was not fitted to:
 *
 * - "additive": theta + v/(b theta), one v for all: noise that is added, a semicircle of variance v/b;
 * - "multiplicative": theta (1 + v/b), one v for all: noise in proportion to the curvature;
 * - "free": theta + c/b, a slope c for each outlier.
 */
import { requireLists, requirePositive, WignerscopeError } from "../../base/index.ts";
import { minimizeOnInterval } from "../../statistics/index.ts";

export type BatchSizeForm = "additive" | "multiplicative" | "free";

export interface BatchSizeFit {
  readonly form: BatchSizeForm;
  /** The outliers at infinite batch. */
  readonly theta: Float64Array;
  /** Shift of each outlier times b. */
  readonly slopes: Float64Array;
  /** v of the first two forms. */
  readonly strength?: number;
  /** Parameters fitted. */
  readonly parameters: number;
  /** Root mean square of relative errors on sizes left out, one at a time. */
  readonly heldOutError: number;
}

/** Fixed-point steps for theta in the additive form: its shift is small beside theta, and each step gains a factor of that. */
const STEPS = 30;
/** v is looked for up to this many times what the outliers' own slopes ask for. */
const REACH = 4;
const TOLERANCE = 1e-6;

/**
 * Fits the forms to outliers over batch sizes; `values[k]` are the outliers at size `sizes[k]`, largest first, all positive (means over
 * batches). The first of the fits has the least held-out error.
 * @throws TOO_FEW for fewer than 3 sizes; INVALID_SHAPE; INVALID_ARGUMENT for a size or an outlier that is not positive
 */
export function outliersByBatchSize(
  sizes: ArrayLike<number>,
  values: readonly ArrayLike<number>[],
): readonly BatchSizeFit[] {
  requireLists("values", values);
  const n = sizes.length;
  if (n < 3) throw new WignerscopeError("TOO_FEW", `sizes must have at least 3 entries, got ${n}`);
  if (values.length !== n)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `values must have ${n} lists, one for each size, got ${values.length}`,
    );
  const count = Math.min(...values.map((list) => list.length));
  if (count === 0)
    throw new WignerscopeError("TOO_FEW", "values must have at least one outlier at each size, got 0");
  const points = Array.from({ length: n }, (_, k) => ({
    x: 1 / requirePositive(`sizes[${k}]`, sizes[k]),
    y: Float64Array.from({ length: count }, (_, i) => requirePositive(`values[${k}][${i}]`, values[k][i])),
  }));
  const fits = (["additive", "multiplicative", "free"] as const).map((form) => {
    const { theta, slopes, strength } = fitForm(form, points);
    return Object.freeze({
      form,
      theta,
      slopes,
      ...(strength !== undefined && { strength }),
      parameters: form === "free" ? 2 * count : count + 1,
      heldOutError: heldOut(form, points),
    });
  });
  return Object.freeze(fits.sort((a, b) => a.heldOutError - b.heldOutError));
}

interface Point {
  /** 1/b. */
  readonly x: number;
  readonly y: Float64Array;
}

interface Fitted {
  readonly theta: Float64Array;
  readonly slopes: Float64Array;
  readonly strength?: number;
}

function heldOut(form: BatchSizeForm, points: readonly Point[]): number {
  let sum = 0;
  let count = 0;
  for (const [k, { x, y }] of points.entries()) {
    const { theta, slopes } = fitForm(
      form,
      points.filter((_, other) => other !== k),
    );
    for (let i = 0; i < y.length; i++, count++) sum += ((theta[i] + slopes[i] * x) / y[i] - 1) ** 2;
  }
  return Math.sqrt(sum / count);
}

function fitForm(form: BatchSizeForm, points: readonly Point[]): Fitted {
  const free = lines(points);
  if (form === "free") return free;
  const own = free.slopes.map((slope, i) =>
    form === "additive" ? slope * free.theta[i] : slope / free.theta[i],
  );
  const most = REACH * Math.max(...own.map(Math.abs));
  const at = (v: number) =>
    form === "additive" ? additive(points, free.theta, v) : multiplicative(points, v);
  if (!(most > 0)) return { ...at(0), strength: 0 };
  const strength = minimizeOnInterval((v) => squares(points, at(v)), -most, most, TOLERANCE * most);
  return { ...at(strength), strength };
}

/** Least squares, a line in 1/b for each outlier. */
function lines(points: readonly Point[]): Fitted {
  const n = points.length;
  const mean = points.reduce((sum, { x }) => sum + x / n, 0);
  const spread = points.reduce((sum, { x }) => sum + (x - mean) ** 2, 0);
  const heights = points[0].y.map((_, i) => points.reduce((sum, { y }) => sum + y[i] / n, 0));
  const slopes = heights.map((height, i) =>
    spread > 0 ? points.reduce((sum, { x, y }) => sum + (x - mean) * (y[i] - height), 0) / spread : 0,
  );
  return { theta: heights.map((height, i) => height - slopes[i] * mean), slopes };
}

/** theta = mean of y - v/(b theta), by iteration. */
function additive(points: readonly Point[], start: Float64Array, v: number): Fitted {
  const n = points.length;
  const theta = start.map((first, i) => {
    let value = first;
    for (let step = 0; step < STEPS; step++)
      value = points.reduce((sum, { x, y }) => sum + (y[i] - (v * x) / value) / n, 0);
    return value;
  });
  return { theta, slopes: theta.map((value) => v / value) };
}

/** y = theta (1 + v/b) is linear in theta. */
function multiplicative(points: readonly Point[], v: number): Fitted {
  const below = points.reduce((sum, { x }) => sum + (1 + v * x) ** 2, 0);
  const theta = points[0].y.map(
    (_, i) => points.reduce((sum, { x, y }) => sum + y[i] * (1 + v * x), 0) / below,
  );
  return { theta, slopes: theta.map((value) => v * value) };
}

function squares(points: readonly Point[], { theta, slopes }: Fitted): number {
  let sum = 0;
  for (const { x, y } of points)
    for (let i = 0; i < y.length; i++) sum += ((theta[i] + slopes[i] * x) / y[i] - 1) ** 2;
  return Number.isFinite(sum) ? sum : Number.MAX_VALUE;
}
