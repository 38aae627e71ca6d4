/** One thing that was chosen, as its place on the page shows it: its name, what it is or why it is not, and two buttons. */
import { formatTitle, type Model } from "../../models/index.ts";
import { bytes, counted, visible } from "../../report/index.ts";
import { make } from "../elements.ts";
import { type Source, sourceName, sourceSize } from "./sources.ts";

export interface Entry {
  readonly source: Source;
  readonly stop: AbortController;
  readonly element: HTMLLIElement;
  model?: Model;
  /** Why it could not be opened. */
  problem?: string;
}

/** What the buttons of an entry do. */
export interface EntryActions {
  /** "Make it the base", and what that does; undefined for a file that is not open. */
  readonly move: { readonly words: string; press(): void } | undefined;
  remove(): void;
}

export function showEntry(entry: Entry, { move, remove }: EntryActions): void {
  const name = visible(entry.model?.name ?? sourceName(entry.source));
  const title = make("bdi", "entry-name", name);
  const note = make("span", entry.problem === undefined ? "entry-note" : "entry-note bad", noteOf(entry));
  const tools = make("span", "entry-tools");
  if (move) tools.append(button(move.words, `${move.words}: ${name}`, move.press));
  tools.append(button("Remove", `Remove ${name}`, remove));
  entry.element.replaceChildren(title, note, tools);
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
