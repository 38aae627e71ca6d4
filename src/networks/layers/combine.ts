/** Layers of several inputs of one shape. */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { CombineSpec, Shape } from "../spec.ts";
import { COMMON, shown } from "./checks.ts";
import type { LayerDefinition, LayerPasses, Place } from "./layer.ts";

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
export const add: LayerDefinition<CombineSpec> = {
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

/** The product of two inputs, entry by entry. */
export const multiply: LayerDefinition<CombineSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, COMMON);
    if (inputs.length !== 2)
      throw new WignerscopeError("INVALID_SHAPE", `${where} must have two inputs, got ${inputs.length}`);
    return { shape: oneShape(inputs, where), parameters: [] };
  },
  passes: (_, place, run) => multiplyPasses(place, run),
};

function multiplyPasses({ node, inputs, shape }: Place, run: Arithmetic): LayerPasses {
  const size = entries(shape);
  /** Each factor with the other one. */
  const sides = [
    [inputs[0], inputs[1]],
    [inputs[1], inputs[0]],
  ] as const;
  return {
    forward({ samples, value }) {
      run.multiply(1, samples * size, value[inputs[0]], value[inputs[1]], value[node]);
    },
    tangent({ samples, value }, { count, tangent }) {
      const n = samples * size;
      run.clear(tangent[node], count * n);
      for (const [own, other] of sides)
        if (tangent[own]) run.addProduct(count, n, value[other], tangent[own], tangent[node]);
    },
    pull({ samples, value }, { count, adjoint }) {
      for (const [own, other] of sides)
        if (adjoint[own]) run.addProduct(count, samples * size, value[other], adjoint[node], adjoint[own]);
    },
    curve(tape, { count, tangent }, { adjoint }) {
      const n = tape.samples * size;
      for (const [own, other] of sides)
        if (adjoint[own] && tangent[other])
          run.addProduct(count, n, tape.adjoint[node], tangent[other], adjoint[own]);
    },
  };
}
