/**
 * The look of the report and of the page. Three sheets: colours, figures (also put into exported SVG files), and the
 * rest. Everything is set in the reader's own fonts; nothing is loaded.
 */

import { declarations, FONTS, PRINT_PAPER } from "../theme.ts";

export const COLOR_STYLE = `
:root { ${declarations("light")} }
@media (prefers-color-scheme: dark) { :root { ${declarations("dark")} } }
:root[data-theme="light"] { ${declarations("light")} }
:root[data-theme="dark"] { ${declarations("dark")} }
@media print { :root, :root[data-theme="dark"] { ${declarations("light")} --paper: ${PRINT_PAPER};
} }
`;

/** Selectors stay inside `.fig` and `.spark`, so the sheet travels with an exported figure. */
export const FIGURE_STYLE = `
.fig { display: block; width: 100%; height: auto; overflow: visible; font-family: ${FONTS.sans}; }
.spark { display: block; width: 5.75rem; height: 1.25rem; overflow: visible; }
.fig path, .spark path { fill: none; stroke-linecap: butt; stroke-linejoin: round; }
.fig .grid { stroke: var(--hair); stroke-width: 1; }
.fig .axis { stroke: var(--faint); stroke-width: .8; }
.fig .noise, .spark .noise { fill: var(--noise); }
.fig .law { stroke: var(--law); stroke-width: 1.8; stroke-linecap: round; }
.fig .other { stroke: var(--other); stroke-width: 1.4; stroke-dasharray: 4 3; }
.fig .solid { stroke-dasharray: none; }
.fig .thin { stroke-width: 1.4; }
.fig .control { stroke: var(--third); stroke-width: 1.2; }
.fig .third { stroke: var(--third); stroke-width: 1.4; stroke-dasharray: 6 2 1.5 2; }
.fig .fourth { stroke: var(--fourth); stroke-width: 1.4; stroke-dasharray: 1.5 2; }
.fig .fifth { stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 7 3; }
.fig path.strong { stroke-width: 2.4; }
.fig .data { stroke: var(--ink); stroke-width: 1.5; }
.fig .mark { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 1.5 2.5; }
.fig .spike { stroke: var(--spike); stroke-width: 1.25; }
.spark .spike { stroke: var(--spike); stroke-width: 1; }
.fig .bar-law { fill: var(--law); }
.fig .bar-other { fill: var(--other); }
.fig .bar-third { fill: var(--third); }
.fig .control-bar { stroke: var(--noise); stroke-width: 6; }
.fig .stem { stroke: var(--spike); stroke-width: 1.5; opacity: .45; }
.fig .err { stroke: var(--law); stroke-width: 1; opacity: .45; }
.fig .band { fill: var(--law); opacity: .16; }
.fig .zone { fill: var(--zone); }
.fig .pt { stroke: var(--law); stroke-width: 3.4; stroke-linecap: round; }
.fig .pt.big { stroke-width: 5; }
.fig .pt.arrow { stroke-width: 1.4; stroke-linejoin: round; }
.fig .pt.datum, .fig .err.datum { stroke: var(--ink); }
.fig .pt.at-law, .fig .err.at-law { stroke: var(--law); }
.fig .pt.at-other, .fig .err.at-other { stroke: var(--other); }
.fig .pt.at-third, .fig .err.at-third { stroke: var(--third); }
.fig .pt.at-fourth, .fig .err.at-fourth { stroke: var(--fourth); }
.fig .err.datum { opacity: .5; }
.fig .pt.rest { stroke: var(--noise); }
.fig .pt.spike-pt { stroke: var(--spike); }
.fig text { font-size: 11px; fill: var(--soft); }
.fig .tk { font-size: 10px; fill: var(--faint); font-variant-numeric: tabular-nums; }
.fig .ax { font-size: 10.5px; fill: var(--soft); }
.fig .key { font-size: 10px; }
.fig .key.strong { font-weight: 600; fill: var(--ink); }
.fig .hint, .fig .key, .fig .on-law, .fig .on-other, .fig .on-third, .fig .on-fourth, .fig .on-spike, .fig .on-data { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.fig .hint { fill: var(--soft); }
.fig .on-law { fill: var(--law); }
.fig .on-other { fill: var(--other); }
.fig .on-third { fill: var(--third); }
.fig .on-fourth { fill: var(--fourth); }
.fig .on-data { fill: var(--ink); }
.fig .on-spike { fill: var(--spike); }
.fig .var { font-family: ${FONTS.serif}; font-style: italic; font-size: 1.08em; }
.fig .sub { font-size: .75em; }
`;

export const PAGE_STYLE = `
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 400 1rem/1.55 ${FONTS.sans}; -webkit-font-smoothing: antialiased; }
.wrap { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
h1, h2, h3, .brand, .lede { font-family: ${FONTS.serif}; font-weight: 500; text-wrap: balance; }
h1 { font-size: clamp(1.8rem, 4.5vw, 2.7rem); line-height: 1.12; letter-spacing: -.015em; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.45rem; line-height: 1.25; letter-spacing: -.005em; margin: 0 0 .35rem; }
h3 { font-size: 1.02rem; margin: 0; }
p { margin: 0 0 .9rem; max-width: 68ch; }
a { color: inherit; text-decoration-color: var(--faint); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:hover { color: var(--law); text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--law); outline-offset: 2px; border-radius: 3px; }
code, .mono { font-family: ${FONTS.mono}; font-size: .88em; }
button, input { font: inherit; color: inherit; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.top { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: 1.4rem 0 0; }
.brand { font-size: 1.05rem; letter-spacing: .01em; color: var(--soft); display: inline-flex; align-items: center; gap: .55rem; text-decoration: none; }
.brand svg { width: 1.9rem; height: .95rem; display: block; overflow: visible; }
.brand path { fill: none; stroke: var(--law); stroke-width: 1.6; stroke-linecap: round; }
.brand .b2 { stroke: var(--spike); }
.button { appearance: none; border: 1px solid var(--rule); background: transparent; border-radius: 999px; padding: .28rem .85rem; font-size: .84rem; color: var(--soft); cursor: pointer; line-height: 1.4; text-decoration: none; display: inline-block; }
.button:hover { color: var(--ink); border-color: var(--faint); background: var(--panel); }
.button[disabled] { opacity: .45; cursor: default; }
.intro { padding: clamp(2rem, 6vw, 4rem) 0 1.6rem; }
.kicker { font-size: .84rem; color: var(--faint); margin: 0 0 .5rem; }
.lede { font-size: 1.18rem; line-height: 1.5; color: var(--soft); max-width: 60ch; text-wrap: pretty; }
.lede b { color: var(--ink); font-weight: 600; }
.notice { border-left: 3px solid var(--other); background: var(--wash); padding: .7rem 1rem; border-radius: 0 6px 6px 0; max-width: 68ch; }
section { margin: 0 0 clamp(2.4rem, 5vw, 3.6rem); }
.sub { color: var(--soft); font-size: .95rem; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); margin: 1.6rem 0 0; padding: 0; }
.tiles > div { padding: 1rem 1.2rem 1.05rem 0; }
.tiles dt { font-size: .82rem; color: var(--faint); }
.tiles dd { margin: .1rem 0 0; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: .82rem; letter-spacing: 0; color: var(--soft); line-height: 1.4; margin-top: .2rem; }

.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.6rem 2rem; margin-top: 1rem; }
figure { margin: 0; min-width: 0; }
.card { background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 1rem 1.1rem .9rem; }
figure > header { display: flex; align-items: baseline; justify-content: space-between; gap: .5rem; margin-bottom: .3rem; }
figcaption { font-size: .84rem; line-height: 1.5; color: var(--soft); margin-top: .45rem; text-wrap: pretty; }
.save { appearance: none; border: 0; background: none; padding: .1rem .3rem; margin: -.1rem -.3rem; font-size: .74rem; color: var(--faint); cursor: pointer; border-radius: 4px; opacity: 0; transition: opacity .15s; }
figure:hover .save, .save:focus-visible { opacity: 1; }
@media (hover: none) { .save { opacity: 1; } }
.save:hover { color: var(--law); }

.tools { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .7rem 0 .8rem; }
.tools input { border: 1px solid var(--rule); background: var(--panel); border-radius: 999px; padding: .28rem .9rem; font-size: .88rem; width: min(100%, 17rem); }
.tools input::placeholder { color: var(--faint); opacity: 1; }
.scroll { margin: 0; overflow-x: auto; border: 1px solid var(--rule); border-radius: 10px; background: var(--panel); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .86rem; font-variant-numeric: tabular-nums lining-nums; }
th, td { padding: .42rem .5rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--hair); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 500; color: var(--soft); background: var(--panel); border-bottom: 1px solid var(--rule); padding: 0; vertical-align: bottom; }
thead th > span { display: block; padding: .55rem .5rem; }
th button { appearance: none; border: 0; background: none; width: 100%; padding: .55rem .5rem; text-align: inherit; cursor: pointer; color: inherit; font-weight: 500; white-space: nowrap; }
th button:hover { color: var(--ink); }
th button::after { content: ""; display: inline-block; width: .7em; margin-left: .1em; color: var(--law); }
th[aria-sort="ascending"] button::after { content: "↑"; }
th[aria-sort="descending"] button::after { content: "↓"; }
th[aria-sort="ascending"] button, th[aria-sort="descending"] button { color: var(--ink); }
th.l, td.l { text-align: left; }
td.name, th.name { position: sticky; left: 0; background: var(--panel); text-align: left; font-weight: 400; z-index: 1; max-width: min(24rem, 44vw); overflow: hidden; text-overflow: ellipsis; }
td.dim, .dim { color: var(--faint); }
td small { color: var(--faint); font-size: .9em; }
.hot { color: var(--spike); }
.warm { color: var(--other); }
tbody tr:hover > * { background: var(--wash); }

details.layer { border-top: 1px solid var(--rule); content-visibility: auto; contain-intrinsic-size: auto 3.6rem; }
details.layer:last-of-type { border-bottom: 1px solid var(--rule); }
details.layer[open] { contain-intrinsic-size: auto 34rem; padding-bottom: 2rem; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.layer > summary { display: grid; grid-template-columns: 1.2rem minmax(0, 1fr) auto auto; align-items: center; gap: .4rem 1rem; padding: .8rem .2rem; }
.layer > summary::before { content: ""; width: .42rem; height: .42rem; border: solid var(--faint); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform .15s; margin-left: .15rem; }
.layer[open] > summary::before { transform: rotate(45deg); }
.layer > summary:hover h3 { color: var(--law); }
.layer h3 { overflow-wrap: anywhere; font-family: inherit; font-size: .98rem; font-weight: 500; }
.layer .facts { color: var(--faint); font-size: .84rem; font-variant-numeric: tabular-nums; text-align: right; }
.kind { font-size: .78rem; border: 1px solid var(--rule); border-radius: 999px; padding: .08rem .55rem; color: var(--soft); white-space: nowrap; }
.kind.learned { color: var(--spike); border-color: currentColor; }
.kind.entries { color: var(--other); border-color: currentColor; }
.headline { font-size: 1.02rem; color: var(--ink); max-width: 68ch; }
.verdict { margin: .1rem 0 .2rem 2.2rem; color: var(--soft); font-size: .95rem; max-width: 74ch; text-wrap: pretty; }
.verdict b { color: var(--ink); font-weight: 600; }
.layer .figures, .numbers { margin-left: 2.2rem; }
.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 0 2rem; margin-top: 1.3rem; margin-bottom: 0; font-size: .84rem; }
.numbers > div { display: flex; justify-content: space-between; gap: .8rem; padding: .22rem 0; border-bottom: 1px solid var(--hair); }
.numbers dt { color: var(--faint); }
.numbers dd { margin: 0; white-space: nowrap; font-variant-numeric: tabular-nums; text-align: right; }
@media (max-width: 48rem) {
  .layer .figures, .numbers, .verdict { margin-left: 0; }
  .layer > summary { grid-template-columns: 1.2rem minmax(0, 1fr); }
  .layer .facts { grid-column: 2; text-align: left; }
  .layer .kind { grid-column: 2; justify-self: start; }
}

.skipped details { border-top: 1px solid var(--rule); }
.skipped details:last-child { border-bottom: 1px solid var(--rule); }
.skipped summary { padding: .55rem .2rem; display: flex; gap: .9rem; align-items: baseline; }
.skipped summary b { min-width: 2.6rem; text-align: right; font-weight: 500; font-variant-numeric: tabular-nums; }
.skipped summary:hover { color: var(--law); }
.skipped ul { margin: 0 0 .9rem 3.7rem; padding: 0; list-style: none; columns: 18rem; column-gap: 2rem; font-size: .84rem; color: var(--soft); }
.skipped li { overflow-wrap: anywhere; break-inside: avoid; padding: .08rem 0; }

.about { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 2rem 3rem; }
.about dl { margin: .6rem 0 0; display: grid; grid-template-columns: minmax(7rem, auto) minmax(0, 1fr); gap: .25rem 1.2rem; font-size: .88rem; align-content: start; }
.about dt { color: var(--faint); }
.about dd { margin: 0; overflow-wrap: anywhere; }
footer { border-top: 1px solid var(--rule); padding: 1.2rem 0 3rem; color: var(--faint); font-size: .84rem; }

@media print {
  html { font-size: 10.5pt; }
  .button, .tools, .save, th button::after { display: none !important; }
  .scroll { overflow: visible; border-radius: 0; }
  .layer > summary::before { display: none; }
  details.layer { content-visibility: visible; break-inside: avoid; }
  .figures { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem; }
  figure, .tiles > div, tr { break-inside: avoid; }
  a { text-decoration: none; }
}
`;

/** The sheets of a report in their order; its policy admits them by hash. */
export const STYLES = [COLOR_STYLE, FIGURE_STYLE, PAGE_STYLE] as const;
