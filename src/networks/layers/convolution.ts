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

function convolutionPasses(spec: ConvolutionSpec, place: Place, run: Arithmetic): LayerPasses {
  const { node, offsets, size } = place;
  const [from] = place.inputs;
  const { shape, filters, groups, each, depth, positions, direct } = sizesOf(
    spec,
    place.inputShapes[0],
    place.shape,
  );
  const { bytes } = run.type;
  const inputBytes = entries(place.inputShapes[0]) * bytes;
  const outputBytes = filters * positions * bytes;
  const weightAt = offsets[0] * bytes;
  const biased = offsets.length > 1;
  const room = direct ? 0 : run.memory.push(groups * depth * positions * bytes);

  /** The patches of a sample. */
  const patches = (x: number): number => {
    if (direct) return x;
    run.im2col(...shape, x, room);
    return room;
  };
  /** y += W * x, x given by its patches. */
  const convolve = (columns: number, parameters: number, y: number) => {
    for (let g = 0; g < groups; g++)
      run.multiplyAdd(
        each,
        positions,
        depth,
        parameters + weightAt + g * each * depth * bytes,
        depth,
        1,
        columns + g * depth * positions * bytes,
        positions,
        1,
        y + g * each * positions * bytes,
        positions,
      );
  };
  /** W += d x^T over the positions. */
  const outer = (columns: number, d: number, parameters: number) => {
    for (let g = 0; g < groups; g++)
      run.multiplyAdd(
        each,
        depth,
        positions,
        d + g * each * positions * bytes,
        positions,
        1,
        columns + g * depth * positions * bytes,
        1,
        positions,
        parameters + weightAt + g * each * depth * bytes,
        depth,
      );
  };
  /** x += W^T d, through the patches. */
  const down = (d: number, parameters: number, x: number) => {
    const columns = direct ? x : room;
    if (!direct) run.clear(room, groups * depth * positions);
    for (let g = 0; g < groups; g++)
      run.multiplyAdd(
        depth,
        positions,
        each,
        parameters + weightAt + g * each * depth * bytes,
        1,
        depth,
        d + g * each * positions * bytes,
        positions,
        1,
        columns + g * depth * positions * bytes,
        positions,
      );
    if (!direct) run.addCol2im(...shape, room, x);
  };
  const start = (samples: number, parameters: number, y: number) =>
    run.fillChannels(samples, filters, positions, biased ? parameters + offsets[1] * bytes : 0, y);

  return {
    forward({ samples, value, parameters }) {
      start(samples, parameters, value[node]);
      for (let b = 0; b < samples; b++)
        convolve(patches(value[from] + b * inputBytes), parameters, value[node] + b * outputBytes);
    },
    tangent({ samples, value, parameters }, { count, vectors, tangent }) {
      for (let v = 0; v < count; v++)
        start(samples, vectors + v * size * bytes, tangent[node] + v * samples * outputBytes);
      for (let b = 0; b < samples; b++) {
        const columns = patches(value[from] + b * inputBytes);
        for (let v = 0; v < count; v++)
          convolve(columns, vectors + v * size * bytes, tangent[node] + (v * samples + b) * outputBytes);
      }
      if (!tangent[from]) return;
      for (let b = 0; b < count * samples; b++)
        convolve(patches(tangent[from] + b * inputBytes), parameters, tangent[node] + b * outputBytes);
    },
    pull({ samples, value, parameters }, { count, adjoint, gradient }) {
      if (gradient) {
        for (let b = 0; b < samples; b++) {
          const columns = patches(value[from] + b * inputBytes);
          for (let v = 0; v < count; v++)
            outer(columns, adjoint[node] + (v * samples + b) * outputBytes, gradient + v * size * bytes);
        }
        for (let v = 0; v < count && biased; v++)
          run.addChannelSums(
            samples,
            filters,
            positions,
            adjoint[node] + v * samples * outputBytes,
            0,
            gradient + (v * size + offsets[1]) * bytes,
          );
      }
      if (!adjoint[from]) return;
      for (let b = 0; b < count * samples; b++)
        down(adjoint[node] + b * outputBytes, parameters, adjoint[from] + b * inputBytes);
    },
    curve(tape, { vectors, tangent }, { count, adjoint, gradient }) {
      if (!tangent[from]) return;
      const { samples } = tape;
      for (let v = 0; v < count; v++)
        for (let b = 0; b < samples; b++) {
          const d = tape.adjoint[node] + b * outputBytes;
          const at = (v * samples + b) * inputBytes;
          outer(patches(tangent[from] + at), d, gradient + v * size * bytes);
          down(d, vectors + v * size * bytes, adjoint[from] + at);
        }
    },
  };
}
