/**
 * The results on the page, with the report's own markup: rows and layers slide into their places as they finish, in
 * the model's order whatever the order of finishing. All markup comes from src/report, which escapes every name.
 */
import { byId } from "../elements.ts";

/** What a kind of result looks like: its table and its layers. */
export interface Sheet<Layer extends { readonly index: number }> {
  readonly note: string;
  readonly head: string;
  readonly row: (layer: Layer) => string;
  readonly layer: (layer: Layer) => string;
}

/** Markup of the parts that sum up. */
export interface Summary {
  readonly intro: string;
  /** Of several models. */
  readonly series?: string;
  readonly depth: string;
  /** When the run is over. */
  readonly closing?: { readonly skipped: string; readonly about: string };
}

export interface ResultView<Layer> {
  add(layer: Layer): void;
  summarise(summary: Summary): void;
}

const fill = (id: string, markup: string) => {
  byId(id, HTMLElement).innerHTML = markup;
};

/** Parses markup that holds one element; table rows need the template's context. */
function parse(markup: string): Element {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content.firstElementChild!;
}

/** Clears the page's result and returns the way to fill it. */
export function openResultView<Layer extends { readonly index: number }>(
  sheet: Sheet<Layer>,
): ResultView<Layer> {
  const rows = byId("rows", HTMLTableElement);
  rows.innerHTML = `${sheet.head}<tbody></tbody>`;
  const body = rows.tBodies[0]!;
  const layers = byId("r-layers", HTMLElement);
  layers.replaceChildren();
  byId("table-note", HTMLElement).textContent = sheet.note;
  byId("filter", HTMLInputElement).value = "";
  byId("filter-status", HTMLElement).textContent = "";
  for (const id of ["r-intro", "r-series", "r-depth", "r-skipped", "r-about"]) fill(id, "");
  for (const id of ["table", "layers"]) byId(id, HTMLElement).hidden = true;
  byId("result", HTMLElement).hidden = false;
  const order: number[] = [];

  return {
    add(layer) {
      for (const id of ["table", "layers"]) byId(id, HTMLElement).hidden = false;
      let at = order.length;
      while (at > 0 && order[at - 1]! > layer.index) at--;
      order.splice(at, 0, layer.index);
      layers.insertBefore(parse(sheet.layer(layer)), layers.children[at] ?? null);
      body.insertBefore(parse(sheet.row(layer)), rowAfter(body, layer.index));
    },
    summarise({ intro, series, depth, closing }) {
      fill("r-intro", intro);
      fill("r-series", series ?? "");
      fill("r-depth", depth);
      fill("r-skipped", closing?.skipped ?? "");
      fill("r-about", closing?.about ?? "");
    },
  };
}

/** The first row of a larger index while the table is in the model's order; the end once the reader has sorted it. */
function rowAfter(body: HTMLTableSectionElement, index: number): Element | null {
  const sortedByIndex =
    body.parentElement!.querySelector('th[aria-sort="ascending"]') ===
    body.parentElement!.querySelector("th");
  if (!sortedByIndex) return null;
  for (const row of body.rows) if (Number(row.cells[0]!.dataset.v) > index) return row;
  return null;
}

const REFRESH_MS = 400;

/** Lets a call through at most every few hundred milliseconds. */
export function atTimes(): (call: () => void) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (call) => {
    const now = performance.now();
    if (now - last < REFRESH_MS) return;
    last = now;
    call();
  };
}
