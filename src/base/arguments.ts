/**
 * Checks of numbers and choices: `require` and what is required, in the order name, value, bounds. What is refused is said
 * in one sentence that names the argument, what it must be and what was given; what passes is returned.
 */
import { WignerscopeError } from "./errors.ts";
import { described } from "./options.ts";

/** Throws INVALID_ARGUMENT: the name, what it must be, what was given. */
export function refuse(name: string, wanted: string, given: unknown): never {
  throw new WignerscopeError("INVALID_ARGUMENT", `${name} must be ${wanted}, got ${described(given)}`);
}

/** A number in a string compares like a number and is none. */
const isNumber = (value: unknown): value is number => typeof value === "number";

/** @throws INVALID_ARGUMENT unless 0 < value < infinity. */
export function requirePositive(name: string, value: number): number {
  return Number.isFinite(value) && value > 0 ? value : refuse(name, "a positive finite number", value);
}

/** @throws INVALID_ARGUMENT unless the value is finite. */
export function requireFinite(name: string, value: number): number {
  return Number.isFinite(value) ? value : refuse(name, "a finite number", value);
}

/** @throws INVALID_ARGUMENT unless low <= value < infinity. */
export function requireAtLeast(name: string, value: number, low: number): number {
  return Number.isFinite(value) && value >= low ? value : refuse(name, `a finite number >= ${low}`, value);
}

/** @throws INVALID_ARGUMENT unless low < value < infinity. */
export function requireAbove(name: string, value: number, low: number): number {
  return Number.isFinite(value) && value > low ? value : refuse(name, `a finite number above ${low}`, value);
}

/** @throws INVALID_ARGUMENT unless low <= value <= high. */
export function requireBetween(name: string, value: number, low: number, high: number): number {
  return isNumber(value) && value >= low && value <= high
    ? value
    : refuse(name, `from ${low} to ${high}`, value);
}

/** @throws INVALID_ARGUMENT unless low < value < high. */
export function requireInside(name: string, value: number, low: number, high: number): number {
  return isNumber(value) && value > low && value < high
    ? value
    : refuse(name, `between ${low} and ${high}, ends excluded`, value);
}

/** @throws INVALID_ARGUMENT unless low < value <= high. */
export function requireUpTo(name: string, value: number, low: number, high: number): number {
  return isNumber(value) && value > low && value <= high
    ? value
    : refuse(name, `above ${low} and at most ${high}`, value);
}

/** @throws INVALID_ARGUMENT unless 0 <= p <= 1. */
export function requireProbability(p: number): number {
  return requireBetween("p", p, 0, 1);
}

/** @throws INVALID_ARGUMENT unless value is an integer from `low` to `high`, by default to 2^53 - 1. */
export function requireInteger(
  name: string,
  value: number,
  low: number,
  high = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return value;
  const open = high === Number.MAX_SAFE_INTEGER;
  return refuse(name, open ? `an integer >= ${low}` : `an integer from ${low} to ${high}`, value);
}

/** The seed or stream of a generator. @throws INVALID_ARGUMENT unless it is an integer from 0 to 2^53 - 1. */
export function requireSeed(name: string, value: number): number {
  return Number.isSafeInteger(value) && value >= 0
    ? value
    : refuse(name, "an integer from 0 to 2^53 - 1", value);
}

/** A number of rows or columns. @throws INVALID_SHAPE unless it is an integer >= low. */
export function requireSize(name: string, size: number, low = 1): number {
  if (Number.isSafeInteger(size) && size >= low) return size;
  throw new WignerscopeError("INVALID_SHAPE", `${name} must be an integer >= ${low}, got ${described(size)}`);
}

/** @throws INVALID_ARGUMENT unless value is one of the choices. */
export function requireOneOf<T extends string | number>(name: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  const given = typeof value === "string" ? value : described(value);
  throw new WignerscopeError(
    "INVALID_ARGUMENT",
    `${name} must be one of ${choices.join(", ")}, got ${given}`,
  );
}
