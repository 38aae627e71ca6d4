/** Layers that only rename or reshape a value. */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import { entries } from "../shapes.ts";
import type { IdentitySpec, ReshapeSpec, Shape } from "../spec.ts";
import { COMMON, onlyInput, shown, wholeNumber } from "./checks.ts";
import type { LayerDefinition, LayerPasses } from "./layer.ts";

const nothing: LayerPasses = { forward() {}, tangent() {}, pull() {} };

const viewOf = (reshaped: (shape: Shape) => Shape): LayerDefinition<IdentitySpec> => ({
  view: true,
  plan(spec, inputs, where) {
    knownOptions(where, spec, COMMON);
    return { shape: reshaped(onlyInput(inputs, where)), parameters: [] };
  },
  passes: () => nothing,
});

export const identity = viewOf((shape) => shape);
export const flatten = viewOf((shape) => [entries(shape)]);

export const reshape: LayerDefinition<ReshapeSpec> = {
  view: true,
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, shape: true });
    const input = onlyInput(inputs, where);
    const shape = Array.isArray(spec.shape) ? spec.shape : [];
    for (const size of shape) wholeNumber(where, "every size of shape", size, 1);
    if (shape.length === 0 || entries(shape) !== entries(input))
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `${where}: shape must have the ${entries(input)} entries of its input ${shown(input)}, got ${JSON.stringify(spec.shape)}`,
      );
    return { shape: [...shape], parameters: [] };
  },
  passes: () => nothing,
};
