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

type Entries = Record<Place, readonly Entry[]>;

/** The two places with what stands in them, and their lists on the page. */
interface Places {
  readonly entries: Entries;
  put(place: Place, entry: Entry): void;
  takeOut(entry: Entry): void;
  /** The keyboard goes on from the entry last put there, or from the button that chooses another. */
  focusLast(place: Place): void;
  focusChooser(place: Place): void;
}

function openPlaces(): Places {
  const entries: Entries = { models: [], base: [] };
  const lists: Record<Place, HTMLUListElement> = {
    models: byId("models", HTMLUListElement),
    base: byId("base", HTMLUListElement),
  };
  return {
    entries,
    put(place, entry) {
      entries[place] = [...entries[place], entry];
      lists[place].append(entry.element);
    },
    takeOut(entry) {
      for (const place of ["models", "base"] as const)
        entries[place] = entries[place].filter((other) => other !== entry);
      entry.element.remove();
    },
    focusLast: (place) => lists[place].querySelector<HTMLElement>("li:last-child button")?.focus(),
    focusChooser: (place) =>
      lists[place].parentElement?.querySelector<HTMLElement>("input[type=file]")?.focus(),
  };
}

/** `changed` is called whenever `chosen` has another answer. */
export function openStage(changed: () => void): Stage {
  const places = openPlaces();
  const { entries } = places;

  function remove(entry: Entry): void {
    entry.stop.abort();
    void entry.model?.close();
    places.takeOut(entry);
    changed();
  }

  function put(place: Place, entry: Entry): void {
    if (place === "base") for (const before of entries.base) remove(before);
    places.put(place, entry);
    show(entry);
    changed();
  }

  function show(entry: Entry): void {
    const at: Place = entries.base.includes(entry) ? "base" : "models";
    const to: Place = at === "base" ? "models" : "base";
    showEntry(entry, {
      move: entry.model && {
        words: to === "base" ? "Make it the base" : "Make it a model",
        press() {
          places.takeOut(entry);
          put(to, entry);
          places.focusLast(to);
        },
      },
      remove() {
        remove(entry);
        places.focusChooser(at);
      },
    });
  }

  async function add(place: Place, source: Source): Promise<void> {
    const entry: Entry = { source, stop: new AbortController(), element: make("li", "entry") };
    put(place, entry);
    if (!(await open(entry))) return;
    show(entry);
    changed();
  }

  return {
    add(place, sources) {
      for (const source of place === "base" ? sources.slice(0, 1) : sources) void add(place, source);
    },
    chosen: () => chosenOf(entries),
    clear() {
      for (const entry of [...entries.models, ...entries.base]) remove(entry);
    },
  };
}

function chosenOf({ models, base }: Entries): Chosen {
  return {
    models: models.flatMap(({ model }) => model ?? []),
    base: base[0]?.model,
    opening: [...models, ...base].some(({ model, problem }) => !model && problem === undefined),
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
