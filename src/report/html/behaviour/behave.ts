/** What a report does beyond being read: without it the report still reads. The page does the same with what it shows. */
import { filterLayers } from "./filter-layers.ts";
import { openLayers } from "./open-layers.ts";
import { saveFigures } from "./save-figures.ts";
import { sortTables } from "./sort-tables.ts";
import { switchThemes } from "./theme-switch.ts";

/** To be called once, when the document is there. */
export function behave(): void {
  switchThemes();
  sortTables();
  filterLayers();
  openLayers();
  saveFigures();
}
