/** y = x W^T + b on the last dimension: all samples as matrix products. */
import { knownOptions } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { DenseSpec, Shape } from "../spec.ts";
import { COMMON, onlyInput, wholeNumber } from "./checks.ts";
import type { LayerDefinition, LayerPasses, Place } from "./layer.ts";

export const dense: LayerDefinition<DenseSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, units: true, bias: true });
    const input = onlyInput(inputs, where);
    const units = wholeNumber(where, "units", spec.units, 1);
    const features = input[input.length - 1];
    const weight = { name: "weight", shape: [units, features], role: "weight" } as const;
    return {
      shape: [...input.slice(0, -1), units],
      parameters: spec.bias === false ? [weight] : [weight, { name: "bias", shape: [units], role: "bias" }],
    };
  },
  passes: (spec, place, run) => densePasses(spec.bias !== false, place, run),
};

/** The products of all rows, each added to its result; W and b are those at `parameters`. */
function productsOf(biased: boolean, { shape, inputShapes, offsets }: Place, run: Arithmetic) {
  const [units, features] = [lastOf(shape), lastOf(inputShapes[0])];
  const weightAt = offsets[0] * run.type.bytes;
  const biasAt = offsets[1] * run.type.bytes;
  return {
    /** y = b for each of the rows; zeros without a bias. */
    start(rows: number, parameters: number, y: number): void {
      if (biased) run.repeatRow(rows, units, parameters + biasAt, y);
      else run.clear(y, rows * units);
    },
    /** y += x W^T */
    up: (rows: number, x: number, parameters: number, y: number) =>
      run.multiplyAdd(rows, units, features, x, features, 1, parameters + weightAt, 1, features, y, units),
    /** x += d W */
    down: (rows: number, d: number, parameters: number, x: number) =>
      run.multiplyAdd(rows, features, units, d, units, 1, parameters + weightAt, features, 1, x, features),
    /** W += d^T x */
    outer: (rows: number, d: number, x: number, parameters: number) =>
      run.multiplyAdd(units, features, rows, d, 1, units, x, features, 1, parameters + weightAt, features),
    /** b += the rows of d */
    addBias(rows: number, d: number, parameters: number): void {
      if (biased) run.addColumnSums(rows, units, d, parameters + biasAt);
    },
  };
}

function densePasses(biased: boolean, place: Place, run: Arithmetic): LayerPasses {
  const { node, inputs, shape, size } = place;
  const [from] = inputs;
  const [units, features] = [lastOf(shape), lastOf(place.inputShapes[0])];
  const perSample = entries(shape.slice(0, -1));
  const { bytes } = run.type;
  const { start, up, down, outer, addBias } = productsOf(biased, place, run);

  return {
    forward(tape) {
      const rows = tape.samples * perSample;
      start(rows, tape.parameters, tape.value[node]);
      up(rows, tape.value[from], tape.parameters, tape.value[node]);
    },
    tangent(tape, { count, vectors, tangent }) {
      const rows = tape.samples * perSample;
      for (let v = 0; v < count; v++) {
        const [own, out] = [vectors + v * size * bytes, tangent[node] + v * rows * units * bytes];
        start(rows, own, out);
        up(rows, tape.value[from], own, out);
      }
      if (tangent[from]) up(count * rows, tangent[from], tape.parameters, tangent[node]);
    },
    pull(tape, { count, adjoint, gradient }) {
      const rows = tape.samples * perSample;
      if (gradient)
        for (let v = 0; v < count; v++) {
          const d = adjoint[node] + v * rows * units * bytes;
          const own = gradient + v * size * bytes;
          outer(rows, d, tape.value[from], own);
          addBias(rows, d, own);
        }
      if (adjoint[from]) down(count * rows, adjoint[node], tape.parameters, adjoint[from]);
    },
    curve(tape, { vectors, tangent }, { count, adjoint, gradient }) {
      if (!tangent[from]) return;
      const rows = tape.samples * perSample;
      for (let v = 0; v < count; v++) {
        const moved = v * rows * features * bytes;
        outer(rows, tape.adjoint[node], tangent[from] + moved, gradient + v * size * bytes);
        down(rows, tape.adjoint[node], vectors + v * size * bytes, adjoint[from] + moved);
      }
    },
  };
}

const lastOf = (shape: Shape): number => shape[shape.length - 1];
