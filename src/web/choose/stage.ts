/**
 * What has been chosen: any number of models and at most one base, each in its place on the page. A file is opened as
 * soon as it is chosen, which reads its header; what cannot be opened says why, in its place.
 */
import { WignerscopeError } from "../../base/index.ts";
import type { Model } from "../../models/index.ts";
import { byId, make } from "../elements.ts";
import { inPlainWords } from "../results/plain-words.ts";
import { type Entry, showEntry } from "./entry.ts";
import { openSource, type Source } from "./sources.ts";

export type Place = "models" | "base";

export interface Chosen {
  readonly models: readonly Model[];
  readonly base: Model | undefined;
  /** Headers that are being read. */
  readonly opening: boolean;
}

interface Stage {
  /** Opens `sources` and puts them into their place; a base takes the place of the one before. */
  add(place: Place, sources: readonly Source[]): void;
  chosen(): Chosen;
  clear(): void;
}

/** `changed` is called whenever `chosen` has another answer. */
export function openStage(changed: () => void): Stage {
  const entries: Record<Place, Entry[]> = { models: [], base: [] };
  const lists: Record<Place, HTMLUListElement> = {
    models: byId("models", HTMLUListElement),
    base: byId("base", HTMLUListElement),
  };

  function remove(entry: Entry): void {
    entry.stop.abort();
    void entry.model?.close();
    discard(entry);
  }

  /** Out of its place, but still open. */
  function discard(entry: Entry): void {
    for (const place of ["models", "base"] as const)
      entries[place] = entries[place].filter((other) => other !== entry);
    entry.element.remove();
    changed();
  }

  function put(place: Place, entry: Entry): void {
    if (place === "base") for (const before of entries.base) remove(before);
    entries[place].push(entry);
    lists[place].append(entry.element);
    describe(entry);
    changed();
  }

  function describe(entry: Entry): void {
    const to: Place = entries.base.includes(entry) ? "models" : "base";
    showEntry(entry, {
      move: entry.model && {
        words: to === "base" ? "Make it the base" : "Make it a model",
        press() {
          discard(entry);
          put(to, entry);
          lists[to].querySelector<HTMLElement>("li:last-child button")?.focus();
        },
      },
      remove() {
        const list = entry.element.parentElement;
        remove(entry);
        list?.parentElement?.querySelector<HTMLElement>("input[type=file]")?.focus();
      },
    });
  }

  return {
    add(place, sources) {
      const wanted = place === "base" ? sources.slice(0, 1) : sources;
      for (const source of wanted) {
        const entry: Entry = { source, stop: new AbortController(), element: make("li", "entry") };
        put(place, entry);
        void open(entry).then((done) => {
          if (!done) return;
          describe(entry);
          changed();
        });
      }
    },
    chosen() {
      const all = [...entries.models, ...entries.base];
      return {
        models: entries.models.flatMap(({ model }) => model ?? []),
        base: entries.base[0]?.model,
        opening: all.some(({ model, problem }) => !model && problem === undefined),
      };
    },
    clear() {
      for (const entry of [...entries.models, ...entries.base]) remove(entry);
    },
  };
}

/** Opens what was chosen, or finds out why not. False when it was removed meanwhile. */
async function open(entry: Entry): Promise<boolean> {
  const { signal } = entry.stop;
  try {
    const model = await openSource(entry.source, signal);
    if (signal.aborted) await model.close();
    else entry.model = model;
  } catch (error) {
    if (error instanceof WignerscopeError && error.code === "ABORTED") return false;
    entry.problem = inPlainWords(error, entry.source.kind === "address");
    entry.element.classList.add("failed");
  }
  return !signal.aborted;
}
