/**
 * The passes over one chunk of samples, in linear memory: forward, backward, and the block of products with a matrix of
 * second derivatives. Nothing here is scaled or averaged: every loss is the sum over the chunk's rows.
 */
import type { FloatArray, Matrix, Precision } from "../base/index.ts";
import { type Arithmetic, arithmetic } from "./arithmetic.ts";
import { type NetworkData, rowsPerSample } from "./data/data-set.ts";
import type { Directions, Pull, Tape } from "./layers/layer.ts";
import { aligned, type ChunkTape, Layout } from "./layout.ts";
import { type Loss, lossOf } from "./losses/loss.ts";
import { writeTargets } from "./losses/targets.ts";
import type { Network } from "./network.ts";
import { entries } from "./shapes.ts";

/**
 * Matrices that a vector can be multiplied by, P x P: the Hessian H of the loss; its Gauss-Newton part G; the residual
 * H - G; the empirical Fisher matrix, the sum of the outer products of the samples' gradients.
 */
export type CurvatureKind = "hessian" | "gaussNewton" | "residual" | "fisher";

export class Engine {
  readonly network: Network;
  readonly run: Arithmetic;
  readonly layout: Layout;
  /** Address of the parameters. */
  readonly parameters: number;
  private readonly loss: Loss;

  /** @throws OUT_OF_MEMORY */
  constructor(net: Network, precision: Precision | undefined) {
    this.network = net;
    this.run = arithmetic(precision);
    this.layout = new Layout(net, this.run);
    this.loss = lossOf(net.loss, net.output[net.output.length - 1], this.run);
    this.parameters = this.take(net.size * this.run.type.bytes);
  }

  /** A block of linear memory that stays until the engine goes. @throws OUT_OF_MEMORY */
  take(bytes: number): number {
    return this.run.memory.push(bytes);
  }

  /** A live view, until memory is taken. */
  view(at: number, count: number): FloatArray {
    return new this.run.type.array(this.run.memory.buffer, at, count);
  }

  /** A tape in `bytes` of memory at `at`, or in memory of its own. */
  tape(samples: number, at = this.take(this.layout.tapeBytes(samples))): ChunkTape {
    let end = at;
    const placed = this.layout.placeTape(samples, (bytes) => {
      const start = end;
      end += aligned(bytes);
      return start;
    });
    return { ...placed, parameters: this.parameters };
  }

  setParameters(parameters: ArrayLike<number>): void {
    this.view(this.parameters, this.network.size).set(parameters);
  }

  /** Copies samples [from, from + tape.samples) in. */
  loadInputs(tape: ChunkTape, inputs: Matrix, from: number): void {
    const { cols, data } = inputs;
    const rows = data.subarray(from * cols, (from + tape.samples) * cols);
    this.view(tape.value[0], rows.length).set(rows);
  }

  /** Copies the targets of those samples in. @throws INVALID_ARGUMENT for labels out of range */
  loadLabels(tape: ChunkTape, labels: NetworkData["labels"], from: number): void {
    const { network } = this;
    const width = network.output[network.output.length - 1];
    const { rows, targets } = tape.loss;
    const first = from * rowsPerSample(network);
    writeTargets(network.loss, labels, first, rows, width, this.view(targets, rows * width));
  }

  /** Values of all nodes. */
  forward(tape: ChunkTape): void {
    for (const { passes } of this.layout.workers) passes.forward(tape);
  }

  /** Losses of the rows and dL/doutput. */
  lossGradient(tape: ChunkTape): void {
    this.loss.first(tape.loss);
  }

  /** Sum of the rows' losses, in their order. */
  lossSum(tape: ChunkTape): number {
    const losses = new Float64Array(this.run.memory.buffer, tape.loss.losses, tape.loss.rows);
    let sum = 0;
    for (const loss of losses) sum += loss;
    return sum;
  }

  /** Adjoints of all active nodes, after `forward`; adds dL/dparameters to `gradient` unless it is 0. */
  backward(tape: ChunkTape, gradient: number): void {
    this.clearActive(tape.samples, 1, tape.adjoint);
    this.lossGradient(tape);
    this.pull(tape, { count: 1, adjoint: tape.adjoint, gradient });
  }

  /** From the adjoint of the output down to those of all active nodes and the parameters. */
  pull(tape: Tape, pull: Pull): void {
    const { activeWorkers } = this.layout;
    for (let i = activeWorkers.length - 1; i >= 0; i--) activeWorkers[i].passes.pull(tape, pull);
  }

  /** The same from given adjoints of the output, one row a sample; after `forward`. */
  pullFrom(tape: Tape, output: FloatArray, pull: Pull): void {
    this.clearActive(tape.samples, pull.count, pull.adjoint);
    this.view(pull.adjoint[pull.adjoint.length - 1], output.length).set(output);
    this.pull(tape, pull);
  }

  /** Tangents of all active nodes along the directions, after `forward`. */
  tangents(tape: Tape, along: Directions): void {
    for (const { passes } of this.layout.activeWorkers) passes.tangent(tape, along);
  }

  /** Adds the products with the directions to `pull.gradient`; after `backward`. */
  products(kind: CurvatureKind, tape: ChunkTape, along: Directions, pull: Pull): void {
    this.clearActive(tape.samples, along.count, pull.adjoint);
    this.tangents(tape, along);
    const last = this.network.nodes.length - 1;
    const outputs = along.tangent[last];
    const target = pull.adjoint[last];
    if (kind === "fisher") {
      const width = entries(this.network.output);
      this.run.projectRows(along.count, tape.samples, width, tape.adjoint[last], outputs, target);
    } else if (kind !== "residual") this.loss.second(tape.loss, along.count, outputs, target);
    const second = kind === "hessian" || kind === "residual";
    const { activeWorkers } = this.layout;
    for (let i = activeWorkers.length - 1; i >= 0; i--) {
      const { passes } = activeWorkers[i];
      passes.pull(tape, pull);
      if (second) passes.curve?.(tape, along, pull);
    }
  }

  /** Adds the gradient of sample b of a tape to `gradient`; after `backward`. */
  sampleGradient(tape: ChunkTape, b: number, gradient: number): void {
    const { bytes } = this.run.type;
    const { nodes } = this.network;
    const at = (base: readonly number[]) =>
      base.map((address, i) => (address ? address + b * nodes[i].size * bytes : 0));
    const one: Tape = { ...tape, samples: 1, value: at(tape.value), adjoint: at(tape.adjoint) };
    for (const { node, passes, hasParameters } of this.layout.activeWorkers) {
      if (!hasParameters) continue;
      // Only its own adjoint: those of its inputs are there already.
      const adjoint = nodes.map((_, i) => (i === node ? one.adjoint[i] : 0));
      passes.pull(one, { count: 1, adjoint, gradient });
    }
  }

  private clearActive(samples: number, count: number, at: readonly number[]): void {
    const first = at.find((address) => address > 0) ?? 0;
    this.run.clear(first, this.layout.activeBytes(samples, count) / this.run.type.bytes);
  }
}
