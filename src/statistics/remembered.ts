/**
 * What is costly to simulate and asked for again: nulls, tables, rules. A bounded number is kept, by what they were made of;
 * the one that was not asked for the longest goes first.
 */

/** Everything that the result depends on, seed and number of draws among it. Numbers are finite. */
export type RememberedKey = readonly (string | number)[];

export class Remembered<T> {
  readonly #most: number;
  /** In the order of their last use. */
  readonly #kept = new Map<string, T>();

  /** @param most results that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** The very object that was made for this key before, or else what `make` makes now. Shared: do not write to it. */
  recall(key: RememberedKey, make: () => T): T {
    return this.get(key) ?? this.keep(key, make());
  }

  /** What is kept under the key. */
  get(key: RememberedKey): T | undefined {
    const name = nameOf(key);
    const known = this.#kept.get(name);
    if (known !== undefined) {
      this.#kept.delete(name);
      this.#kept.set(name, known);
    }
    return known;
  }

  /** Keeps a result, in place of the one that was not used for the longest where there is no room, and returns it. */
  keep(key: RememberedKey, made: T): T {
    const name = nameOf(key);
    this.#kept.delete(name);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < this.#most) break;
      this.#kept.delete(oldest);
    }
    this.#kept.set(name, made);
    return made;
  }

  /** Forgets everything. */
  clear(): void {
    this.#kept.clear();
  }
}

/** ["a", 1, 2] and ["a", 12] are two keys, and so are ["1"] and [1]. */
const nameOf = (key: RememberedKey): string => JSON.stringify(key);
