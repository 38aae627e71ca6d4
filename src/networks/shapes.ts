/** Sizes of values. */
import type { Shape } from "./spec.ts";

/** Entries of one sample. */
export const entries = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);
