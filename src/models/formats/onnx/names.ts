/** Unique names for the tensors of a file whose format asks for none. */
import type { Found, TensorRecord } from "./records.ts";

/**
 * Characters of all names that are made here. Names of the file cost their length in the file; one of 4 KB that a
 * thousand tensors share would cost it a thousand times.
 */
const MAX_MADE = 32 << 20;

/**
 * A name that comes again gets " (2)", " (3)", ... in the file's order, skipping names that are taken.
 * @throws CORRUPT_FILE where the names would fill the memory
 */
export function makeNamesUnique({ tensors, reader }: Pick<Found, "tensors" | "reader">): void {
  const spend = budget(() => reader.fail(`names of more than ${MAX_MADE} characters in all`, reader.size));
  for (const { name } of tensors) spend(name);
  const taken = new Set(tensors.map(({ name }) => name));
  const kept = new Set<string>();
  const next = new Map<string, number>();
  for (const record of tensors) {
    if (record.name !== "" && !kept.has(record.name)) {
      kept.add(record.name);
      continue;
    }
    rename(record, taken, next);
    spend(record.name);
    kept.add(record.name);
  }
}

function rename(record: TensorRecord, taken: Set<string>, next: Map<string, number>): void {
  const base = record.name || "unnamed";
  let times = next.get(base) ?? (record.name === "" ? 1 : 2);
  const name = () => (times === 1 ? base : `${base} (${times})`);
  while (taken.has(name())) times++;
  record.name = name();
  taken.add(record.name);
  next.set(base, times + 1);
}

function budget(exceeded: () => never): (name: string) => void {
  let spent = 0;
  return ({ length }) => {
    spent += length;
    if (spent > MAX_MADE) exceeded();
  };
}
