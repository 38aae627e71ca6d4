/** The file around every report: policy, styles, header, script. */
import { SCRIPT, SCRIPT_HASH, STYLE_HASHES } from "#report/built";
import { escapeHtml } from "../text/text.ts";
import { COLOR_STYLE, FIGURE_STYLE, PAGE_STYLE } from "./style.ts";

/** The mark: a semicircle of noise and the value that stands beyond its edge. */
const BRAND = `<svg viewBox="0 0 40 20" aria-hidden="true"><path d="M1,19A13,13 0 0 1 27,19"/><path class="b2" d="M35,19V8"/></svg>`;

/** Only this file's own script and styles, by hash. */
function policy(): string {
  const styles = STYLE_HASHES.map((hash) => `'sha256-${hash}'`);
  const script = `'sha256-${SCRIPT_HASH}'`;
  return `default-src 'none'; style-src ${styles.join(" ")}; script-src ${script}; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** A whole document. `title` is plain text, `sections` are markup. */
export function shell(title: string, version: string, sections: readonly string[]): string {
  return [
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy()}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="generator" content="wignerscope ${escapeHtml(version)}">`,
    `<title>${escapeHtml(title)} · wignerscope</title>`,
    `<style>${COLOR_STYLE}</style><style id="figure-style">${FIGURE_STYLE}</style><style>${PAGE_STYLE}</style>`,
    `</head>\n<body>\n<div class="wrap">`,
    `<header class="top"><span class="brand">${BRAND}wignerscope</span><button class="button" id="theme" type="button" hidden>Dark</button></header>`,
    "<main>",
    ...sections.filter(Boolean),
    `</main>\n<footer>Written by wignerscope ${escapeHtml(version)}. This file is complete in itself and loads nothing.</footer></div>`,
    `<script>${SCRIPT}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

/** The section of a sortable, filterable table. `head` is a `<thead>`, `rows` are `<tr>`s. */
export function tableSection(heading: string, note: string, head: string, rows: readonly string[]): string {
  return [
    `<section id="table"><h2>${heading}</h2><p class="sub">${note}</p>`,
    `<div class="tools" hidden><label class="visually-hidden" for="filter">Show only layers whose name contains</label><input id="filter" type="search" placeholder="Filter by name" autocomplete="off" spellcheck="false"><span class="dim" id="filter-status" role="status"></span></div>`,
    `<section class="scroll" tabindex="0" aria-label="Table of matrices"><table>${head}<tbody>`,
    ...rows,
    "</tbody></table></section></section>",
  ].join("\n");
}

/** The section of layers that open one by one. */
export function layersSection(layers: readonly string[]): string {
  return [
    `<section id="layers"><h2>Layer by layer</h2><div class="tools" hidden><button class="button" id="open-all" type="button" hidden>Open all</button></div>`,
    ...layers,
    "</section>",
  ].join("\n");
}
