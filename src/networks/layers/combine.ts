/** Layers of several inputs of one shape. */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import { entries } from "../shapes.ts";
import type { AddSpec, Shape } from "../spec.ts";
import { COMMON, shown } from "./checks.ts";
import type { LayerDefinition } from "./layer.ts";

function oneShape(inputs: readonly Shape[], where: string): Shape {
  if (inputs.length < 2)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${where} must have at least two inputs, got ${inputs.length}`,
    );
  const [first] = inputs;
  for (const other of inputs)
    if (shown(other) !== shown(first))
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `${where}: its inputs must have one shape, got ${inputs.map(shown).join(" and ")}`,
      );
  return first;
}

/** The sum of its inputs. */
export const add: LayerDefinition<AddSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, COMMON);
    return { shape: oneShape(inputs, where), parameters: [] };
  },
  passes(_, { node, inputs, shape }, run) {
    const size = entries(shape);
    const sum = (n: number, values: readonly number[]) => {
      run.clear(values[node], n);
      for (const from of inputs) if (values[from]) run.addScaled(n, 1, values[from], values[node]);
    };
    return {
      forward: (tape) => sum(tape.samples * size, tape.value),
      tangent: (tape, { count, tangent }) => sum(count * tape.samples * size, tangent),
      pull(tape, { count, adjoint }) {
        for (const from of inputs)
          if (adjoint[from]) run.addScaled(count * tape.samples * size, 1, adjoint[node], adjoint[from]);
      },
    };
  },
};
