/**
 * Names of many tensors in little room: what nearly all of them begin and end with is said once, and what is still too long
 * is cut in the middle.
 */
export interface ShortNames {
  /** What the mark "…" at the beginning of a name stands for; empty where names are not shortened. */
  readonly prefix: string;
  /** Left out at the end of names; empty where names are not shortened. */
  readonly suffix: string;
  /** In the order of the names, all different where the names are. */
  readonly names: readonly string[];
}

/** The part of the names that must share a beginning or an end for it to be said once: a head and an embedding may differ. */
const NEARLY_ALL = 0.6;
/** Fewer names than this have nothing in common worth a line of its own. */
const LEAST_NAMES = 2;

/**
 * `model.layers.0.mlp.up_proj.weight` becomes `…0.mlp.up_proj` where most names begin with `model.layers.` and end in
 * `.weight`. Names stay whole where all fit into `width` characters. Parts are split at dots, slashes and colons.
 */
export function shortNames(names: readonly string[], width: number): ShortNames {
  const whole = { prefix: "", suffix: "", names };
  if (names.length < LEAST_NAMES || names.every((name) => Array.from(name).length <= width)) return whole;
  const suffix = mostShared(names.map((name) => [/[./:][^./:]*$/.exec(name)?.[0] ?? ""]));
  const trimmed = names.map((name) => withoutEnd(name, suffix));
  const prefix = mostShared(trimmed.map(beginnings));
  const short = trimmed.map((name) => withoutBeginning(name, prefix));
  return new Set(short).size === new Set(names).size ? { prefix, suffix, names: short } : whole;
}

/** What a reader is told of names that were shortened; empty where they were not. */
export function namesNote({ prefix, suffix }: ShortNames): string {
  const parts = [
    ...(prefix ? [`names that begin with … begin with ${prefix}`] : []),
    ...(suffix ? [`${suffix} is left out at the end`] : []),
  ];
  return parts.join("; ");
}

/** Every beginning of a name that ends at a separator: `a.`, `a.b.`; none that is the whole name. */
function beginnings(name: string): string[] {
  const found: string[] = [];
  for (const { index } of name.matchAll(/[./:](?=.)/g)) found.push(name.slice(0, index + 1));
  return found;
}

/** The longest text that nearly all have among their own; empty where there is none. */
function mostShared(candidates: readonly (readonly string[])[]): string {
  const counts = new Map<string, number>();
  for (const own of candidates)
    for (const text of new Set(own)) if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
  let longest = "";
  for (const [text, count] of counts)
    if (count >= NEARLY_ALL * candidates.length && text.length > longest.length) longest = text;
  return longest;
}

const withoutEnd = (name: string, suffix: string): string =>
  suffix && name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : name;

const withoutBeginning = (name: string, prefix: string): string =>
  prefix && name.startsWith(prefix) ? `…${name.slice(prefix.length)}` : name;
