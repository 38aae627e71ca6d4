/** A symmetric matrix that is known by its products with vectors. */
import {
  type Matrix,
  requireInteger,
  requireObject,
  requireOneOf,
  WignerscopeError,
} from "../../base/index.ts";

export interface LinearOperator {
  /** Order of the matrix. */
  readonly size: number;
  /** out = A v. Both have `size` entries; v is not changed. */
  apply(v: Float64Array, out: Float64Array): void;
  /** The same for several vectors at once, in the rows of `v` and `out`. */
  applyBlock?(v: Matrix, out: Matrix): void;
}

/** Writes A v into `out`, or returns it. */
export type OperatorCallback =
  | ((v: Float64Array, out: Float64Array) => void)
  | ((v: Float64Array, out: Float64Array) => ArrayLike<number>);

/**
 * The operator behind a function of the caller's, with its products checked: `operator(n, (v, out) => hvp(v, out))`, or
 * `operator(n, (v) => hvp(v))`. The function is handed a copy of v and may keep or change it.
 * @throws INVALID_ARGUMENT unless size is a positive integer and apply a function. Its products throw OPERATOR_FAILED
 *   when the function throws or returns a promise, INVALID_SHAPE when what it returns has another length, NOT_FINITE for
 *   a NaN, an infinity, or an entry that was not written.
 */
export function operator(size: number, apply: OperatorCallback): LinearOperator {
  requireInteger("size", size, 1);
  requireOneOf("typeof apply", typeof apply, ["function"]);
  return Object.freeze({
    size,
    apply(v: Float64Array, out: Float64Array) {
      checkLength("v", v, size);
      checkLength("out", out, size);
      // An entry that the function forgets shows.
      out.fill(Number.NaN);
      const returned = call(apply, v.slice(), out);
      if (returned && returned !== out) {
        if (returned instanceof Promise)
          throw new WignerscopeError(
            "OPERATOR_FAILED",
            "the operator's function must give its product at once, got a promise",
          );
        checkLength("the operator's product", returned, size);
        out.set(returned);
      }
      checkProduct(out);
    },
  });
}

/** Rows of `out` = A times the rows of `v`, as one block where the operator takes blocks. */
export function applyRows(op: LinearOperator, v: Matrix<Float64Array>, out: Matrix<Float64Array>): void {
  const { rows, cols } = v;
  if (op.applyBlock && rows > 1) op.applyBlock(v, out);
  else
    for (let i = 0; i < rows; i++)
      op.apply(v.data.subarray(i * cols, (i + 1) * cols), out.data.subarray(i * cols, (i + 1) * cols));
}

/** @throws INVALID_ARGUMENT unless `op` has a size and products. */
export function requireOperator(op: LinearOperator): void {
  requireObject("op", op, ["size", "apply"]);
  requireInteger("op.size", op.size, 1);
  requireOneOf("typeof op.apply", typeof op.apply, ["function"]);
}

function call(
  apply: OperatorCallback,
  v: Float64Array,
  out: Float64Array,
): ArrayLike<number> | Promise<unknown> | undefined {
  try {
    return apply(v, out) ?? undefined;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new WignerscopeError("OPERATOR_FAILED", `the operator's function threw: ${said}`, { cause });
  }
}

function checkLength(name: string, values: ArrayLike<number>, size: number): void {
  if (values?.length !== size)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name} must have ${size} entries, got ${values?.length ?? values}`,
    );
}

function checkProduct(out: Float64Array): void {
  for (let i = 0; i < out.length; i++)
    if (!Number.isFinite(out[i]))
      throw new WignerscopeError(
        "NOT_FINITE",
        `the operator's product must be finite, got ${out[i]} at entry ${i} (NaN also stands for an entry that was not written)`,
      );
}
