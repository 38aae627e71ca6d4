/** Checks of the laws' arguments: one sentence that names the argument, what it must be and what was given. */
import { WignerscopeError } from "./errors.ts";

function refuse(name: string, wanted: string, given: unknown): never {
  throw new WignerscopeError("INVALID_ARGUMENT", `${name} must be ${wanted}, got ${given}`);
}

/** @throws INVALID_ARGUMENT unless 0 < value < infinity. */
export function requirePositive(name: string, value: number): number {
  return value > 0 && value < Number.POSITIVE_INFINITY
    ? value
    : refuse(name, "a positive finite number", value);
}

/** @throws INVALID_ARGUMENT unless the value is finite. */
export function requireFinite(name: string, value: number): number {
  return Number.isFinite(value) ? value : refuse(name, "a finite number", value);
}

/** @throws INVALID_ARGUMENT unless low <= value <= high. */
export function requireBetween(name: string, value: number, low: number, high: number): number {
  return value >= low && value <= high ? value : refuse(name, `from ${low} to ${high}`, value);
}

/** @throws INVALID_ARGUMENT unless 0 <= p <= 1. */
export function requireProbability(p: number): number {
  return requireBetween("p", p, 0, 1);
}

/** @throws INVALID_ARGUMENT unless value is an integer >= low. */
export function requireInteger(name: string, value: number, low: number): number {
  return Number.isSafeInteger(value) && value >= low ? value : refuse(name, `an integer >= ${low}`, value);
}

/** @throws INVALID_ARGUMENT unless value is one of the choices. */
export function requireOneOf<T extends string | number>(name: string, value: T, choices: readonly T[]): T {
  return choices.includes(value) ? value : refuse(name, `one of ${choices.join(", ")}`, value);
}
