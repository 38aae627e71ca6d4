/** Activations: the forward pass keeps f'(z) and f''(z), all other passes are elementwise products with them. */
import { knownOptions, requireFinite, requireOneOf, WignerscopeError } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import { ACTIVATION_KINDS, type ActivationKind, type ActivationSpec } from "../spec.ts";
import { COMMON, onlyInput } from "./checks.ts";
import type { LayerDefinition, LayerPasses, Place, Tape } from "./layer.ts";

/** The kernel's numbers; "geluTanh" is gelu with `approximate: "tanh"`. */
const ACTIVATIONS = [...ACTIVATION_KINDS, "geluTanh"] as const;
const PIECEWISE_LINEAR: readonly ActivationKind[] = ["relu", "leakyRelu"];
const DEFAULT_SLOPE = 0.01;

export const activation: LayerDefinition<ActivationSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, slope: true, approximate: true });
    for (const [option, owner] of [
      ["slope", "leakyRelu"],
      ["approximate", "gelu"],
    ] as const)
      if (spec[option] !== undefined && spec.kind !== owner)
        throw new WignerscopeError(
          "INVALID_ARGUMENT",
          `${where}: ${option} is an option of ${owner}, not of ${spec.kind}`,
        );
    requireFinite(`${where}: slope`, spec.slope ?? DEFAULT_SLOPE);
    requireOneOf(`${where}: approximate`, spec.approximate ?? "none", ["none", "tanh"]);
    return { shape: onlyInput(inputs, where), parameters: [] };
  },
  saved: ({ kind }, { shape }, samples) =>
    (PIECEWISE_LINEAR.includes(kind) ? 1 : 2) * even(samples * entries(shape)),
  passes: activationPasses,
};

/** The kernel writes smooth activations in pairs. */
const even = (n: number) => n + (n % 2);

function activationPasses(spec: ActivationSpec, place: Place, run: Arithmetic): LayerPasses {
  const { node, shape } = place;
  const [from] = place.inputs;
  const size = entries(shape);
  const name = spec.kind === "gelu" && spec.approximate === "tanh" ? "geluTanh" : spec.kind;
  const code = ACTIVATIONS.indexOf(name);
  const slope = spec.slope ?? DEFAULT_SLOPE;
  const secondAt = (samples: number) => even(samples * size) * run.type.bytes;
  const passes: LayerPasses = {
    forward(tape) {
      const first = tape.saved[node];
      const n = tape.samples * size;
      run.activate(code, n, slope, tape.value[from], tape.value[node], first, first + secondAt(tape.samples));
    },
    tangent(tape, { count, tangent }) {
      const n = tape.samples * size;
      run.multiply(count, n, tape.saved[node], tangent[from], tangent[node]);
    },
    pull(tape, { count, adjoint }) {
      run.addProduct(count, tape.samples * size, tape.saved[node], adjoint[node], adjoint[from]);
    },
  };
  if (PIECEWISE_LINEAR.includes(spec.kind))
    return { ...passes, slopes: ({ saved }) => ({ first: saved[node] }) };
  const second = ({ saved, samples }: Tape) => saved[node] + secondAt(samples);
  return {
    ...passes,
    curve(tape, { count, tangent }, { adjoint }) {
      const n = tape.samples * size;
      run.addTripleProduct(count, n, second(tape), tape.adjoint[node], tangent[from], adjoint[from]);
    },
    slopes: (tape) => ({ first: tape.saved[node], second: second(tape) }),
  };
}
