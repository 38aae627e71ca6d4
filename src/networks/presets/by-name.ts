/** Presets as a word on a command line: `mlp:784-10-100-10`, `mlp:784-100-10:tanh`, `lenet`, `vgg:16`, `resnet:18`. */
import { refuse } from "../../base/index.ts";
import type { Network } from "../network.ts";
import { ACTIVATION_KINDS, type ActivationKind, type LossSpec } from "../spec.ts";
import { lenet, resnet, vgg } from "./convolutional.ts";
import { mlp } from "./mlp.ts";

const SHAPES = "mlp:784-10-100-10, lenet, vgg:16 or resnet:18";

/**
 * The preset that a word names: behind the colon the sizes of an mlp (and behind a second one its activation), or the
 * depth of vgg and resnet.
 * @throws INVALID_ARGUMENT
 */
export function preset(text: string, options: { readonly loss?: LossSpec } = {}): Network {
  const [name, detail, activation, ...rest] = String(text).split(":");
  if (rest.length > 0) return refuse("preset", SHAPES, text);
  switch (name) {
    case "mlp":
      if (detail === undefined) return refuse("preset", "mlp with its sizes, such as mlp:784-100-10", text);
      return mlp(detail.split("-").map(wholeNumber(text)), {
        ...options,
        ...(activation !== undefined && { activation: activationOf(activation) }),
      });
    case "lenet":
      if (detail !== undefined) return refuse("preset", "lenet by itself", text);
      return lenet(options);
    case "vgg":
    case "resnet": {
      if (activation !== undefined) return refuse("preset", `${name}:DEPTH`, text);
      return withDepth(name, detail === undefined ? undefined : wholeNumber(text)(detail), options);
    }
    default:
      return refuse("preset", `one of ${SHAPES}`, text);
  }
}

function wholeNumber(text: string): (part: string) => number {
  return (part) =>
    /^[1-9]\d*$/.test(part)
      ? Number(part)
      : refuse("preset", "a word with whole numbers, such as mlp:784-100-10", text);
}

function activationOf(name: string): ActivationKind {
  const known = ACTIVATION_KINDS.find((one) => one === name);
  return known ?? refuse("preset", `mlp:SIZES:ACTIVATION with one of ${ACTIVATION_KINDS.join(", ")}`, name);
}

function withDepth(
  name: "vgg" | "resnet",
  depth: number | undefined,
  options: { readonly loss?: LossSpec },
): Network {
  if (name === "resnet") return resnet({ ...options, ...(depth !== undefined && { depth }) });
  if (depth === undefined) return vgg(options);
  const known = ([11, 13, 16, 19] as const).find((one) => one === depth);
  return vgg({ ...options, depth: known ?? refuse("preset", "vgg with depth 11, 13, 16 or 19", depth) });
}
