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
  type FloatArray,
  knownOptions,
  type Matrix,
  requireInteger,
  requireOneOf,
  WignerscopeError,
} from "../base/index.ts";
import type { Precision } from "../kernel/index.ts";
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
}

const DEFAULT_CHUNK = 1024;
/** Chunks keep their values from product to product up to this many bytes; beyond it they are computed again. */
const RESIDENT_BYTES = 2 ** 30;
/** Directions that a block of products takes through the passes at once. */
const BLOCK = 16;

interface Chunk {
  readonly from: number;
  readonly tape: ChunkTape;
}

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
  private readonly data: NetworkData;
  private readonly chunks: readonly Chunk[];
  /** Whether every chunk has memory of its own. */
  private readonly resident: boolean;
  /** Chunks whose adjoints are there, for the parameters as they are. */
  private readonly ready = new Set<Chunk>();
  private room: BlockRoom | undefined;

  /**
   * @throws INVALID_SHAPE, INVALID_ARGUMENT, TOO_FEW for parameters and data that do not fit the network;
   *   NOT_FINITE for parameters that are not numbers; OUT_OF_MEMORY
   */
  constructor(net: Network, parameters: FloatArray, data: NetworkData, options: DerivativesOptions = {}) {
    checkNetwork(net);
    knownOptions("derivatives", options, { precision: true, reduction: true, chunk: true });
    checkData(net, data);
    this.network = net;
    this.size = net.size;
    this.data = data;
    this.samples = data.inputs.rows;
    this.reduction = requireOneOf("reduction", options.reduction ?? "mean", ["mean", "sum"] as const);
    const chunk = Math.min(requireInteger("chunk", options.chunk ?? DEFAULT_CHUNK, 1), this.samples);
    this.engine = new Engine(net, options.precision);
    this.setParameters(parameters);
    const bytes = this.engine.layout.tapeBytes(chunk);
    const starts = Array.from({ length: Math.ceil(this.samples / chunk) }, (_, i) => i * chunk);
    this.resident = starts.length * bytes <= RESIDENT_BYTES || starts.length === 1;
    const shared = this.resident ? undefined : this.engine.take(bytes);
    this.chunks = starts.map((from) => ({
      from,
      tape: this.engine.tape(Math.min(chunk, this.samples - from), shared),
    }));
    // Labels are checked now, not in the middle of a run.
    for (const { from, tape } of this.chunks) this.load(from, tape);
  }

  /** Moves to another point. @throws INVALID_SHAPE, NOT_FINITE */
  setParameters(parameters: FloatArray): void {
    checkParameters(this.network, parameters);
    this.engine.setParameters(parameters);
    this.ready.clear();
  }

  /** The loss. @throws NOT_FINITE when it is not a number, naming the sample. */
  loss(): number {
    let sum = 0;
    for (const chunk of this.chunks) {
      this.prepare(chunk);
      sum += this.engine.lossSum(chunk.tape);
    }
    if (!Number.isFinite(sum)) throw this.lossNotFinite();
    return sum * this.scale();
  }

  /** dL/dparameters. */
  gradient(): Float64Array {
    const { size } = this;
    const room = this.roomFor(1);
    this.overChunks(room, 1, (chunk, partial) => this.prepare(chunk, partial));
    const out = new Float64Array(size);
    this.takeOut(room.sums, out, this.scale());
    return out;
  }

  /** out = A v for the matrix of that kind; both have `size` entries. @throws INVALID_SHAPE */
  product(kind: CurvatureKind, v: FloatArray, out: FloatArray): void {
    this.checkVector("v", v.length, this.size);
    this.checkVector("out", out.length, this.size);
    this.block(kind, v, out, 1);
  }

  /** Row by row the same for a block of vectors: `v` and `out` are vectors x size. @throws INVALID_SHAPE */
  products(kind: CurvatureKind, v: Matrix, out: Matrix): void {
    for (const [name, matrix] of [
      ["v", v],
      ["out", out],
    ] as const)
      this.checkVector(name, matrix.cols, this.size);
    this.checkVector("out", out.data.length, v.data.length);
    for (let from = 0; from < v.rows; from += BLOCK) {
      const count = Math.min(BLOCK, v.rows - from);
      const range = [from * this.size, (from + count) * this.size] as const;
      this.block(kind, v.data.subarray(...range), out.data.subarray(...range), count);
    }
  }

  /** The gradient of each sample's own loss, samples [from, to) in the rows; `reduction` does not enter. */
  sampleGradients(from = 0, to = this.samples): Matrix<Float64Array> {
    requireInteger("from", from, 0);
    if (!(Number.isSafeInteger(to) && to <= this.samples && to >= from))
      throw new WignerscopeError("INVALID_ARGUMENT", `to must be from ${from} to ${this.samples}, got ${to}`);
    const { size, engine } = this;
    const data = new Float64Array((to - from) * size);
    const { partial } = this.roomFor(1);
    for (const chunk of this.chunks) {
      const end = chunk.from + chunk.tape.samples;
      if (end <= from || chunk.from >= to) continue;
      this.prepare(chunk);
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
    return this.gather(name, ({ adjoint }, node) => adjoint[node]);
  }

  private gather(name: string, addressOf: (tape: ChunkTape, node: number) => number): Matrix<Float64Array> {
    const node = this.network.nodes.findIndex((candidate) => candidate.name === name);
    if (node < 0)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `name must be one of ${this.network.nodes.map((n) => n.name).join(", ")}, got ${name}`,
      );
    const { size } = this.network.nodes[node];
    const data = new Float64Array(this.samples * size);
    for (const chunk of this.chunks) {
      this.prepare(chunk);
      const address = addressOf(chunk.tape, node);
      if (address === 0)
        throw new WignerscopeError("INVALID_ARGUMENT", `${name} has no adjoints: no parameter lies below it`);
      data.set(this.engine.view(address, chunk.tape.samples * size), chunk.from * size);
    }
    return { rows: this.samples, cols: size, data };
  }

  private block(kind: CurvatureKind, v: FloatArray, out: FloatArray, count: number): void {
    const room = this.roomFor(count);
    const { engine } = this;
    engine.view(room.vectors, v.length).set(v);
    this.overChunks(room, count, (chunk, partial) => {
      this.prepare(chunk);
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
    for (const [i, chunk] of this.chunks.entries()) {
      const target = i === 0 ? room.sums : room.partial;
      run.clear(target, length);
      add(chunk, target);
      if (i > 0) run.addScaled(length, 1, room.partial, room.sums);
    }
  }

  private load(from: number, tape: ChunkTape): void {
    this.engine.loadInputs(tape, this.data.inputs, from);
    this.engine.loadLabels(tape, this.data.labels, from);
  }

  /** Values and adjoints of a chunk, and, unless `gradient` is 0, its gradient added there. */
  private prepare(chunk: Chunk, gradient = 0): void {
    const ready = this.ready.has(chunk);
    if (ready && gradient === 0) return;
    if (!ready) {
      if (!this.resident) {
        this.load(chunk.from, chunk.tape);
        this.ready.clear();
      }
      this.engine.forward(chunk.tape);
    }
    this.engine.backward(chunk.tape, gradient);
    this.ready.add(chunk);
  }

  private roomFor(count: number): BlockRoom {
    if (this.room && this.room.count >= count) return this.room;
    const { engine, size } = this;
    const vector = count * size * engine.run.type.bytes;
    const active = engine.layout.activeBytes(this.chunks[0].tape.samples, count);
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

  private checkVector(name: string, length: number, wanted: number): void {
    if (length !== wanted)
      throw new WignerscopeError("INVALID_SHAPE", `${name} must have ${wanted} entries, got ${length}`);
  }

  private lossNotFinite(): WignerscopeError {
    const width = entries(this.network.output);
    for (const { from, tape } of this.chunks) {
      if (!this.resident) return new WignerscopeError("NOT_FINITE", "the loss is not a finite number");
      const outputs = this.engine.view(tape.loss.output, tape.samples * width);
      const bad = outputs.findIndex((value: number) => !Number.isFinite(value));
      if (bad >= 0)
        return new WignerscopeError(
          "NOT_FINITE",
          `the loss is not a finite number: output ${bad % width} of sample ${from + Math.floor(bad / width)} is ${outputs[bad]}`,
        );
    }
    return new WignerscopeError(
      "NOT_FINITE",
      "the loss is not a finite number: the sum over samples overflows",
    );
  }
}
