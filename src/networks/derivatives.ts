/**
 * First and second derivatives of a network's loss at one point of parameter space over one data set, all in the
 * kernel's linear memory: values and adjoints are computed once, and a product with the Hessian then costs two passes
 * and moves nothing but v and Hv.
 *
 * Samples are taken in chunks of fixed size and order; each chunk's sum is formed by itself and the sums are added in
 * order, so that the result does not depend on who computed which chunk. The loss of a sample is the mean over its rows
 * of output (it has one unless the output has several dimensions); `reduction` says how samples are put together.
 */
import {
  checkShape,
  type FloatArray,
  knownOptions,
  type Matrix,
  type Precision,
  requireInteger,
  requireOneOf,
  WignerscopeError,
} from "../base/index.ts";
import { type Chunk, Chunks } from "./chunks.ts";
import { checkData, type NetworkData, rowsPerSample } from "./data/data-set.ts";
import { type CurvatureKind, Engine } from "./engine.ts";
import type { ChunkTape } from "./layout.ts";
import { checkNetwork, type Network } from "./network.ts";
import { checkParameters } from "./parameters.ts";
import { entries } from "./shapes.ts";

export interface DerivativesOptions {
  /** Arithmetic; default "f64". Results are f64 arrays in either. */
  readonly precision?: Precision;
  /** The loss is the mean over samples (default) or their sum. */
  readonly reduction?: "mean" | "sum";
  /** Samples in a chunk; default 1024. It decides the order of sums, so the last digits of results depend on it. */
  readonly chunk?: number;
  /**
   * Bytes up to which values and adjoints of all chunks are kept from product to product; default 1 GiB. Beyond it they
   * are computed again in each product, which costs about half as much again.
   */
  readonly memory?: number;
}

const DEFAULT_CHUNK = 1024;
const RESIDENT_BYTES = 2 ** 30;
/** Directions that a block of products takes through the passes at once, if they fit into as many bytes. */
const BLOCK = 16;
const BLOCK_BYTES = 2 ** 29;
const KINDS = ["hessian", "gaussNewton", "residual", "fisher"] as const satisfies readonly CurvatureKind[];

/** Room for a block of directions. */
interface BlockRoom {
  readonly count: number;
  readonly vectors: number;
  readonly sums: number;
  readonly partial: number;
  readonly tangents: number;
  readonly adjoints: number;
}

export class Derivatives {
  readonly network: Network;
  /** Number of parameters. */
  readonly size: number;
  readonly samples: number;
  readonly reduction: "mean" | "sum";
  private readonly engine: Engine;
  private readonly chunks: Chunks;
  private room: BlockRoom | undefined;

  /**
   * @throws INVALID_SHAPE, INVALID_ARGUMENT, TOO_FEW for parameters and data that do not fit the network;
   *   NOT_FINITE for parameters that are not numbers; OUT_OF_MEMORY
   */
  constructor(net: Network, parameters: FloatArray, data: NetworkData, options: DerivativesOptions = {}) {
    checkNetwork(net);
    knownOptions("derivatives", options, { precision: true, reduction: true, chunk: true, memory: true });
    checkData(net, data);
    this.network = net;
    this.size = net.size;
    this.samples = data.inputs.rows;
    this.reduction = requireOneOf("reduction", options.reduction ?? "mean", ["mean", "sum"] as const);
    const chunk = Math.min(requireInteger("chunk", options.chunk ?? DEFAULT_CHUNK, 1), this.samples);
    this.engine = new Engine(net, options.precision);
    checkParameters(net, parameters);
    this.engine.setParameters(parameters);
    const memory = requireInteger("memory", options.memory ?? RESIDENT_BYTES, 0);
    this.chunks = new Chunks(this.engine, data, chunk, memory);
  }

  /** Moves to another point. @throws INVALID_SHAPE, NOT_FINITE */
  setParameters(parameters: FloatArray): void {
    checkParameters(this.network, parameters);
    this.engine.setParameters(parameters);
    this.chunks.forget();
  }

  /** The loss. @throws NOT_FINITE when it is not a number, naming the sample. */
  loss(): number {
    let sum = 0;
    for (const chunk of this.chunks.list) {
      this.chunks.prepare(chunk);
      sum += this.engine.lossSum(chunk.tape);
    }
    if (!Number.isFinite(sum)) throw this.chunks.lossNotFinite();
    return sum * this.scale();
  }

  /** dL/dparameters. */
  gradient(): Float64Array {
    const { size } = this;
    const room = this.roomFor(1);
    this.overChunks(room, 1, (chunk, partial) => this.chunks.prepare(chunk, partial));
    const out = new Float64Array(size);
    this.takeOut(room.sums, out, this.scale());
    return out;
  }

  /** out = A v for the matrix of that kind; both have `size` entries. @throws INVALID_SHAPE */
  product(kind: CurvatureKind, v: FloatArray, out: FloatArray): void {
    checkVector("v", v, this.size);
    checkVector("out", out, this.size);
    this.block(kind, v, out, 1);
  }

  /** Row by row the same for a block of vectors: `v` and `out` are vectors x size. @throws INVALID_SHAPE */
  products(kind: CurvatureKind, v: Matrix, out: Matrix): void {
    checkRows("v", v, v?.rows, this.size);
    checkRows("out", out, v.rows, this.size);
    const most = this.blockSize();
    for (let from = 0; from < v.rows; from += most) {
      const count = Math.min(most, v.rows - from);
      const range = [from * this.size, (from + count) * this.size] as const;
      this.block(kind, v.data.subarray(...range), out.data.subarray(...range), count);
    }
  }

  /**
   * J v: how the outputs move along v, samples x entries of the output.
   * @throws INVALID_SHAPE
   */
  outputTangents(v: FloatArray): Matrix<Float64Array> {
    checkVector("v", v, this.size);
    const { engine } = this;
    const room = this.roomFor(1);
    engine.view(room.vectors, this.size).set(v);
    const cols = entries(this.network.output);
    const data = new Float64Array(this.samples * cols);
    for (const chunk of this.chunks.list) {
      this.chunks.prepare(chunk);
      const { samples } = chunk.tape;
      const { at: tangent } = engine.layout.placeActive(samples, 1, room.tangents);
      engine.tangents(chunk.tape, { count: 1, vectors: room.vectors, tangent });
      data.set(engine.view(tangent[tangent.length - 1], samples * cols), chunk.from * cols);
    }
    return { rows: this.samples, cols, data };
  }

  /**
   * Adjoints at the named nodes for given ones at the output (`cotangents`, samples x entries of the output): J^T of each
   * sample by itself, as far down as the nodes. `out`, if it is given, becomes J^T u, summed over samples.
   * @throws INVALID_SHAPE, INVALID_ARGUMENT for a name that is not there or a node below all parameters
   */
  pullBack(cotangents: Matrix, names: readonly string[], out?: FloatArray): Matrix<Float64Array>[] {
    const { engine, size } = this;
    const cols = entries(this.network.output);
    checkRows("cotangents", cotangents, this.samples, cols);
    if (out) checkVector("out", out, size);
    const nodes = names.map((name) => this.nodeOf(name));
    const found = nodes.map((node) => new Float64Array(this.samples * this.network.nodes[node].size));
    const room = this.roomFor(1);
    this.overChunks(room, 1, (chunk, partial) => {
      this.chunks.prepare(chunk);
      const { samples } = chunk.tape;
      const { at: adjoint } = engine.layout.placeActive(samples, 1, room.adjoints);
      const rows = cotangents.data.subarray(chunk.from * cols, (chunk.from + samples) * cols);
      engine.pullFrom(chunk.tape, rows, { count: 1, adjoint, gradient: out ? partial : 0 });
      for (const [i, node] of nodes.entries()) {
        const entriesOf = this.network.nodes[node].size;
        found[i].set(
          engine.view(activeAddress(adjoint, node, names[i]), samples * entriesOf),
          chunk.from * entriesOf,
        );
      }
    });
    if (out) this.takeOut(room.sums, out, 1);
    return found.map((data, i) => ({ rows: this.samples, cols: this.network.nodes[nodes[i]].size, data }));
  }

  /** How many inputs of relu and leakyRelu are exactly 0, where f' = 0 is a convention. */
  kinks(): number {
    const { nodes } = this.network;
    let zeros = 0;
    for (const { layer, inputs } of nodes) {
      if (layer?.kind !== "relu" && layer?.kind !== "leakyRelu") continue;
      for (const x of this.values(nodes[inputs[0]].name).data) if (x === 0) zeros++;
    }
    return zeros;
  }

  /** The gradient of each sample's own loss, samples [from, to) in the rows; `reduction` does not enter. */
  sampleGradients(from = 0, to = this.samples): Matrix<Float64Array> {
    requireInteger("from", from, 0);
    if (!(Number.isSafeInteger(to) && to <= this.samples && to >= from))
      throw new WignerscopeError("INVALID_ARGUMENT", `to must be from ${from} to ${this.samples}, got ${to}`);
    const { size, engine } = this;
    const data = new Float64Array((to - from) * size);
    const { partial } = this.roomFor(1);
    for (const chunk of this.chunks.list) {
      const end = chunk.from + chunk.tape.samples;
      if (end <= from || chunk.from >= to) continue;
      this.chunks.prepare(chunk);
      for (let b = Math.max(from, chunk.from); b < Math.min(to, end); b++) {
        engine.run.clear(partial, size);
        engine.sampleGradient(chunk.tape, b - chunk.from, partial);
        this.takeOut(partial, data.subarray((b - from) * size, (b - from + 1) * size), this.rowScale());
      }
    }
    return { rows: to - from, cols: size, data };
  }

  /** The values of a node over all samples, samples x entries. @throws INVALID_ARGUMENT for a name that is not there */
  values(name: string): Matrix<Float64Array> {
    return this.gather(name, ({ value }, node) => value[node]);
  }

  /**
   * dL/dvalue of a node over all samples, samples x entries, for the loss of each row by itself.
   * @throws INVALID_ARGUMENT for a name that is not there or a node below all parameters
   */
  adjoints(name: string): Matrix<Float64Array> {
    return this.gather(name, ({ adjoint }, node) => activeAddress(adjoint, node, name));
  }

  /**
   * f'(z) and f''(z) of an activation over all samples, samples x entries; `second` is absent where it is 0 everywhere.
   * @throws INVALID_ARGUMENT for a name that is not there or not that of an activation
   */
  slopes(name: string): { first: Matrix<Float64Array>; second?: Matrix<Float64Array> } {
    const node = this.nodeOf(name);
    const slopes = this.engine.layout.workers.find((worker) => worker.node === node)?.passes.slopes;
    if (!slopes) throw new WignerscopeError("INVALID_ARGUMENT", `${name} is not an activation`);
    const first = this.gather(name, (tape) => slopes(tape).first);
    if (slopes(this.chunks.list[0].tape).second === undefined) return { first };
    return { first, second: this.gather(name, (tape) => slopes(tape).second ?? 0) };
  }

  private nodeOf(name: string): number {
    const { nodes } = this.network;
    const node = nodes.findIndex((candidate) => candidate.name === name);
    if (node < 0)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `name must be one of ${nodes.map((n) => n.name).join(", ")}, got ${name}`,
      );
    return node;
  }

  private gather(name: string, addressOf: (tape: ChunkTape, node: number) => number): Matrix<Float64Array> {
    const node = this.nodeOf(name);
    const { size } = this.network.nodes[node];
    const data = new Float64Array(this.samples * size);
    for (const chunk of this.chunks.list) {
      this.chunks.prepare(chunk);
      const address = addressOf(chunk.tape, node);
      data.set(this.engine.view(address, chunk.tape.samples * size), chunk.from * size);
    }
    return { rows: this.samples, cols: size, data };
  }

  /** Directions in a block. */
  private blockSize(): number {
    const { engine, size } = this;
    const vector = size * engine.run.type.bytes;
    const active = engine.layout.activeBytes(this.chunks.list[0].tape.samples, 1);
    return Math.max(1, Math.min(BLOCK, Math.floor(BLOCK_BYTES / (3 * vector + 2 * active))));
  }

  private block(kind: CurvatureKind, v: FloatArray, out: FloatArray, count: number): void {
    requireOneOf("kind", kind, KINDS);
    const room = this.roomFor(count);
    const { engine } = this;
    engine.view(room.vectors, v.length).set(v);
    this.overChunks(room, count, (chunk, partial) => {
      this.chunks.prepare(chunk);
      const { samples } = chunk.tape;
      const { at: tangent } = engine.layout.placeActive(samples, count, room.tangents);
      const { at: adjoint } = engine.layout.placeActive(samples, count, room.adjoints);
      const along = { count, vectors: room.vectors, tangent };
      engine.products(kind, chunk.tape, along, { count, adjoint, gradient: partial });
    });
    this.takeOut(room.sums, out, this.scale() * (kind === "fisher" ? this.rowScale() : 1));
  }

  /** Runs `add` on each chunk, which adds to `partial`; the partial sums end up in `room.sums`. */
  private overChunks(room: BlockRoom, count: number, add: (chunk: Chunk, partial: number) => void): void {
    const length = count * this.size;
    const { run } = this.engine;
    for (const [i, chunk] of this.chunks.list.entries()) {
      const target = i === 0 ? room.sums : room.partial;
      run.clear(target, length);
      add(chunk, target);
      if (i > 0) run.addScaled(length, 1, room.partial, room.sums);
    }
  }

  private roomFor(count: number): BlockRoom {
    if (this.room && this.room.count >= count) return this.room;
    const { engine, size } = this;
    const vector = count * size * engine.run.type.bytes;
    const active = engine.layout.activeBytes(this.chunks.list[0].tape.samples, count);
    this.room = {
      count,
      vectors: engine.take(vector),
      sums: engine.take(vector),
      partial: engine.take(vector),
      tangents: engine.take(active),
      adjoints: engine.take(active),
    };
    return this.room;
  }

  private takeOut(at: number, out: FloatArray, scale: number): void {
    const view = this.engine.view(at, out.length);
    if (scale === 1) out.set(view);
    else for (let i = 0; i < out.length; i++) out[i] = view[i] * scale;
  }

  /** What a sum over rows is multiplied by. */
  private scale(): number {
    return this.reduction === "mean" ? this.rowScale() / this.samples : this.rowScale();
  }

  private rowScale(): number {
    return 1 / rowsPerSample(this.network);
  }
}

/** @throws INVALID_ARGUMENT for a node without adjoints */
function activeAddress(adjoint: readonly number[], node: number, name: string): number {
  if (adjoint[node] === 0)
    throw new WignerscopeError("INVALID_ARGUMENT", `${name} has no adjoints: no parameter lies below it`);
  return adjoint[node];
}

/** @throws INVALID_ARGUMENT, INVALID_SHAPE */
function checkRows(name: string, matrix: Matrix, rows: number, cols: number): void {
  checkShape(matrix, name);
  if (matrix.rows !== rows || matrix.cols !== cols)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${name} must be ${rows} x ${cols}, got ${matrix.rows} x ${matrix.cols}`,
    );
}

/** @throws INVALID_ARGUMENT, INVALID_SHAPE */
function checkVector(name: string, values: FloatArray, wanted: number): void {
  if (!(values instanceof Float64Array || values instanceof Float32Array))
    throw new WignerscopeError("INVALID_ARGUMENT", `${name} must be a Float64Array or a Float32Array`);
  if (values.length !== wanted)
    throw new WignerscopeError("INVALID_SHAPE", `${name} must have ${wanted} entries, got ${values.length}`);
}
