/** QR factorisation of a matrix that arrives in row blocks (TSQR): its triangle, and so its singular values. */
import {
  type FloatArray,
  knownOptions,
  type Matrix,
  type Precision,
  requireInteger,
  WignerscopeError,
} from "../../base/index.ts";
import { entryExponent, putScaled, type Real, real, rowStride, takeRows, unscale } from "../precision.ts";
import { kernel } from "../wasm.ts";

export interface StreamingQrOptions {
  /** Arithmetic and type of the triangle; default "f64". */
  readonly precision?: Precision;
}

/**
 * Takes row blocks one after another and keeps the triangle R of all rows so far, A = Q R. A 100,000 x 4096 matrix
 * needs one block and one 4096 x 4096 triangle in memory; the singular values of A are those of R.
 *
 * ```ts
 * const qr = new StreamingQr(4096);
 * for (const block of blocks) qr.push(block);
 * const s = svdvals(qr.r());
 * ```
 */
export class StreamingQr {
  /** Columns of every block. */
  readonly cols: number;
  private readonly type: Real;
  private triangle: FloatArray;
  private count = 0;

  /** @throws INVALID_ARGUMENT unless cols is a size. */
  constructor(cols: number, options: StreamingQrOptions = {}) {
    knownOptions("StreamingQr", options, { precision: true });
    requireInteger("cols", cols, 0);
    this.cols = cols;
    this.type = real(options.precision);
    this.triangle = new this.type.array(cols * cols);
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.count;
  }

  /**
   * Takes the rows of a block; about 2 rows cols^2 operations.
   * @throws INVALID_SHAPE unless the block has `cols` columns, NOT_FINITE, OUT_OF_MEMORY; the rows so far are kept.
   */
  push(block: Matrix): this {
    const { cols: n, type } = this;
    const blockExponent = entryExponent(block, type, "block");
    if (block.cols !== n)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `block: needs ${n} columns, got ${block.rows} x ${block.cols}`,
      );
    if (block.data.some((entry) => entry !== 0)) {
      const exponent =
        this.count === 0
          ? blockExponent
          : Math.max(blockExponent, entryExponent({ rows: n, cols: n, data: this.triangle }, type));
      this.append(block, exponent);
    }
    this.count += block.rows;
    return this;
  }

  /** The triangle of the rows so far, min(rows, cols) x cols; its diagonal may have either sign. */
  r(): Matrix {
    const rows = Math.min(this.count, this.cols);
    return { rows, cols: this.cols, data: this.triangle.slice(0, rows * this.cols) };
  }

  private append(block: Matrix, exponent: number): void {
    const { cols: n, type } = this;
    const { exports, memory } = kernel();
    this.triangle = memory.frame((frame) => {
      const stride = rowStride(n, type);
      const layout = { length: n, stride };
      const r = putScaled(frame, this.triangle, type, exponent, layout);
      const at = putScaled(frame, block.data, type, exponent, layout);
      const work = frame.bytes(exports.qrAppendWorkspace(block.rows, n));
      exports[`qrAppend${type.suffix}`](n, r, stride, block.rows, at, stride, work);
      return unscale(takeRows(frame, r, type, n, layout), exponent);
    });
  }
}
