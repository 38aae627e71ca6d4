/** y = x W^T + b on the last dimension: all samples as matrix products. */
import { knownOptions } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
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

function densePasses(biased: boolean, place: Place, run: Arithmetic): LayerPasses {
  const { node, inputs, shape, offsets, size } = place;
  const [from] = inputs;
  const units = shape[shape.length - 1];
  const features = lastOf(place.inputShapes[0]);
  const perSample = shape.slice(0, -1).reduce((product, n) => product * n, 1);
  const { bytes } = run.type;
  const weightAt = offsets[0] * bytes;
  const biasAt = offsets[1] * bytes;

  /** out (rows x units) = x W^T + b, W and b those at `parameters`. */
  const affine = (rows: number, x: number, parameters: number, out: number) => {
    if (biased) run.repeatRow(rows, units, parameters + biasAt, out);
    else run.clear(out, rows * units);
    run.multiplyAdd(rows, units, features, x, features, 1, parameters + weightAt, 1, features, out, units);
  };
  /** x += d W */
  const down = (rows: number, d: number, parameters: number, x: number) =>
    run.multiplyAdd(rows, features, units, d, units, 1, parameters + weightAt, features, 1, x, features);
  /** W += d^T x */
  const outer = (rows: number, d: number, x: number, parameters: number) =>
    run.multiplyAdd(units, features, rows, d, 1, units, x, features, 1, parameters + weightAt, features);

  return {
    forward(tape) {
      affine(tape.samples * perSample, tape.value[from], tape.parameters, tape.value[node]);
    },
    tangent(tape, { count, vectors, tangent }) {
      const rows = tape.samples * perSample;
      for (let v = 0; v < count; v++)
        affine(rows, tape.value[from], vectors + v * size * bytes, tangent[node] + v * rows * units * bytes);
      if (tangent[from])
        run.multiplyAdd(
          count * rows,
          units,
          features,
          tangent[from],
          features,
          1,
          tape.parameters + weightAt,
          1,
          features,
          tangent[node],
          units,
        );
    },
    pull(tape, { count, adjoint, gradient }) {
      const rows = tape.samples * perSample;
      if (gradient)
        for (let v = 0; v < count; v++) {
          const d = adjoint[node] + v * rows * units * bytes;
          const own = gradient + v * size * bytes;
          outer(rows, d, tape.value[from], own);
          if (biased) run.addColumnSums(rows, units, d, own + biasAt);
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
