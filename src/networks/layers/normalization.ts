/**
 * Normalisations as chains of two: one without parameters (constants of the channels, or statistics of each row), and a
 * scale and shift. batchNorm = standardize + scaleShift, layerNorm and rmsNorm = normalize + scaleShift.
 */
import { knownOptions, requirePositive, WignerscopeError } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { BatchNormSpec, NormalizeSpec, RowNormSpec, ScaleShiftSpec, StandardizeSpec } from "../spec.ts";
import { COMMON, onlyInput } from "./checks.ts";
import type { LayerChain, LayerDefinition, LayerPasses, Place } from "./layer.ts";

/** PyTorch's for all of them. */
const DEFAULT_EPSILON = 1e-5;

export const batchNorm: LayerChain<BatchNormSpec> = {
  expand(spec, where) {
    knownOptions(where, spec, { ...COMMON, mean: true, variance: true, epsilon: true });
    const { mean, variance, epsilon } = spec;
    return [
      { kind: "standardize", mean, variance, epsilon },
      { kind: "scaleShift", axis: "first" },
    ];
  },
};

export const rowNorm: LayerChain<RowNormSpec> = {
  expand(spec, where) {
    knownOptions(where, spec, { ...COMMON, epsilon: true });
    const center = spec.kind === "layerNorm";
    return [
      { kind: "normalize", center, epsilon: spec.epsilon },
      { kind: "scaleShift", axis: "last", shift: center },
    ];
  },
};

export const standardize: LayerDefinition<StandardizeSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, mean: true, variance: true, epsilon: true });
    requirePositive(`${where}: epsilon`, spec.epsilon ?? DEFAULT_EPSILON);
    const shape = onlyInput(inputs, where);
    for (const name of ["mean", "variance"] as const) {
      const list = spec[name];
      if (list === undefined) continue;
      if (!Array.isArray(list) || list.length !== shape[0] || !list.every(Number.isFinite))
        throw new WignerscopeError(
          "INVALID_SHAPE",
          `${where}: ${name} must be a list of ${shape[0]} finite numbers, one for each channel`,
        );
    }
    if (spec.variance?.some((value) => value < 0))
      throw new WignerscopeError("INVALID_ARGUMENT", `${where}: variance must not be negative`);
    return { shape, parameters: [] };
  },
  passes: standardizePasses,
};

function standardizePasses(
  spec: StandardizeSpec,
  { node, inputs, shape }: Place,
  run: Arithmetic,
): LayerPasses {
  const [from] = inputs;
  const [channels] = shape;
  const inner = entries(shape.slice(1));
  const scale = Float64Array.from(
    { length: channels },
    (_, c) => 1 / Math.sqrt((spec.variance?.[c] ?? 1) + (spec.epsilon ?? DEFAULT_EPSILON)),
  );
  const put = (values: Float64Array) => {
    const at = run.memory.push(channels * run.type.bytes);
    new run.type.array(run.memory.buffer, at, channels).set(values);
    return at;
  };
  const scaleAt = put(scale);
  const shiftAt = put(scale.map((s, c) => -s * (spec.mean?.[c] ?? 0)));
  return {
    forward({ samples, value }) {
      run.fillChannels(samples, channels, inner, shiftAt, value[node]);
      run.addScaledChannels(samples, channels, inner, scaleAt, value[from], value[node]);
    },
    tangent({ samples }, { count, tangent }) {
      run.clear(tangent[node], count * samples * channels * inner);
      run.addScaledChannels(count * samples, channels, inner, scaleAt, tangent[from], tangent[node]);
    },
    pull({ samples }, { count, adjoint }) {
      run.addScaledChannels(count * samples, channels, inner, scaleAt, adjoint[node], adjoint[from]);
    },
  };
}

export const normalize: LayerDefinition<NormalizeSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, center: true, epsilon: true });
    requirePositive(`${where}: epsilon`, spec.epsilon ?? DEFAULT_EPSILON);
    return { shape: onlyInput(inputs, where), parameters: [] };
  },
  saved: (_, { shape }, samples) => samples * entries(shape.slice(0, -1)),
  passes(spec, { node, inputs, shape }, run) {
    const [from] = inputs;
    const n = shape[shape.length - 1];
    const perSample = entries(shape.slice(0, -1));
    const center = spec.center !== false;
    const epsilon = spec.epsilon ?? DEFAULT_EPSILON;
    return {
      forward: ({ samples, value, saved }) =>
        run.normalizeRows(samples * perSample, n, center, epsilon, value[from], value[node], saved[node]),
      tangent({ samples, value, saved }, { count, tangent }) {
        const rows = samples * perSample;
        run.clear(tangent[node], count * rows * n);
        run.addNormalizeJacobian(
          count,
          rows,
          n,
          center,
          value[node],
          saved[node],
          tangent[from],
          tangent[node],
        );
      },
      pull: ({ samples, value, saved }, { count, adjoint }) =>
        run.addNormalizeJacobian(
          count,
          samples * perSample,
          n,
          center,
          value[node],
          saved[node],
          adjoint[node],
          adjoint[from],
        ),
      curve: (tape, { count, tangent }, { adjoint }) =>
        run.addNormalizeCurvature(
          count,
          tape.samples * perSample,
          n,
          center,
          tape.value[node],
          tape.saved[node],
          tape.adjoint[node],
          tangent[from],
          adjoint[from],
        ),
    };
  },
};

export const scaleShift: LayerDefinition<ScaleShiftSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, axis: true, scale: true, shift: true });
    const shape = onlyInput(inputs, where);
    const own = parameterShapes[spec.axis]?.(shape);
    if (own === undefined)
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${where}: axis must be one of ${Object.keys(parameterShapes).join(", ")}, got ${spec.axis}`,
      );
    const scale = spec.scale === false ? [] : [{ name: "weight", shape: own, role: "scale" } as const];
    const shift = spec.shift === false ? [] : [{ name: "bias", shape: own, role: "shift" } as const];
    return { shape, parameters: [...scale, ...shift] };
  },
  passes: scaleShiftPasses,
};

const parameterShapes: Readonly<
  Record<ScaleShiftSpec["axis"], (shape: readonly number[]) => readonly number[]>
> = {
  first: (shape) => [shape[0]],
  last: (shape) => [shape[shape.length - 1]],
  all: (shape) => shape,
};

function scaleShiftPasses(spec: ScaleShiftSpec, place: Place, run: Arithmetic): LayerPasses {
  const { node, inputs, shape, size } = place;
  const [from] = inputs;
  const { bytes } = run.type;
  const channels = entries(parameterShapes[spec.axis](shape));
  const inner = spec.axis === "first" ? entries(shape.slice(1)) : 1;
  const perSample = entries(shape) / (channels * inner);
  const step = (samples: number) => samples * entries(shape) * bytes;
  const scaled = spec.scale !== false;
  const shifted = spec.shift !== false;
  const scaleAt = place.offsets[0] * bytes;
  const shiftAt = place.offsets[scaled ? 1 : 0] * bytes;
  /** Address of the scale among parameters; 0 stands for ones. */
  const scaleOf = (parameters: number) => (scaled ? parameters + scaleAt : 0);
  const shiftOf = (parameters: number) => (shifted ? parameters + shiftAt : 0);
  /** y += scale x, the scale that of the parameters. */
  const addScaled = (rows: number, parameters: number, x: number, y: number) =>
    run.addScaledChannels(rows, channels, inner, scaleOf(parameters), x, y);
  /** The scale of the parameters += the sums of d x. */
  const addToScale = (rows: number, d: number, x: number, parameters: number) =>
    run.addChannelSums(rows, channels, inner, d, x, scaleOf(parameters));
  return {
    forward({ samples, value, parameters }) {
      const rows = samples * perSample;
      run.fillChannels(rows, channels, inner, shiftOf(parameters), value[node]);
      addScaled(rows, parameters, value[from], value[node]);
    },
    tangent({ samples, value, parameters }, { count, vectors, tangent }) {
      const rows = samples * perSample;
      for (let v = 0; v < count; v++) {
        const own = vectors + v * size * bytes;
        const out = tangent[node] + v * step(samples);
        run.fillChannels(rows, channels, inner, shiftOf(own), out);
        if (scaled) addScaled(rows, own, value[from], out);
      }
      if (tangent[from]) addScaled(count * rows, parameters, tangent[from], tangent[node]);
    },
    pull({ samples, value, parameters }, { count, adjoint, gradient }) {
      const rows = samples * perSample;
      for (let v = 0; v < count && gradient; v++) {
        const own = gradient + v * size * bytes;
        const d = adjoint[node] + v * step(samples);
        if (scaled) addToScale(rows, d, value[from], own);
        if (shifted) run.addChannelSums(rows, channels, inner, d, 0, shiftOf(own));
      }
      if (adjoint[from]) addScaled(count * rows, parameters, adjoint[node], adjoint[from]);
    },
    curve(tape, { count, vectors, tangent }, { adjoint, gradient }) {
      if (!tangent[from] || !scaled) return;
      const rows = tape.samples * perSample;
      for (let v = 0; v < count; v++) {
        const at = v * step(tape.samples);
        addToScale(rows, tape.adjoint[node], tangent[from] + at, gradient + v * size * bytes);
        addScaled(rows, vectors + v * size * bytes, tape.adjoint[node], adjoint[from] + at);
      }
    },
  };
}
