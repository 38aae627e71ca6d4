/** Dense products (BLAS gemm and syrk). */
import { checkShape, knownOptions, type Matrix, type Precision, WignerscopeError } from "../../base/index.ts";
import { putScaled, real } from "../precision.ts";
import { kernel } from "../wasm.ts";

export interface ProductOptions {
  /** Arithmetic and type of the result; default "f64". */
  readonly precision?: Precision;
}

/**
 * The product a b, a: m x k, b: k x n.
 * @throws INVALID_SHAPE unless a.cols is b.rows.
 */
export function matmul(a: Matrix, b: Matrix, options: ProductOptions = {}): Matrix {
  knownOptions("matmul", options, { precision: true });
  checkShape(a, "a");
  checkShape(b, "b");
  if (a.cols !== b.rows)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `a is ${a.rows} x ${a.cols} and b is ${b.rows} x ${b.cols}: b needs ${a.cols} rows`,
    );
  const type = real(options.precision);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const left = putScaled(frame, a.data, type, 0);
    const right = putScaled(frame, b.data, type, 0);
    const count = a.rows * b.cols;
    const product = frame.bytes(count * type.bytes);
    const work = frame.bytes(exports[`gemmWorkspace${type.suffix}`](a.rows, b.cols, a.cols));
    exports[`matmul${type.suffix}`](a.rows, b.cols, a.cols, left, right, product, work);
    return { rows: a.rows, cols: b.cols, data: frame.view(type.array, product, count).slice() };
  });
}

/** The Gram matrix a^T a (cols x cols, symmetric to the last bit). */
export function gram(a: Matrix, options: ProductOptions = {}): Matrix {
  knownOptions("gram", options, { precision: true });
  checkShape(a, "a");
  const type = real(options.precision);
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const operand = putScaled(frame, a.data, type, 0);
    const count = a.cols * a.cols;
    const product = frame.bytes(count * type.bytes);
    const work = frame.bytes(exports[`gemmWorkspace${type.suffix}`](a.cols, a.cols, a.rows));
    exports[`gram${type.suffix}`](a.rows, a.cols, operand, product, work);
    return { rows: a.cols, cols: a.cols, data: frame.view(type.array, product, count).slice() };
  });
}
