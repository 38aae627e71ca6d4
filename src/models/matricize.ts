/**
 * Which matrices a tensor stands for. A weight of a fully connected layer is one as it is. The kernel of a convolution,
 * out x in x k1 x ... x kd, is read either as the matrix out x (in k1 ... kd) that maps a patch to the outputs, or as
 * k1 ... kd slices out x in, one for each offset in the kernel. Planned from the shape alone, before anything is read.
 */
import { type Matrix, WignerscopeError } from "../base/index.ts";
import { quoted, type Tensor, type TensorInfo, unreadableCode } from "./tensor.ts";

/** How tensors with three and more dimensions become matrices. */
export type ConvolutionMode = "flatten" | "slices";

export interface MatricizeOptions {
  /** `"flatten"` (default): one matrix out x (in k1 ... kd). `"slices"`: k1 ... kd matrices out x in. */
  readonly conv?: ConvolutionMode;
}

/** A matrix that a tensor stands for, before it is read. */
export interface MatrixPlan {
  /** The tensor's name; a slice has its offset in the kernel appended: `name[i,j]`. */
  readonly name: string;
  /** The tensor that it comes from. */
  readonly tensor: string;
  readonly rows: number;
  readonly cols: number;
  /** Which slice of the tensor, counted row-major over the kernel's offsets, and of how many. */
  readonly slice?: { readonly index: number; readonly count: number };
}

export type Matricization =
  | { readonly matrices: readonly MatrixPlan[] }
  | {
      readonly code: "NOT_A_MATRIX" | "INTEGER" | "UNSUPPORTED_DTYPE" | "READ_FAILED";
      readonly reason: string;
    };

/** Slices of one tensor; real kernels have tens. */
const MAX_SLICES = 65536;

/** The matrices of a tensor, or why it has none. */
export function planMatrices(info: TensorInfo, options: MatricizeOptions = {}): Matricization {
  const { name, shape } = info;
  if (!info.readable)
    return {
      code: info.kind === "integer" ? "INTEGER" : unreadableCode(info),
      reason: info.reason ?? `${info.dtype} is not read`,
    };
  if (shape.length < 2)
    return {
      code: "NOT_A_MATRIX",
      reason:
        shape.length === 0 ? "a scalar has no spectrum" : `a vector of ${shape[0]} entries has no spectrum`,
    };
  const [rows, cols] = shape;
  if (shape.length === 2) return { matrices: [{ name, tensor: name, rows, cols }] };
  const kernel = shape.slice(2);
  const count = kernel.reduce((product, size) => product * size, 1);
  if ((options.conv ?? "flatten") === "flatten")
    return { matrices: [{ name, tensor: name, rows, cols: cols * count }] };
  // Slices of nothing take no room in a file: without this a small one could ask for any number of them.
  if (rows * cols === 0)
    return { code: "NOT_A_MATRIX", reason: `slices of ${rows} x ${cols} have no entries` };
  if (count > MAX_SLICES)
    return {
      code: "NOT_A_MATRIX",
      reason: `${count} slices of ${rows} x ${cols}, at most ${MAX_SLICES} are made`,
    };
  const matrices = Array.from({ length: count }, (_, index): MatrixPlan => {
    const offset = kernelOffset(index, kernel).join(",");
    return { name: `${name}[${offset}]`, tensor: name, rows, cols, slice: { index, count } };
  });
  return { matrices };
}

/** The multi-index of a row-major index. */
function kernelOffset(index: number, kernel: readonly number[]): number[] {
  const offset = new Array<number>(kernel.length);
  for (let axis = kernel.length - 1; axis >= 0; axis--) {
    offset[axis] = index % kernel[axis];
    index = Math.floor(index / kernel[axis]);
  }
  return offset;
}

/**
 * One planned matrix of a tensor that was read: a view of its data, except for slices, which are copied.
 * @throws INVALID_ARGUMENT when the plan is of another tensor.
 */
export function matricize(tensor: Tensor, plan: MatrixPlan): Matrix {
  const { data } = tensor;
  const { rows, cols } = plan;
  const count = plan.slice?.count ?? 1;
  if (plan.tensor !== tensor.name || rows * cols * count !== data.length)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `the plan is of ${quoted(plan.tensor)} with ${rows * cols * count} entries, the tensor is ${quoted(tensor.name)} with ${data.length}`,
    );
  if (!plan.slice) return { rows, cols, data };
  const slice = data instanceof Float64Array ? new Float64Array(rows * cols) : new Float32Array(rows * cols);
  for (let entry = 0, from = plan.slice.index; entry < slice.length; entry++, from += count)
    slice[entry] = data[from];
  return { rows, cols, data: slice };
}
