/** Checks that the kinds of layers share; every message names the layer. */
import { WignerscopeError } from "../../base/index.ts";
import type { Shape } from "../spec.ts";

export const shown = (shape: Shape): string => `[${shape.join(", ")}]`;

/** @throws INVALID_SHAPE unless the layer has exactly one input, whose shape is returned. */
export function onlyInput(inputs: readonly Shape[], where: string): Shape {
  if (inputs.length !== 1)
    throw new WignerscopeError("INVALID_SHAPE", `${where} must have one input, got ${inputs.length}`);
  return inputs[0];
}

/** @throws INVALID_ARGUMENT unless the value is an integer >= low. */
export function wholeNumber(where: string, name: string, value: number, low: number): number {
  if (!Number.isSafeInteger(value) || value < low)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${where}: ${name} must be an integer >= ${low}, got ${value}`,
    );
  return value;
}

/** Options that every layer has. */
export const COMMON = { kind: true, name: true, inputs: true } as const;

/** @throws INVALID_SHAPE unless the shape is [channels, height, width]. */
export function planes(shape: Shape, where: string): readonly [number, number, number] {
  if (shape.length !== 3)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${where}: its input must be [channels, height, width], got ${shown(shape)}`,
    );
  return [shape[0], shape[1], shape[2]];
}

/** Positions of a window of `size` on `length` entries with `padding` on both sides. @throws INVALID_SHAPE when there are none. */
export function windows(
  length: number,
  size: number,
  stride: number,
  padding: number,
  where: string,
): number {
  const positions = Math.floor((length + 2 * padding - size) / stride) + 1;
  if (positions < 1)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${where}: a window of ${size} does not fit on ${length} entries with padding ${padding}`,
    );
  return positions;
}
