/**
 * Which matrices a tensor stands for. A weight of a fully connected layer is one as it is. The kernel of a convolution,
 * out x in x k1 x ... x kd, is read either as the matrix out x (in k1 ... kd) that maps a patch to the outputs, or as
 * k1 ... kd slices out x in, one for each offset in the kernel; where a file has the channels last, transposed. The weights of a recurrent layer are one matrix for each
 * direction, or one for each direction and gate; a stack is a matrix for each leading index. Planned from the shape and
 * what the file tells of it, before anything is read.
 */
import {
  type FloatArray,
  knownOptions,
  type Matrix,
  requireObject,
  requireOneOf,
  WignerscopeError,
} from "../base/index.ts";
import { quoted, type Tensor, type TensorInfo, unreadableCode } from "./tensor.ts";

/** How the kernels of convolutions become matrices. */
export type ConvolutionMode = "flatten" | "slices";

/** How the gates of a recurrent layer, whose rows lie one gate behind the other, become matrices. */
export type GateMode = "together" | "split";

export interface MatricizeOptions {
  /** `"flatten"` (default): one matrix out x (in k1 ... kd). `"slices"`: k1 ... kd matrices out x in. */
  readonly conv?: ConvolutionMode;
  /** `"together"` (default): one matrix (gates hidden) x in. `"split"`: one hidden x in for each gate. */
  readonly gates?: GateMode;
}

/** A matrix that a tensor stands for, before it is read. */
export interface MatrixPlan {
  /**
   * The tensor's name. Where it stands for several matrices, what tells them apart is appended: the offset in a kernel or
   * the index in a stack, `name[i,j]`, the direction and the gate of a recurrent layer, `name[forward,i]`.
   */
  readonly name: string;
  /** The tensor that it comes from. */
  readonly tensor: string;
  readonly rows: number;
  readonly cols: number;
  /** Absent where it is the whole tensor. Entry k in row-major order is the tensor's entry `first + k stride`. */
  readonly slice?: {
    readonly first: number;
    readonly stride: number;
    /** Entries of the whole tensor. */
    readonly total: number;
  };
}

export type Matricization =
  | { readonly kind: "matrices"; readonly matrices: readonly MatrixPlan[] }
  | {
      readonly kind: "none";
      readonly code: "NOT_A_MATRIX" | "NOT_A_WEIGHT" | "INTEGER" | "UNSUPPORTED_DTYPE" | "READ_FAILED";
      readonly reason: string;
    };

/** Slices of one tensor; real kernels have tens. */
const MAX_SLICES = 65536;

/**
 * The matrices of a tensor, or why it has none.
 * @throws INVALID_ARGUMENT for an option that is not there or has another value
 */
export function planMatrices(info: TensorInfo, options: MatricizeOptions = {}): Matricization {
  knownOptions<MatricizeOptions>("planMatrices", options, { conv: true, gates: true });
  const { conv = "flatten", gates = "together" } = options;
  requireOneOf("conv", conv, ["flatten", "slices"]);
  requireOneOf("gates", gates, ["together", "split"]);
  requireObject("planMatrices: info", info, ["shape", "kind", "dtype", "readable"]);
  const { shape, layout } = info;
  if (!info.readable)
    return {
      kind: "none",
      code: info.kind === "integer" ? "INTEGER" : unreadableCode(info),
      reason: info.reason ?? `${info.dtype} is not read`,
    };
  if (info.notWeight !== undefined) return { kind: "none", code: "NOT_A_WEIGHT", reason: info.notWeight };
  if (shape.length === 0) return notAMatrix("a scalar has no spectrum");
  if (shape.length === 1) return notAMatrix(`a vector of ${shape[0]} entries has no spectrum`);
  if (shape.length === 2) return whole(info, shape[0], shape[1]);
  if (layout?.kind === "recurrent" && shape.length === 3)
    return recurrent(info, gates === "split" ? layout.gates : []);
  if (layout?.kind === "channels-last") return channelsLast(info, layout.depthwise, conv);
  if (layout?.kind === "stack") return stack(info, shape.slice(0, -2));
  // One matrix in a stack of one; a convolution with one output and a kernel in one dimension says so in its layout.
  if (layout === undefined && shape.length === 3 && shape[0] === 1) return whole(info, shape[1], shape[2]);
  return convolution(info, conv);
}

const notAMatrix = (reason: string): Matricization => ({ kind: "none", code: "NOT_A_MATRIX", reason });

function whole({ name }: TensorInfo, rows: number, cols: number): Matricization {
  return { kind: "matrices", matrices: [{ name, tensor: name, rows, cols }] };
}

function convolution(info: TensorInfo, mode: ConvolutionMode): Matricization {
  const [rows, cols, ...kernel] = info.shape;
  const count = product(kernel);
  if (mode === "flatten") return whole(info, rows, cols * count);
  const obstacle = tooMany(rows, cols, count);
  if (obstacle) return obstacle;
  const total = rows * cols * count;
  return slices(info, rows, cols, count, (index) => ({
    label: multiIndex(index, kernel).join(","),
    slice: { first: index, stride: count, total },
  }));
}

/**
 * Row-major, k1 ... kd in x out is the transpose of the flattened kernel with its columns in another order, which has the
 * same singular values; the offsets in the kernel are the leading indices of a stack. A depthwise kernel is one row for each
 * offset, whose columns are the outputs.
 */
function channelsLast(info: TensorInfo, depthwise: boolean, mode: ConvolutionMode): Matricization {
  const kernel = info.shape.slice(0, -2);
  const [inputs, outputs] = info.shape.slice(-2);
  if (depthwise) return whole(info, product(kernel), inputs * outputs);
  if (mode === "flatten") return whole(info, product(kernel) * inputs, outputs);
  return stack(info, kernel, kernel);
}

/** A matrix for each of the leading indices; those of the sizes `named` are named. */
function stack(
  info: TensorInfo,
  leading: readonly number[],
  named = leading.filter((size) => size !== 1),
): Matricization {
  const [rows, cols] = info.shape.slice(-2);
  const count = product(leading);
  if (count === 1) return whole(info, rows, cols);
  const obstacle = tooMany(rows, cols, count);
  if (obstacle) return obstacle;
  return slices(info, rows, cols, count, (index) => ({
    label: multiIndex(index, named).join(","),
    slice: block(index, rows * cols, count),
  }));
}

/** Directions of a recurrent layer, in the order in which ONNX stacks them. */
const DIRECTIONS = ["forward", "reverse"];

/** @param gates names of the gates to split, none to leave them together */
function recurrent(info: TensorInfo, gates: readonly string[]): Matricization {
  const [directions, height, cols] = info.shape;
  const split = gates.length > 1 && height % gates.length === 0 ? gates : [undefined];
  const rows = height / split.length;
  const count = directions * split.length;
  if (count === 1) return whole(info, rows, cols);
  const obstacle = tooMany(rows, cols, count);
  if (obstacle) return obstacle;
  return slices(info, rows, cols, count, (index) => {
    const direction = Math.floor(index / split.length);
    const labels = [
      directions > 1 ? (DIRECTIONS[direction] ?? `${direction}`) : undefined,
      split[index % split.length],
    ];
    return {
      label: labels.filter((label) => label !== undefined).join(","),
      slice: block(index, rows * cols, count),
    };
  });
}

function slices(
  { name }: TensorInfo,
  rows: number,
  cols: number,
  count: number,
  part: (index: number) => { readonly label: string; readonly slice: MatrixPlan["slice"] },
): Matricization {
  const matrices = Array.from({ length: count }, (_, index): MatrixPlan => {
    const { label, slice } = part(index);
    return { name: `${name}[${label}]`, tensor: name, rows, cols, slice };
  });
  return { kind: "matrices", matrices };
}

/** Why a tensor is not cut into so many matrices, if it is not. */
function tooMany(rows: number, cols: number, count: number): Matricization | undefined {
  // Slices of nothing take no room in a file: without this a small one could ask for any number of them.
  if (rows * cols * count === 0) return notAMatrix(`slices of ${rows} x ${cols} have no entries`);
  if (count > MAX_SLICES)
    return notAMatrix(`${count} slices of ${rows} x ${cols}, at most ${MAX_SLICES} are made`);
  return undefined;
}

/** The place of block `index` of `count`, `size` entries each, one behind the other. */
const block = (index: number, size: number, count: number) => ({
  first: index * size,
  stride: 1,
  total: size * count,
});

const product = (sizes: readonly number[]) => sizes.reduce((result, size) => result * size, 1);

/** The multi-index of a row-major index. */
function multiIndex(index: number, sizes: readonly number[]): number[] {
  const result = new Array<number>(sizes.length);
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    result[axis] = index % sizes[axis];
    index = Math.floor(index / sizes[axis]);
  }
  return result;
}

/**
 * One planned matrix of a tensor that was read: its own data, or a copy of the part that it is, which can be handed on
 * without the others.
 * @throws INVALID_ARGUMENT when the plan is of another tensor.
 */
export function matricize(tensor: Tensor, plan: MatrixPlan): Matrix {
  requireObject("matricize: tensor", tensor, ["data"]);
  requireObject("matricize: plan", plan, ["rows", "cols"]);
  checkPlan(tensor, plan);
  const { rows, cols, slice } = plan;
  const { data } = tensor;
  if (!slice) return { rows, cols, data };
  const { first, stride } = slice;
  const size = rows * cols;
  if (stride === 1) return { rows, cols, data: data.slice(first, first + size) };
  const copy = data instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
  for (let entry = 0, from = first; entry < size; entry++, from += stride) copy[entry] = data[from];
  return { rows, cols, data: copy };
}

/**
 * The other way: writes the entries of one planned matrix to their places in the tensor's data.
 * @throws INVALID_ARGUMENT when the plan is of another tensor or the matrix has another number of entries.
 */
export function putMatrix(tensor: Tensor, plan: MatrixPlan, entries: FloatArray): void {
  checkPlan(tensor, plan);
  const { rows, cols, slice = { first: 0, stride: 1 } } = plan;
  if (entries.length !== rows * cols)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `entries must be ${rows} x ${cols} = ${rows * cols} numbers, got ${entries.length}`,
    );
  for (let entry = 0, to = slice.first; entry < entries.length; entry++, to += slice.stride)
    tensor.data[to] = entries[entry];
}

function checkPlan({ name, data }: Tensor, { tensor, rows, cols, slice }: MatrixPlan): void {
  const total = slice?.total ?? rows * cols;
  if (tensor !== name || total !== data.length)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `the plan is of ${quoted(tensor)} with ${total} entries, the tensor is ${quoted(name)} with ${data.length}`,
    );
}
