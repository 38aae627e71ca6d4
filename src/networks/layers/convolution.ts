/** Two-dimensional convolution: patches become columns (assembly/networks/im2col.ts), the rest are matrix products. */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { ConvolutionSpec, Shape } from "../spec.ts";
import { COMMON, onlyInput, planes, wholeNumber, windows } from "./checks.ts";
import type { LayerDefinition, LayerPasses, Place } from "./layer.ts";

export const conv2d: LayerDefinition<ConvolutionSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, {
      ...COMMON,
      filters: true,
      kernel: true,
      stride: true,
      padding: true,
      groups: true,
      bias: true,
    });
    const [channels, height, width] = planes(onlyInput(inputs, where), where);
    const filters = wholeNumber(where, "filters", spec.filters, 1);
    const groups = wholeNumber(where, "groups", spec.groups ?? 1, 1);
    const stride = wholeNumber(where, "stride", spec.stride ?? 1, 1);
    const padding = wholeNumber(where, "padding", spec.padding ?? 0, 0);
    const [kh, kw] = kernelOf(spec);
    for (const side of [kh, kw]) wholeNumber(where, "kernel", side, 1);
    if (channels % groups !== 0 || filters % groups !== 0)
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `${where}: groups must divide the ${channels} channels and the ${filters} filters, got ${groups}`,
      );
    const weight = { name: "weight", shape: [filters, channels / groups, kh, kw], role: "weight" } as const;
    return {
      shape: [
        filters,
        windows(height, kh, stride, padding, where),
        windows(width, kw, stride, padding, where),
      ],
      parameters: spec.bias === false ? [weight] : [weight, { name: "bias", shape: [filters], role: "bias" }],
    };
  },
  passes: convolutionPasses,
};

const kernelOf = ({ kernel }: ConvolutionSpec): readonly [number, number] =>
  typeof kernel === "number" ? [kernel, kernel] : [kernel?.[0], kernel?.[1]];

/** The sizes of one sample's products: for each group, (filters of it) x positions = weight x patches. */
function sizesOf(spec: ConvolutionSpec, input: Shape, output: Shape) {
  const [channels, height, width] = input;
  const [filters, oh, ow] = output;
  const [kh, kw] = kernelOf(spec);
  const { stride = 1, padding = 0, groups = 1 } = spec;
  const depth = (channels / groups) * kh * kw;
  // A kernel of one entry on every position: the patches are the input itself.
  const direct = kh === 1 && kw === 1 && stride === 1 && padding === 0;
  const shape = [channels, height, width, kh, kw, stride, padding, oh, ow] as const;
  return { shape, filters, groups, each: filters / groups, depth, positions: oh * ow, direct };
}

/** The products of one sample, each added to its result; all groups. Parameters are those of the whole network. */
function productsOf(spec: ConvolutionSpec, { inputShapes, shape: output, offsets }: Place, run: Arithmetic) {
  const { shape, filters, groups, each, depth, positions, direct } = sizesOf(spec, inputShapes[0], output);
  const { bytes } = run.type;
  const room = direct ? 0 : run.memory.push(groups * depth * positions * bytes);
  /** Goes through the groups: where the weights W, the patches X and the outputs Y of each lie. */
  const inGroups = (
    [parameters, columns, y]: readonly [number, number, number],
    add: (w: number, x: number, y: number) => void,
  ) => {
    for (let g = 0; g < groups; g++)
      add(
        parameters + (offsets[0] + g * each * depth) * bytes,
        columns + g * depth * positions * bytes,
        y + g * each * positions * bytes,
      );
  };
  const biased = offsets.length > 1;
  const biasAt = offsets[1] * bytes;
  return {
    /** The patches of a sample. */
    patches(x: number): number {
      if (direct) return x;
      run.im2col(...shape, x, room);
      return room;
    },
    /** Y = b for `samples` samples; zeros without a bias. */
    start: (samples: number, parameters: number, y: number) =>
      run.fillChannels(samples, filters, positions, biased ? parameters + biasAt : 0, y),
    /** b += D, summed over samples and positions. */
    addBias(samples: number, d: number, parameters: number): void {
      if (biased) run.addChannelSums(samples, filters, positions, d, 0, parameters + biasAt);
    },
    /** Y += W X */
    convolve: (parameters: number, columns: number, y: number) =>
      inGroups([parameters, columns, y], (wg, xg, yg) =>
        run.multiplyAdd(each, positions, depth, wg, depth, 1, xg, positions, 1, yg, positions),
      ),
    /** W += D X^T, summed over the positions; D as Y. */
    outer: (parameters: number, columns: number, d: number) =>
      inGroups([parameters, columns, d], (wg, xg, dg) =>
        run.multiplyAdd(each, depth, positions, dg, positions, 1, xg, 1, positions, wg, depth),
      ),
    /** x += what its patches are pulled by, W^T D. */
    down(parameters: number, x: number, d: number): void {
      if (!direct) run.clear(room, groups * depth * positions);
      inGroups([parameters, direct ? x : room, d], (wg, xg, dg) =>
        run.multiplyAdd(depth, positions, each, wg, 1, depth, dg, positions, 1, xg, positions),
      );
      if (!direct) run.addCol2im(...shape, room, x);
    },
  };
}

function convolutionPasses(spec: ConvolutionSpec, place: Place, run: Arithmetic): LayerPasses {
  const { node, size, inputShapes, shape } = place;
  const [from] = place.inputs;
  const { bytes } = run.type;
  const inputBytes = entries(inputShapes[0]) * bytes;
  const outputBytes = entries(shape) * bytes;
  const { patches, start, addBias, convolve, outer, down } = productsOf(spec, place, run);

  return {
    forward({ samples, value, parameters }) {
      start(samples, parameters, value[node]);
      for (let b = 0; b < samples; b++)
        convolve(parameters, patches(value[from] + b * inputBytes), value[node] + b * outputBytes);
    },
    tangent({ samples, value, parameters }, { count, vectors, tangent }) {
      for (let v = 0; v < count; v++)
        start(samples, vectors + v * size * bytes, tangent[node] + v * samples * outputBytes);
      for (let b = 0; b < samples; b++) {
        const columns = patches(value[from] + b * inputBytes);
        for (let v = 0; v < count; v++)
          convolve(vectors + v * size * bytes, columns, tangent[node] + (v * samples + b) * outputBytes);
      }
      if (!tangent[from]) return;
      for (let b = 0; b < count * samples; b++)
        convolve(parameters, patches(tangent[from] + b * inputBytes), tangent[node] + b * outputBytes);
    },
    pull({ samples, value, parameters }, { count, adjoint, gradient }) {
      if (gradient) {
        for (let b = 0; b < samples; b++) {
          const columns = patches(value[from] + b * inputBytes);
          for (let v = 0; v < count; v++)
            outer(gradient + v * size * bytes, columns, adjoint[node] + (v * samples + b) * outputBytes);
        }
        for (let v = 0; v < count; v++)
          addBias(samples, adjoint[node] + v * samples * outputBytes, gradient + v * size * bytes);
      }
      if (!adjoint[from]) return;
      for (let b = 0; b < count * samples; b++)
        down(parameters, adjoint[from] + b * inputBytes, adjoint[node] + b * outputBytes);
    },
    curve(tape, { vectors, tangent }, { count, adjoint, gradient }) {
      if (!tangent[from]) return;
      const { samples } = tape;
      for (let v = 0; v < count; v++)
        for (let b = 0; b < samples; b++) {
          const d = tape.adjoint[node] + b * outputBytes;
          const at = (v * samples + b) * inputBytes;
          outer(gradient + v * size * bytes, patches(tangent[from] + at), d);
          down(vectors + v * size * bytes, adjoint[from] + at, d);
        }
    },
  };
}
