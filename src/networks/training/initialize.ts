/**
 * Initial parameters by the field's schemes. With fan-in n (inputs of a unit) and fan-out m of a weight:
 *     kaiming   variance gain^2/n, gain sqrt(2)   (He et al. 2015; for relu)
 *     xavier    variance 2 gain^2/(n + m), gain 1 (Glorot and Bengio 2010)
 *     torch     uniform on +-1/sqrt(n), weights and biases: what PyTorch's layers do by themselves
 *     orthogonal  gain times an orthogonal matrix of Haar's law (Saxe et al. 2014), out x (rest of the shape)
 * Biases are 0 but for "torch"; scales of normalisations 1, shifts 0; tables of embeddings N(0, 1).
 */
import { knownOptions, type Matrix, requireOneOf, requirePositive, transpose } from "../../base/index.ts";
import { DEFAULT_SEED, qr, Random } from "../../kernel/index.ts";
import { checkNetwork, type Network, type ParameterSlice } from "../network.ts";

const SCHEMES = [
  "torch",
  "kaimingUniform",
  "kaimingNormal",
  "xavierUniform",
  "xavierNormal",
  "orthogonal",
] as const;
export type InitialScheme = (typeof SCHEMES)[number];

export interface InitializeOptions {
  /** Default "torch". */
  readonly scheme?: InitialScheme;
  /** Default DEFAULT_SEED; each parameter has a stream of its own. */
  readonly seed?: number;
  /** Factor of the weights' size; default sqrt(2) for kaiming, 1 for xavier and orthogonal. "torch" has none. */
  readonly gain?: number;
}

/**
 * A flat parameter vector for the network.
 * @throws INVALID_ARGUMENT
 */
export function initialize(net: Network, options: InitializeOptions = {}): Float64Array {
  knownOptions("initialize", options, { scheme: true, seed: true, gain: true });
  checkNetwork(net);
  const scheme = requireOneOf("scheme", options.scheme ?? "torch", SCHEMES);
  const gain = requirePositive("gain", options.gain ?? (scheme.startsWith("kaiming") ? Math.SQRT2 : 1));
  const parameters = new Float64Array(net.size);
  for (const { parameters: slices } of net.nodes)
    for (const slice of slices) {
      const random = new Random(options.seed ?? DEFAULT_SEED, net.slices.indexOf(slice));
      const weight = slices.find(({ role }) => role === "weight");
      parameters.set(values(slice, weight, scheme, gain, random), slice.offset);
    }
  return parameters;
}

function values(
  slice: ParameterSlice,
  weight: ParameterSlice | undefined,
  scheme: InitialScheme,
  gain: number,
  random: Random,
): Float64Array {
  const { size, role } = slice;
  if (role === "scale") return new Float64Array(size).fill(1);
  if (role === "table") return random.normals(size);
  if (role === "weight") return weights(slice, scheme, gain, random);
  if (role === "bias" && scheme === "torch" && weight)
    return uniform(random, size, 1 / Math.sqrt(fans(weight).fanIn));
  return new Float64Array(size);
}

function weights(slice: ParameterSlice, scheme: InitialScheme, gain: number, random: Random): Float64Array {
  const { fanIn, fanOut } = fans(slice);
  const { size } = slice;
  switch (scheme) {
    case "torch":
      return uniform(random, size, 1 / Math.sqrt(fanIn));
    case "kaimingUniform":
      return uniform(random, size, gain * Math.sqrt(3 / fanIn));
    case "kaimingNormal":
      return random.normals(size).map((x) => x * gain * Math.sqrt(1 / fanIn));
    case "xavierUniform":
      return uniform(random, size, gain * Math.sqrt(6 / (fanIn + fanOut)));
    case "xavierNormal":
      return random.normals(size).map((x) => x * gain * Math.sqrt(2 / (fanIn + fanOut)));
    case "orthogonal":
      return orthogonal(random, slice.shape[0], fanIn).map((x) => x * gain);
  }
}

/** Inputs that meet in an output, and outputs that an input goes to: channels times the kernel's size. */
function fans({ shape, size }: ParameterSlice): { readonly fanIn: number; readonly fanOut: number } {
  return { fanIn: size / shape[0], fanOut: size / shape[1] };
}

function uniform(random: Random, n: number, bound: number): Float64Array {
  return random.uniforms(n).map((x) => bound * (2 * x - 1));
}

/** rows x cols with orthonormal rows or columns: the Q of a normal matrix, R's diagonal positive. */
function orthogonal(random: Random, rows: number, cols: number): Float64Array {
  const tall = { rows: Math.max(rows, cols), cols: Math.min(rows, cols) };
  const { q, r } = qr({ ...tall, data: random.normals(rows * cols) });
  const data = Float64Array.from(q.data, (x, i) => {
    const j = i % tall.cols;
    return r.data[j * tall.cols + j] < 0 ? -x : x;
  });
  const result: Matrix<Float64Array> = { ...tall, data };
  return rows >= cols ? result.data : transpose(result).data;
}
