/**
 * The Hessian of a chain of dense layers as matrix products (Bishop, Neural Computation 4, 494, 1992). With h_l the inputs of layer
 * l (a 1 for its bias), z_l its pre-activations, delta_l = dL/dz_l and, sample by sample,
 *
 *     S_ij = d2L/dz_i dz_j, both through all that follows, and M_ij = dh_j/dz_i for j > i,
 *     H[(i;k,m),(j;a,c)] = sum_b h_i[m] (S_ij[k,a] h_j[c] + [j > i] delta_j[a] M_ij[c,k]),
 *
 * the rows of unit k of layer i are one product, h_i^T times the bracket, whose inner dimension is the batch. The first term
 * without f'' in S is the Gauss-Newton matrix. B P^2 operations.
 */
import { type FloatArray, type Matrix, transpose } from "../../base/index.ts";
import { matmul } from "../../kernel/index.ts";
import { type Frame, type Kernel, kernel, type Real } from "../../kernel/internal.ts";
import type { Derivatives } from "../../networks/index.ts";
import type { ChainLayer } from "./dense-chain.ts";
import { lossFactors } from "./loss-factors.ts";

/** A square matrix in linear memory: rows `stride` entries apart. */
export interface MatrixInMemory {
  readonly order: number;
  readonly at: number;
  readonly stride: number;
}

/** Samples that go through at once: the pieces S and M of a layer of 100 units and as many then take 20 MB. */
const SAMPLES = 256;
/** Side of the blocks in which a triangle is mirrored: two of them lie in the first cache. */
const MIRROR_BLOCK = 32;
/** No part of a product is left out. */
const FULL = 0;

/** A layer with what the samples of a group do in it; each array is samples x units or samples x inputs. */
interface LayerValues {
  readonly weight: Matrix<Float64Array>;
  readonly biased: boolean;
  /** Where its weight, and its bias, start among the parameters. */
  readonly offset: number;
  readonly biasOffset: number;
  readonly units: number;
  readonly width: number;
  readonly inputs: Float64Array;
  readonly delta: Float64Array;
  /** f'(z) of the activation behind it. */
  readonly slope: Float64Array | undefined;
  /** f''(z) times dL/df(z); absent where it is 0. */
  readonly bend: Float64Array | undefined;
}

/**
 * Builds the Hessian, or its Gauss-Newton part, of a chain of dense layers in linear memory, both triangles.
 * @throws OUT_OF_MEMORY
 */
export function chainMatrix(
  frame: Frame,
  target: MatrixInMemory,
  kind: "hessian" | "gaussNewton",
  layers: readonly ChainLayer[],
  derivatives: Derivatives,
  type: Real,
): void {
  const { memory } = kernel();
  frame.view(type.array, target.at, target.order * target.stride).fill(0);
  const groups = groupsOf(kind, layers, derivatives);
  for (const group of groups)
    memory.frame((inner) => {
      const rows = new RowWriter(inner, target, group, type);
      for (let i = 0; i < group.layers.length; i++)
        for (let k = 0; k < group.layers[i].units; k++) rows.write(i, k);
    });
  mirror(frame.view(type.array, target.at, target.order * target.stride), target);
}

interface Group {
  readonly samples: number;
  readonly layers: readonly LayerValues[];
  /** S_ij for j >= i, entry (k samples + b) units_j + a. */
  readonly second: readonly (readonly Float64Array[])[];
  /** M_ij for j > i, entry (k samples + b) width_j + c; absent for the Gauss-Newton matrix. */
  readonly through: readonly (readonly Float64Array[])[] | undefined;
}

function* groupsOf(
  kind: "hessian" | "gaussNewton",
  layers: readonly ChainLayer[],
  derivatives: Derivatives,
): Generator<Group> {
  const { network, samples, reduction } = derivatives;
  const full = kind === "hessian";
  const weight = reduction === "mean" ? 1 / samples : 1;
  const whole = layers.map((layer, l) => {
    const last = l === layers.length - 1;
    const slopes = layer.activation && derivatives.slopes(layer.outputName);
    const adjoints = slopes?.second && derivatives.adjoints(layer.outputName).data;
    return {
      layer,
      inputs: derivatives.values(layer.inputName).data,
      delta: derivatives.adjoints(layer.name).data.map((value) => value * weight),
      slope: last ? undefined : slopes?.first.data,
      bend:
        full && adjoints ? slopes.second?.data.map((value, i) => value * adjoints[i] * weight) : undefined,
    };
  });
  const classes = network.output[0];
  const factors = lossFactors(network, derivatives.values(layers[layers.length - 1].name), reduction).data;
  for (let from = 0; from < samples; from += SAMPLES) {
    const count = Math.min(SAMPLES, samples - from);
    const values = whole.map(({ layer, inputs, delta, slope, bend }): LayerValues => {
      const { rows: units, cols: width } = layer.weight;
      const perUnit = (all: Float64Array) => all.subarray(from * units, (from + count) * units);
      return {
        weight: layer.weight,
        biased: layer.bias !== undefined,
        offset: layer.offset,
        biasOffset: layer.offset + units * width,
        units,
        width,
        inputs: inputs.subarray(from * width, (from + count) * width),
        delta: perUnit(delta),
        slope: slope && perUnit(slope),
        bend: bend && perUnit(bend),
      };
    });
    const square = classes * classes;
    const second = secondDerivatives(values, count, factors.subarray(from * square, (from + count) * square));
    yield { samples: count, layers: values, second, through: full ? jacobians(values, count) : undefined };
  }
}

/** S_ij for j >= i, from the outputs down. */
function secondDerivatives(
  layers: readonly LayerValues[],
  samples: number,
  factors: Float64Array,
): Float64Array[][] {
  const last = layers.length - 1;
  const s: Float64Array[][] = layers.map(() => []);
  for (let j = last; j >= 0; j--) {
    const { units, slope, bend } = layers[j];
    if (j === last) s[j][j] = fromFactors(factors, samples, units);
    else {
      const above = layers[j + 1];
      const square = product(s[j][j + 1], units * samples, above.weight, false);
      scaleColumns(square, slope, samples, units);
      if (bend)
        for (let k = 0; k < units; k++)
          for (let b = 0; b < samples; b++) square[(k * samples + b) * units + k] += bend[b * units + k];
      s[j][j] = square;
    }
    for (let l = j - 1; l >= 0; l--) {
      const above = layers[l + 1];
      const columns = samples * units;
      const below = matmul(transpose(above.weight), {
        rows: above.units,
        cols: columns,
        data: s[l + 1][j],
      }).data as Float64Array;
      scaleRows(below, layers[l], samples, units);
      s[l][j] = below;
    }
  }
  return s;
}

/** S_LL: the loss's own second derivative, unit first. */
function fromFactors(factors: Float64Array, samples: number, classes: number): Float64Array {
  const s = new Float64Array(classes * samples * classes);
  for (let b = 0; b < samples; b++) {
    const root = factors.subarray(b * classes * classes, (b + 1) * classes * classes);
    for (let k = 0; k < classes; k++)
      for (let a = 0; a < classes; a++) {
        let sum = 0;
        for (let c = 0; c < classes; c++) sum += root[c * classes + k] * root[c * classes + a];
        s[(k * samples + b) * classes + a] = sum;
      }
  }
  return s;
}

/** M_ij for j > i, from layer i upward. */
function jacobians(layers: readonly LayerValues[], samples: number): Float64Array[][] {
  return layers.map(({ units, slope }, i) => {
    const m: Float64Array[] = [];
    if (i + 1 === layers.length) return m;
    const next = new Float64Array(units * samples * units);
    for (let k = 0; k < units; k++)
      for (let b = 0; b < samples; b++)
        next[(k * samples + b) * units + k] = slope ? slope[b * units + k] : 1;
    m[i + 1] = next;
    for (let j = i + 2; j < layers.length; j++) {
      const between = layers[j - 1];
      const moved = product(m[j - 1], units * samples, between.weight, true);
      scaleColumns(moved, between.slope, samples, between.units);
      m[j] = moved;
    }
    return m;
  });
}

/** rows x n times the weight, or its transpose. */
function product(
  left: Float64Array,
  rows: number,
  weight: Matrix<Float64Array>,
  flip: boolean,
): Float64Array {
  const right = flip ? transpose(weight) : weight;
  return matmul({ rows, cols: right.rows, data: left }, right).data as Float64Array;
}

/** Entry (k, b, a) times slope[b, a]. */
function scaleColumns(
  values: Float64Array,
  slope: Float64Array | undefined,
  samples: number,
  units: number,
): void {
  if (!slope) return;
  const period = samples * units;
  for (let at = 0; at < values.length; at += period)
    for (let i = 0; i < period; i++) values[at + i] *= slope[i];
}

/** Entry (k, b, a) times slope[b, k]. */
function scaleRows(
  values: Float64Array,
  { slope, units }: LayerValues,
  samples: number,
  columns: number,
): void {
  if (!slope) return;
  for (let k = 0, at = 0; k < units; k++)
    for (let b = 0; b < samples; b++) {
      const factor = slope[b * units + k];
      for (let a = 0; a < columns; a++) values[at++] *= factor;
    }
}

/** Adds what a group of samples gives to the rows of one unit after the other, from the diagonal to the right. */
class RowWriter {
  private readonly target: MatrixInMemory;
  private readonly group: Group;
  private readonly type: Real;
  private readonly frame: Frame;
  private readonly gemm: Kernel["exports"]["gemmF64"];
  private readonly inputs: readonly number[];
  private readonly ones: number;
  private readonly bracket: number;
  private readonly work: number;

  constructor(frame: Frame, target: MatrixInMemory, group: Group, type: Real) {
    const { exports } = kernel();
    const { samples, layers } = group;
    const put = type.suffix === "F64" ? frame.putF64.bind(frame) : frame.putF32.bind(frame);
    this.frame = frame;
    this.target = target;
    this.group = group;
    this.type = type;
    this.gemm = exports[`gemm${type.suffix}`];
    this.inputs = layers.map(({ inputs }) => put(inputs));
    this.ones = put(new Float64Array(samples).fill(1));
    this.bracket = frame.bytes(samples * target.order * type.bytes);
    const tallest = Math.max(...layers.map(({ width }) => width));
    this.work = frame.bytes(exports[`gemmWorkspace${type.suffix}`](tallest, target.order, samples));
  }

  /** The rows of unit k of layer i. */
  write(i: number, k: number): void {
    const { target, group, type, gemm, work } = this;
    const { samples, layers } = group;
    const { width, offset, biased, biasOffset } = layers[i];
    const first = offset + k * width;
    const columns = target.order - first;
    this.fillBracket(i, k, first);
    const place = (row: number, column: number) => target.at + (row * target.stride + column) * type.bytes;
    const add = (rows: number, left: number, rowStride: number, row: number, from: number) => {
      const right = this.bracket + (from - first) * type.bytes;
      const n = target.order - from;
      const c = place(row, from);
      gemm(rows, n, samples, 1, left, 1, rowStride, right, columns, 1, c, target.stride, FULL, work);
    };
    add(width, this.inputs[i], width, first, first);
    if (biased) add(1, this.ones, 1, biasOffset + k, biasOffset + k);
  }

  /** samples x (order - first): S_ij[k,a] h_j[c] + delta_j[a] M_ij[c,k]. */
  private fillBracket(i: number, k: number, first: number): void {
    const { group, type, target } = this;
    const { samples, layers, second, through } = group;
    const columns = target.order - first;
    const out = this.frame.view(type.array, this.bracket, samples * columns);
    for (let b = 0; b < samples; b++)
      for (let j = i; j < layers.length; j++) {
        const layer = layers[j];
        const { units, width, biased } = layer;
        const curvature = second[i][j].subarray((k * samples + b) * units, (k * samples + b + 1) * units);
        const moved = through?.[i][j]?.subarray((k * samples + b) * width, (k * samples + b + 1) * width);
        const start = b * columns - first;
        const from = j === i ? k : 0;
        const weights = out.subarray(start + layer.offset + from * width);
        weightsBracket(weights, layer, b, curvature, moved, from);
        if (biased) {
          const at = start + layer.biasOffset;
          for (let a = 0; a < units; a++) out[at + a] = curvature[a];
        }
      }
  }
}

/** The bracket's entries for the weights of units `from` and above of layer j, in sample b. */
function weightsBracket(
  out: FloatArray,
  { units, width, inputs, delta }: LayerValues,
  b: number,
  curvature: Float64Array,
  moved: Float64Array | undefined,
  from: number,
): void {
  const h = inputs.subarray(b * width, (b + 1) * width);
  for (let a = from, at = 0; a < units; a++, at += width) {
    const s = curvature[a];
    if (moved) {
      const d = delta[b * units + a];
      for (let c = 0; c < width; c++) out[at + c] = s * h[c] + d * moved[c];
    } else for (let c = 0; c < width; c++) out[at + c] = s * h[c];
  }
}

/** Copies what is above the diagonal below it. */
function mirror(values: FloatArray, { order, stride }: MatrixInMemory): void {
  for (let i0 = 0; i0 < order; i0 += MIRROR_BLOCK)
    for (let j0 = i0; j0 < order; j0 += MIRROR_BLOCK) {
      const i1 = Math.min(order, i0 + MIRROR_BLOCK);
      const j1 = Math.min(order, j0 + MIRROR_BLOCK);
      for (let i = i0; i < i1; i++)
        for (let j = Math.max(j0, i + 1); j < j1; j++) values[j * stride + i] = values[i * stride + j];
    }
}
