/**
 * The results on the page, with the report's own markup: rows and layers slide into their places as they finish, in
 * the model's order whatever the order of finishing. All markup comes from src/report, which escapes every name.
 */
import type { LayerResult, ModelAnalysis } from "../analysis/index.ts";
import { layerMarkup } from "../report/html/layer.ts";
import { tableHead, tableRow } from "../report/html/layer-table.ts";
import { aboutSection, depthSection, introSection, skippedSection } from "../report/html/report.ts";

const REFRESH_MS = 400;

export interface ResultView {
  add(layer: LayerResult): void;
  /** The parts that sum up; at most every few hundred milliseconds unless the run is over. */
  summarise(analysis: ModelAnalysis, running: boolean): void;
}

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
};

/** Parses markup that holds one element; table rows need the table's context. */
function parse(markup: string): Element {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content.firstElementChild!;
}

/** Clears the page's result and returns the way to fill it. */
export function openResultView(): ResultView {
  const rows = element("rows") as HTMLTableElement;
  rows.innerHTML = `${tableHead()}<tbody></tbody>`;
  const body = rows.tBodies[0]!;
  const layers = element("r-layers");
  layers.replaceChildren();
  for (const id of ["r-intro", "r-depth", "r-skipped", "r-about"]) element(id).replaceChildren();
  for (const id of ["table", "layers"]) element(id).hidden = true;
  element("result").hidden = false;
  const order: number[] = [];
  let last = Number.NEGATIVE_INFINITY;

  return {
    add(layer) {
      if (layer.status !== "analyzed") return;
      for (const id of ["table", "layers"]) element(id).hidden = false;
      let at = order.length;
      while (at > 0 && order[at - 1]! > layer.index) at--;
      order.splice(at, 0, layer.index);
      layers.insertBefore(parse(layerMarkup(layer)), layers.children[at] ?? null);
      body.insertBefore(parse(tableRow(layer)), rowAfter(body, layer.index));
    },
    summarise(analysis, running) {
      const now = performance.now();
      if (running && now - last < REFRESH_MS) return;
      last = now;
      element("r-intro").innerHTML = introSection(analysis, running);
      element("r-depth").innerHTML = depthSection(analysis);
      if (running) return;
      element("r-skipped").innerHTML = skippedSection(analysis);
      element("r-about").innerHTML = aboutSection(analysis);
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
