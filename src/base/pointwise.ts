/** Functions of one number that also map over arrays, as the field expects of laws and curves. */
import { WignerscopeError } from "./errors.ts";
import { described } from "./options.ts";

/** A function of one real number that also maps over arrays. */
export interface Pointwise {
  (x: number): number;
  (x: ArrayLike<number>): Float64Array;
}

/**
 * A function of a number as one that also maps over arrays.
 * @throws INVALID_ARGUMENT for anything but numbers, naming the function and the place.
 */
export function pointwise(name: string, argument: string, f: (x: number) => number): Pointwise {
  const at = (x: unknown, place: string): number => {
    if (typeof x !== "number")
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${name}: ${argument}${place} must be a number${place ? "" : " or an array of numbers"}, got ${described(x)}`,
      );
    return f(x);
  };
  function mapped(x: number): number;
  function mapped(x: ArrayLike<number>): Float64Array;
  function mapped(x: number | ArrayLike<number>): number | Float64Array {
    if (typeof x === "number") return f(x);
    if (!Array.isArray(x) && !ArrayBuffer.isView(x)) return at(x, "");
    return Float64Array.from(x, (value, i) => at(value, `[${i}]`));
  }
  return mapped;
}
