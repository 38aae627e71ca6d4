/** What kind of thing an argument is, for callers without types: said in words instead of the engine's TypeError. */
import { refuse } from "./arguments.ts";

/** @throws INVALID_ARGUMENT unless the value is a list of numbers: an array or a typed array. */
export function requireNumbers(name: string, value: ArrayLike<number>): void {
  if (!isList(value) || (value.length > 0 && typeof value[0] !== "number"))
    refuse(name, "an array of numbers", value);
}

/** @throws INVALID_ARGUMENT unless the value is a list of lists of numbers. */
export function requireLists(name: string, value: readonly ArrayLike<number>[]): void {
  if (!Array.isArray(value)) refuse(name, "an array of arrays of numbers", value);
  value.forEach((list, i) => {
    requireNumbers(`${name}[${i}]`, list);
  });
}

/** @throws INVALID_ARGUMENT unless the value is an object with the members named. */
export function requireObject<T extends object>(name: string, value: T, members: readonly (keyof T)[]): void {
  const isObject = (typeof value === "object" || typeof value === "function") && value !== null;
  if (!isObject || members.some((member) => !(member in value)))
    refuse(name, `an object with ${members.join(", ")}`, value);
}

/** @throws INVALID_ARGUMENT unless the value is an array of objects with the members named. */
export function requireObjects<T extends object>(
  name: string,
  value: readonly T[],
  members: readonly (keyof T)[],
): void {
  if (!Array.isArray(value)) refuse(name, "an array", value);
  value.forEach((one, i) => {
    requireObject(`${name}[${i}]`, one, members);
  });
}

/** @throws INVALID_ARGUMENT unless the value is a function. */
export function requireFunction(name: string, value: unknown): void {
  if (typeof value !== "function") refuse(name, "a function", value);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
