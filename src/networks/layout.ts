/**
 * Where the values of a chunk lie in linear memory. Nodes that a parameter reaches ("active") also have adjoints and
 * tangents; views share the arrays of what they show.
 */
import type { Arithmetic } from "./arithmetic.ts";
import { rowsPerSample } from "./data/data-set.ts";
import type { LayerPasses, Place, Tape } from "./layers/layer.ts";
import { kindOf } from "./layers/registry.ts";
import type { LossPlace } from "./losses/loss.ts";
import type { Network } from "./network.ts";
import { entries } from "./shapes.ts";

/** A layer with its passes; views have none. */
export interface Worker {
  readonly node: number;
  readonly passes: LayerPasses;
  readonly hasParameters: boolean;
}

/** A tape with its place for the loss. */
export type ChunkTape = Tape & { readonly loss: LossPlace };

/** Bytes of a cache line, on which arrays begin. */
const LINE = 64;

export class Layout {
  readonly network: Network;
  /** Layers that compute, in order. */
  readonly workers: readonly Worker[];
  /** The layers that a parameter reaches, in order: those that derivatives pass through. */
  readonly activeWorkers: readonly Worker[];
  /** By node: whether a parameter lies at or below it. */
  readonly active: readonly boolean[];
  private readonly run: Arithmetic;
  private readonly places: readonly Place[];
  /** By node: the node whose arrays it has; its own index unless it is a view. */
  private readonly home: readonly number[];

  constructor(net: Network, run: Arithmetic) {
    this.network = net;
    this.run = run;
    const { nodes } = net;
    const active: boolean[] = [];
    const home: number[] = [];
    for (const [i, { layer, inputs, parameters }] of nodes.entries()) {
      active.push(parameters.length > 0 || inputs.some((from) => active[from]));
      home.push(layer && kindOf(layer.kind).view ? home[inputs[0]] : i);
    }
    this.active = active;
    this.home = home;
    this.places = nodes.map(({ inputs, shape, parameters }, node) => ({
      node,
      inputs,
      inputShapes: inputs.map((from) => nodes[from].shape),
      shape,
      offsets: parameters.map(({ offset }) => offset),
      size: net.size,
    }));
    this.workers = nodes.flatMap(({ layer, parameters }, node) =>
      layer && home[node] === node
        ? [
            {
              node,
              passes: kindOf(layer.kind).passes(layer, this.places[node], run),
              hasParameters: parameters.length > 0,
            },
          ]
        : [],
    );
    this.activeWorkers = this.workers.filter(({ node }) => active[node]);
  }

  /** Bytes of a tape for `samples`. */
  tapeBytes(samples: number): number {
    let end = 0;
    this.placeTape(samples, (bytes) => {
      const at = end;
      end += aligned(bytes);
      return at;
    });
    return end;
  }

  /** Bytes of the tangents (or the adjoints) of `count` directions. */
  activeBytes(samples: number, count: number): number {
    return this.placeActive(samples, count, 0).bytes;
  }

  /** Lays out a tape for `samples`, each array where `take` puts it. */
  placeTape(samples: number, take: (bytes: number) => number): Omit<ChunkTape, "parameters"> {
    const { nodes, output } = this.network;
    const { bytes } = this.run.type;
    const value: number[] = [];
    const saved: number[] = [];
    for (const [i, { layer, size }] of nodes.entries()) {
      value.push(this.home[i] === i ? take(samples * size * bytes) : value[this.home[i]]);
      const kept = layer ? (kindOf(layer.kind).saved?.(layer, this.places[i], samples) ?? 0) : 0;
      saved.push(kept > 0 ? take(kept * bytes) : 0);
    }
    const adjoint = this.placeActive(samples, 1, take(this.activeBytes(samples, 1))).at;
    const rows = samples * rowsPerSample(this.network);
    const outputBytes = samples * entries(output) * bytes;
    const last = nodes.length - 1;
    return {
      samples,
      value,
      saved,
      adjoint,
      loss: {
        rows,
        output: value[last],
        targets: take(outputBytes),
        saved: take(outputBytes),
        delta: adjoint[last],
        losses: take(rows * Float64Array.BYTES_PER_ELEMENT),
      },
    };
  }

  /** Addresses of arrays [direction][sample][entry] of the active nodes in one piece from `start`; 0 for the others. */
  placeActive(
    samples: number,
    count: number,
    start: number,
  ): { readonly at: readonly number[]; readonly bytes: number } {
    let end = start;
    const at: number[] = [];
    for (const [i, { size }] of this.network.nodes.entries()) {
      if (!this.active[i]) at.push(0);
      else if (this.home[i] !== i) at.push(at[this.home[i]]);
      else {
        at.push(end);
        end += aligned(count * samples * size * this.run.type.bytes);
      }
    }
    return { at, bytes: end - start };
  }
}

export function aligned(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}
