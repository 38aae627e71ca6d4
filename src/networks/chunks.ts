/**
 * The samples of a data set in chunks of one size, each with its values and adjoints in linear memory; where all of them
 * do not fit, one chunk's memory serves for all and is filled again at each turn.
 */
import { WignerscopeError } from "../base/index.ts";
import type { NetworkData } from "./data/data-set.ts";
import type { Engine } from "./engine.ts";
import type { ChunkTape } from "./layout.ts";
import { entries } from "./shapes.ts";

export interface Chunk {
  /** Number of its first sample. */
  readonly from: number;
  readonly tape: ChunkTape;
}

export class Chunks {
  readonly list: readonly Chunk[];
  private readonly engine: Engine;
  private readonly data: NetworkData;
  /** Whether every chunk has memory of its own. */
  private readonly resident: boolean;
  /** Chunks whose values and adjoints are there, for the parameters as they are. */
  private readonly ready = new Set<Chunk>();

  /**
   * Chunks of `size` samples. They keep their values if all of them take at most `memory` bytes.
   * @throws INVALID_ARGUMENT for labels out of range, OUT_OF_MEMORY
   */
  constructor(engine: Engine, data: NetworkData, size: number, memory: number) {
    this.engine = engine;
    this.data = data;
    const samples = data.inputs.rows;
    const bytes = engine.layout.tapeBytes(size);
    const starts = Array.from({ length: Math.ceil(samples / size) }, (_, i) => i * size);
    this.resident = starts.length * bytes <= memory || starts.length === 1;
    const shared = this.resident ? undefined : engine.take(bytes);
    this.list = starts.map((from) => ({ from, tape: engine.tape(Math.min(size, samples - from), shared) }));
    // Labels are checked now, not in the middle of a run.
    for (const chunk of this.list) this.load(chunk);
  }

  /** The parameters have changed. */
  forget(): void {
    this.ready.clear();
  }

  /** Values and adjoints of a chunk, and, unless `gradient` is 0, its gradient added there. */
  prepare(chunk: Chunk, gradient = 0): void {
    const ready = this.ready.has(chunk);
    if (ready && gradient === 0) return;
    if (!ready) {
      if (!this.resident) {
        this.load(chunk);
        this.ready.clear();
      }
      this.engine.forward(chunk.tape);
    }
    this.engine.backward(chunk.tape, gradient);
    this.ready.add(chunk);
  }

  /** What to throw for a loss that is not finite: it names the first output that is not. */
  lossNotFinite(): WignerscopeError {
    const width = entries(this.engine.network.output);
    const what = "the loss is not a finite number";
    for (const chunk of this.list) {
      this.prepare(chunk);
      const outputs = this.engine.view(chunk.tape.loss.output, chunk.tape.samples * width);
      const bad = outputs.findIndex((value: number) => !Number.isFinite(value));
      if (bad < 0) continue;
      const sample = chunk.from + Math.floor(bad / width);
      return new WignerscopeError(
        "NOT_FINITE",
        `${what}: output ${bad % width} of sample ${sample} is ${outputs[bad]}`,
      );
    }
    return new WignerscopeError("NOT_FINITE", `${what}: the sum over samples overflows`);
  }

  private load({ from, tape }: Chunk): void {
    this.engine.loadInputs(tape, this.data.inputs, from);
    this.engine.loadLabels(tape, this.data.labels, from);
  }
}
