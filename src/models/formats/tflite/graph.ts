/**
 * What a TensorFlow Lite file says of its constants (tensorflow/lite/schema/schema.fbs; fields by number): shape, type,
 * scales, where the elements are, and which operator takes them as its weight.
 */
import type { FlatBuffer, Vector } from "./flatbuffer.ts";

/** value = (code - zero) scale, with one pair for the tensor or one for each index of a dimension. */
export interface Scales {
  readonly scale: readonly number[];
  readonly zero: readonly number[];
  readonly dimension: number;
}

export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  /** TensorType. */
  readonly type: number;
  readonly scales: Scales | undefined;
  readonly sparse: boolean;
  readonly offset: number;
  readonly length: number;
  /** BuiltinOperator that takes it as its second input; undefined when none does. */
  operator: number | undefined;
}

const MAX_TENSORS = 250_000;
const MAX_OPERATORS = 1_000_000;
const MAX_NAME = 4096;
const MAX_RANK = 64;
/** Scales over all tensors: one for each output of each layer. */
const MAX_SCALES = 4_000_000;

/** Counted over the whole file, whose parts may be referred to many times. */
interface Totals {
  tensors: number;
  operators: number;
  scales: number;
}

/** Constants of all subgraphs. @throws CORRUPT_FILE */
export async function readConstants(flat: FlatBuffer): Promise<Constant[]> {
  const model = await flat.follow(0);
  const operators = await operatorCodes(flat, model);
  const subgraphs = await flat.vector(model, 2, 4);
  const buffers = await flat.vector(model, 4, 4);
  if (subgraphs.count === 0) flat.fail("a model without a graph", model);
  const totals = { tensors: 0, operators: 0, scales: 0 };
  const constants: Constant[] = [];
  for (let k = 0; k < subgraphs.count; k++) {
    const graph = await flat.follow(subgraphs.at + 4 * k);
    const found = await graphTensors(flat, graph, buffers, totals);
    await noteOperators(flat, graph, operators, found, totals);
    for (const constant of found) if (constant) constants.push(constant);
  }
  return constants;
}

/** BuiltinOperator by index. The first files had a byte for it, which holds 127 where it is too small. */
async function operatorCodes(flat: FlatBuffer, model: number): Promise<number[]> {
  const codes = await flat.vector(model, 1, 4);
  const operators: number[] = [];
  for (let k = 0; k < codes.count; k++) {
    const table = await flat.follow(codes.at + 4 * k);
    const old = await flat.field(table, 0);
    const now = await flat.field(table, 3);
    operators.push(
      Math.max(old === undefined ? 0 : await flat.u8(old), now === undefined ? 0 : await flat.i32(now)),
    );
  }
  return operators;
}

/** By index; undefined for what is computed. */
async function graphTensors(
  flat: FlatBuffer,
  graph: number,
  buffers: Vector,
  totals: Totals,
): Promise<(Constant | undefined)[]> {
  const tensors = await flat.vector(graph, 0, 4);
  totals.tensors += tensors.count;
  if (totals.tensors > MAX_TENSORS) flat.fail(`more than ${MAX_TENSORS} tensors`, tensors.at);
  const found: (Constant | undefined)[] = [];
  for (let k = 0; k < tensors.count; k++) {
    const table = await flat.follow(tensors.at + 4 * k);
    const buffer = await flat.field(table, 2);
    const index = buffer === undefined ? 0 : await flat.u32(buffer);
    if (index >= buffers.count) flat.fail(`buffer ${index} of ${buffers.count}`, table);
    const place = await bufferPlace(flat, await flat.follow(buffers.at + 4 * index));
    found.push(place && (await readTensor(flat, table, place, totals)));
  }
  return found;
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

/** data 0; files above 2 GiB have offset 1 and size 2, from the start of the file. */
async function bufferPlace(flat: FlatBuffer, buffer: number): Promise<Place | undefined> {
  const { at, count } = await flat.vector(buffer, 0, 1);
  if (count > 0) return { offset: at, length: count };
  const offsetField = await flat.field(buffer, 1);
  const sizeField = await flat.field(buffer, 2);
  if (offsetField === undefined || sizeField === undefined) return undefined;
  const offset = await flat.i64(offsetField);
  const length = await flat.i64(sizeField);
  if (length === 0) return undefined;
  if (!(offset >= 0 && length > 0 && length <= flat.source.size - offset))
    flat.fail(`a buffer of ${length} bytes at ${offset}, the file has ${flat.source.size}`, buffer);
  return { offset, length };
}

async function readTensor(
  flat: FlatBuffer,
  table: number,
  { offset, length }: Place,
  totals: Totals,
): Promise<Constant> {
  const sizes = await flat.vector(table, 0, 4);
  if (sizes.count > MAX_RANK) flat.fail(`${sizes.count} dimensions, at most ${MAX_RANK}`, table);
  const shape: number[] = [];
  for (let k = 0; k < sizes.count; k++) shape.push(await flat.i32(sizes.at + 4 * k));
  const type = await flat.field(table, 1);
  const quantization = await flat.field(table, 4);
  return {
    name: await flat.text(table, 3, MAX_NAME),
    shape,
    type: type === undefined ? 0 : await flat.u8(type),
    scales:
      quantization === undefined
        ? undefined
        : await readScales(flat, await flat.follow(quantization), totals),
    sparse: (await flat.field(table, 6)) !== undefined,
    offset,
    length,
    operator: undefined,
  };
}

/** QuantizationParameters: scale 2, zero_point 3, quantized_dimension 6. */
async function readScales(flat: FlatBuffer, table: number, totals: Totals): Promise<Scales | undefined> {
  const scales = await flat.vector(table, 2, 4);
  const zeros = await flat.vector(table, 3, 8);
  if (scales.count === 0) return undefined;
  totals.scales += scales.count;
  if (totals.scales > MAX_SCALES) flat.fail(`more than ${MAX_SCALES} scales`, table);
  if (zeros.count > 1 && zeros.count !== scales.count)
    flat.fail(`${zeros.count} zero points for ${scales.count} scales`, table);
  const scale: number[] = [];
  for (let k = 0; k < scales.count; k++) scale.push(await flat.f32(scales.at + 4 * k));
  const zero: number[] = [];
  for (let k = 0; k < zeros.count; k++) zero.push(await flat.i64(zeros.at + 8 * k));
  const dimension = await flat.field(table, 6);
  return { scale, zero, dimension: dimension === undefined ? 0 : await flat.i32(dimension) };
}

/** Operator: opcode_index 0, inputs 1. */
async function noteOperators(
  flat: FlatBuffer,
  graph: number,
  codes: readonly number[],
  tensors: readonly (Constant | undefined)[],
  totals: Totals,
): Promise<void> {
  const operators = await flat.vector(graph, 3, 4);
  totals.operators += operators.count;
  if (totals.operators > MAX_OPERATORS) flat.fail(`more than ${MAX_OPERATORS} operators`, operators.at);
  for (let k = 0; k < operators.count; k++) {
    const table = await flat.follow(operators.at + 4 * k);
    const code = await flat.field(table, 0);
    const inputs = await flat.vector(table, 1, 4);
    if (inputs.count < 2) continue;
    const weight = tensors[await flat.i32(inputs.at + 4)];
    if (weight) weight.operator = codes[code === undefined ? 0 : await flat.u32(code)];
  }
}
