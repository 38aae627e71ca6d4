/** Options objects: unknown names are refused, because an option that does nothing is a wrong result that nobody sees. */
import { WignerscopeError } from "./errors.ts";

/** Every option of an options type; of a union, those of all its members. */
type NamesOf<T> = T extends unknown ? keyof T : never;

/** The names of an options type, all of them: the compiler refuses a list that misses one or has one too many. */
export type OptionNames<T> = Readonly<Record<NamesOf<T>, true>>;

/**
 * Checks that `options` is an object whose names are all known. Undefined stands for all defaults.
 * @param what the function that takes them, as the message calls it
 * @throws INVALID_ARGUMENT for anything but a plain object, and for a name that is not in `names`, with the nearest that is
 */
export function knownOptions<T extends object>(
  what: string,
  options: T | undefined,
  names: OptionNames<T>,
): void {
  if (options === undefined) return;
  const known = Object.keys(names);
  if (!isPlain(options))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${what}: options must be an object such as { ${known[0] ?? ""} }, got ${described(options)}`,
    );
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  const nearest = didYouMean(unknown, known);
  const list = known.length > 0 ? `; there are ${known.join(", ")}` : "; it takes none";
  throw new WignerscopeError(
    "INVALID_ARGUMENT",
    `${what}: there is no option "${unknown}"${nearest === undefined ? list : `; did you mean "${nearest}"?`}`,
  );
}

/**
 * An object literal, also one of another realm (a worker's message, a frame's), or one without a prototype. A Map, a typed array
 * or an instance of a class holds no options, or holds them where nobody looks.
 */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * The same for options that cannot be left out.
 * @throws INVALID_ARGUMENT also where there are none
 */
export function requireOptions<T extends object>(what: string, options: T, names: OptionNames<T>): void {
  if (options === undefined)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${what} needs options: { ${Object.keys(names).join(", ")} }, got undefined`,
    );
  knownOptions(what, options, names);
}

/** A value as an error message shows it: short, and what kind of thing it is. */
export function described(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (typeof value === "string")
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  const kind: unknown = value.constructor?.name;
  return typeof kind !== "string" || kind === "Object" || kind === "" ? "an object" : `a ${kind}`;
}

/** The candidate nearest to `name` in edits of one letter, if it is near enough to be meant. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  let nearest: string | undefined;
  // A third of the letters wrong is a slip; more is another word.
  let fewest = Math.floor(Math.max(given.length, 3) / 3) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(given, candidate.toLowerCase());
    if (edits < fewest) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/** Insertions, deletions, replacements and swaps of neighbours that make b of a (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length];
}
