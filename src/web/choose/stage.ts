/**
 * What has been chosen: any number of models and at most one base, each in its place on the page. A file is opened as
 * soon as it is chosen, which reads its header; what cannot be opened says why, in its place.
 */
import { WignerscopeError } from "../../base/index.ts";
import { formatTitle, type Model } from "../../models/index.ts";
import { bytes, counted, visible } from "../../report/index.ts";
import { byId, make } from "../elements.ts";
import { inPlainWords } from "../results/plain-words.ts";
import { openSource, type Source, sourceName, sourceSize } from "./sources.ts";

export type Place = "models" | "base";

interface Entry {
  readonly source: Source;
  readonly stop: AbortController;
  readonly element: HTMLLIElement;
  model?: Model;
  /** Why it could not be opened. */
  problem?: string;
}

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
    const name = visible(entry.model?.name ?? sourceName(entry.source));
    const title = make("bdi", "entry-name", name);
    const note = make("span", entry.problem === undefined ? "entry-note" : "entry-note bad", noteOf(entry));
    const tools = make("span", "entry-tools");
    if (entry.model) {
      const [to, words] = entries.base.includes(entry)
        ? (["models", "Make it a model"] as const)
        : (["base", "Make it the base"] as const);
      tools.append(
        button(words, `${words}: ${name}`, () => {
          discard(entry);
          put(to, entry);
          lists[to].querySelector<HTMLElement>("li:last-child button")?.focus();
        }),
      );
    }
    tools.append(
      button("Remove", `Remove ${name}`, () => {
        const list = entry.element.parentElement;
        remove(entry);
        list?.parentElement?.querySelector<HTMLElement>("input[type=file]")?.focus();
      }),
    );
    entry.element.replaceChildren(title, note, tools);
  }

  async function open(entry: Entry): Promise<void> {
    try {
      const model = await openSource(entry.source, entry.stop.signal);
      if (entry.stop.signal.aborted) return model.close();
      entry.model = model;
    } catch (error) {
      if (error instanceof WignerscopeError && error.code === "ABORTED") return;
      entry.problem = inPlainWords(error, "url" in entry.source);
      entry.element.classList.add("failed");
    }
    if (entry.stop.signal.aborted) return;
    describe(entry);
    changed();
  }

  return {
    add(place, sources) {
      const wanted = place === "base" ? sources.slice(0, 1) : sources;
      for (const source of wanted) {
        const entry: Entry = { source, stop: new AbortController(), element: make("li", "entry") };
        put(place, entry);
        void open(entry);
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

function noteOf({ source, model, problem }: Entry): string {
  if (problem !== undefined) return problem;
  if (!model) return "reading the header";
  const size = sourceSize(source);
  return [
    formatTitle(model.format),
    counted(model.tensors.length, "tensor"),
    size === undefined ? "" : bytes(size),
  ]
    .filter(Boolean)
    .join(" · ");
}

function button(text: string, label: string, press: () => void): HTMLButtonElement {
  const element = make("button", "button", text);
  element.type = "button";
  element.setAttribute("aria-label", label);
  element.addEventListener("click", press);
  return element;
}
