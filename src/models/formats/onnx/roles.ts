/**
 * What an ONNX graph shows of its constants: how the dimensions of a weight are laid out, and which constants are not
 * weights at all, because nodes take them as shapes, indices, states or biases, or because they are the basis of a
 * Fourier transform. Told by the wiring alone; no values are read.
 */
import type { TensorLayout } from "../../tensor.ts";
import { DEQUANTIZE } from "./quantised.ts";
import type { Found, NodeRecord } from "./records.ts";

/** What is known of a constant; a constant that no node uses in a way that tells has no entry. */
export interface Role {
  readonly layout?: TensorLayout;
  /** Why it is not a weight. */
  readonly notWeight?: string;
}

interface Use {
  readonly node: NodeRecord;
  readonly index: number;
}

/** Roles by the names that the graph uses. */
export function rolesOf({ tensors, nodes }: Pick<Found, "tensors" | "nodes">): ReadonlyMap<string, Role> {
  const constants = new Set(tensors.map(({ name }) => name));
  const producers = new Map<string, NodeRecord>();
  for (const node of nodes) for (const output of node.outputs) if (output) producers.set(output, node);
  const origin = (name: string) => throughIdentities(name, producers);
  const uses = new Map<string, Use[]>();
  for (const node of nodes)
    for (const [index, input] of node.inputs.entries()) {
      if (passesOn(node, index) || input === "") continue;
      const name = origin(input);
      if (!constants.has(name)) continue;
      const others = uses.get(name);
      if (others) others.push({ node, index });
      else uses.set(name, [{ node, index }]);
    }
  const bases = fourierBases(nodes, producers);
  const roles = new Map<string, Role>();
  for (const [name, of] of uses) {
    const role = roleOf(of, bases);
    if (role) roles.set(name, role);
  }
  return roles;
}

function roleOf(uses: readonly Use[], bases: ReadonlySet<NodeRecord>): Role | undefined {
  const reasons = uses.map((use) => notWeight(use, bases));
  const [reason] = reasons;
  // One use as a weight makes it one.
  if (reason !== undefined && !reasons.includes(undefined)) return { notWeight: reason };
  const layout = uses.map(layoutOf).find((known) => known !== undefined);
  return layout && { layout };
}

/** Hops over nodes that only pass on: more is a circle. */
const MAX_HOPS = 16;

/** Whether a node gives on what it takes at that input; a decoded weight is a weight. */
function passesOn({ operator }: NodeRecord, index: number): boolean {
  return operator === "Identity" || (operator === DEQUANTIZE && index === 0);
}

function throughIdentities(name: string, producers: ReadonlyMap<string, NodeRecord>): string {
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const node = producers.get(name);
    if (!node || !passesOn(node, 0) || node.inputs.length === 0) return name;
    name = node.inputs[0];
  }
  return name;
}

/** Blocks of rows in the weights of one direction, in the order of the operator's documentation. */
const GATES: ReadonlyMap<string, readonly string[]> = new Map([
  ["LSTM", ["i", "o", "f", "c"]],
  ["GRU", ["z", "r", "h"]],
  ["RNN", ["i"]],
]);
/** W and R of all three. */
const RECURRENT_WEIGHTS = [1, 2];

function layoutOf({ node, index }: Use): TensorLayout | undefined {
  const gates = GATES.get(node.operator);
  if (gates && RECURRENT_WEIGHTS.includes(index)) return { kind: "recurrent", gates };
  if (index === 1 && CONVOLUTIONS.has(node.operator)) return { kind: "convolution" };
  if (node.operator === "MatMul") return { kind: "stack" };
  return undefined;
}

const CONVOLUTIONS: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "DeformConv"]);

const SHAPE = "a shape";
const INDICES = "indices";
const AXES = "axes";
const SIZES = "sizes";
/** What the inputs of an operator are that are not weights, by their position (onnx/docs/Operators.md). */
const INPUTS = new Map<string, Readonly<Record<number, string>>>([
  [
    "LSTM",
    { 3: "biases", 4: "lengths", 5: "an initial state", 6: "an initial state", 7: "peephole weights" },
  ],
  ["GRU", { 3: "biases", 4: "lengths", 5: "an initial state" }],
  ["RNN", { 3: "biases", 4: "lengths", 5: "an initial state" }],
  ["Reshape", { 1: SHAPE }],
  ["Expand", { 1: SHAPE }],
  ["ConstantOfShape", { 0: SHAPE }],
  ["Tile", { 1: "repetitions" }],
  ["Slice", { 1: INDICES, 2: INDICES, 3: AXES, 4: "steps" }],
  ["Split", { 1: SIZES }],
  ["Squeeze", { 1: AXES }],
  ["Unsqueeze", { 1: AXES }],
  ["Gather", { 1: INDICES }],
  ["GatherElements", { 1: INDICES }],
  ["GatherND", { 1: INDICES }],
  ["ScatterElements", { 1: INDICES }],
  ["ScatterND", { 1: INDICES }],
  ["Pad", { 1: SIZES, 2: "a filling", 3: AXES }],
  ["Resize", { 1: "a region", 2: "scales", 3: SIZES }],
  ["Upsample", { 1: "scales" }],
  ["GridSample", { 1: "a grid" }],
  ["Where", { 0: "a mask" }],
  ["STFT", { 1: "a step", 2: "a window", 3: "a length" }],
  ["Clip", { 1: "a bound", 2: "a bound" }],
  ["Range", { 0: "a bound", 1: "a bound", 2: "a step" }],
  ["TopK", { 1: "a count" }],
  ["CumSum", { 1: AXES }],
  ["ReduceSum", { 1: AXES }],
  ["ReduceMean", { 1: AXES }],
]);

function notWeight({ node, index }: Use, bases: ReadonlySet<NodeRecord>): string | undefined {
  if (bases.has(node))
    return `the products of ${node.operator} with it are squared and added in pairs, as the two parts of a Fourier transform are`;
  const part = INPUTS.get(node.operator)?.[index];
  return part && `${node.operator} takes it as ${part}`;
}

/** Nodes that move or cut a tensor and change no value. */
const MOVES: ReadonlySet<string> = new Set([
  "Slice",
  "Split",
  "Gather",
  "Squeeze",
  "Unsqueeze",
  "Transpose",
  "Reshape",
  "Flatten",
  "Identity",
  "Cast",
]);
const LINEAR: ReadonlySet<string> = new Set(["Conv", "MatMul", "Gemm"]);
const CUTS: ReadonlySet<string> = new Set(["Slice", "Split", "Gather"]);

/**
 * Nodes whose linear map is a Fourier transform written as a convolution or matrix product: |z|^2 = re^2 + im^2 is made of
 * two cuts of their one result, or of two such nodes at work on one input.
 */
function fourierBases(
  nodes: readonly NodeRecord[],
  producers: ReadonlyMap<string, NodeRecord>,
): ReadonlySet<NodeRecord> {
  const bases = new Set<NodeRecord>();
  for (const { operator, inputs } of nodes) {
    if (operator !== "Add" || inputs.length !== 2) continue;
    const [re, im] = inputs.map((input) => squaredProduct(input, producers));
    if (!re || !im) continue;
    const cuts = re.node === im.node && re.cut && im.cut && re.squared !== im.squared;
    const pair = re.node !== im.node && re.node.inputs[0] === im.node.inputs[0];
    if (cuts || pair) for (const { node } of [re, im]) bases.add(node);
  }
  return bases;
}

/** Where a square comes from: the linear node that made what is squared. */
interface SquaredProduct {
  readonly node: NodeRecord;
  /** The name of what is squared. */
  readonly squared: string;
  /** It is a cut of the node's result. */
  readonly cut: boolean;
}

function squaredProduct(
  name: string,
  producers: ReadonlyMap<string, NodeRecord>,
): SquaredProduct | undefined {
  const square = producers.get(name);
  const isSquare =
    square?.operator === "Pow" || (square?.operator === "Mul" && square.inputs[0] === square.inputs[1]);
  if (!square || !isSquare || square.inputs.length === 0) return undefined;
  const [squared] = square.inputs;
  let node = producers.get(squared);
  let cut = false;
  for (let hop = 0; node && MOVES.has(node.operator) && hop < MAX_HOPS; hop++) {
    cut ||= CUTS.has(node.operator);
    node = producers.get(node.inputs[0] ?? "");
  }
  return node && LINEAR.has(node.operator) ? { node, squared, cut } : undefined;
}
