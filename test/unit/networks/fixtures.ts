/** The cases that PyTorch computed (test/fixtures/networks/generate.py), with their inputs made again. */
import { readFileSync } from "node:fs";
import { type Network, type NetworkData, type NetworkSpec, network } from "../../../src/networks/index.ts";

interface Stored {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly samples: number;
  readonly reduction: "mean" | "sum";
  readonly seed: number;
  readonly scale: number;
  /** Inputs are whole numbers below it, unless it is 0. */
  readonly tokens: number;
  readonly outputs: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly hessian: readonly number[];
  readonly gaussNewton: readonly number[];
}

export interface Case extends Stored {
  readonly net: Network;
  readonly parameters: Float64Array;
  readonly data: NetworkData;
  readonly v: Float64Array;
}

/** The generator's numbers: 32 bits of a linear congruential generator. */
class Lcg {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }
  integer(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state;
  }
  vector(n: number, scale: number): Float64Array {
    return Float64Array.from({ length: n }, () => scale * (this.integer() / 2 ** 31 - 1));
  }
}

function complete(stored: Stored): Case {
  const { spec, samples, scale, tokens } = stored;
  const net = network(spec);
  const lcg = new Lcg(stored.seed);
  const features = net.nodes[0].size;
  const parameters = lcg.vector(net.size, scale);
  const drawn = lcg.vector(samples * features, scale);
  const data = tokens ? drawn.map((x) => Math.floor(((x / scale + 1) / 2) * tokens)) : drawn;
  const inputs = { rows: samples, cols: features, data };
  const v = lcg.vector(net.size, scale);
  const width = net.output[net.output.length - 1];
  const rows = (samples * net.nodes[net.nodes.length - 1].size) / width;
  const classes = Math.max(2, width);
  const labels = Int32Array.from({ length: rows }, () => Math.floor(lcg.integer() / 65536) % classes);
  return { ...stored, net, parameters, data: { inputs, labels }, v };
}

const text = readFileSync(new URL("../../fixtures/networks/derivatives.json", import.meta.url), "utf8");
export const CASES: readonly Case[] = (JSON.parse(text) as Stored[]).map(complete);

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** |a - b| / |b|, in the Euclidean norm. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const difference = Array.from(b, (value, i) => a[i] - value);
  return Math.sqrt(dot(difference, difference) / dot(b, b));
}
