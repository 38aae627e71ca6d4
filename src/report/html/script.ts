/**
 * The report's only script, plain and small: theme, sorting, filtering, opening, saving a figure. Without it the
 * report still reads. It is a constant, so the policy can name it by its hash.
 */
export const REPORT_SCRIPT = `
(() => {
  "use strict";
  const root = document.documentElement;
  const $$ = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const remember = (value) => { try { localStorage.setItem("wignerscope-theme", value); } catch {} };
  try { const kept = localStorage.getItem("wignerscope-theme"); if (kept) root.dataset.theme = kept; } catch {}

  const theme = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", "Switch to the " + (isDark() ? "light" : "dark") + " theme"); };
  if (theme) {
    theme.hidden = false; nameTheme();
    theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; remember(root.dataset.theme); nameTheme(); });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("th button");
    if (!button) return;
    const th = button.parentElement;
    const table = th.closest("table");
    const column = Array.from(th.parentElement.children).indexOf(th);
    // Numbers show their largest first, names their first letter.
    const first = th.dataset.kind === "number" ? "descending" : "ascending";
    const order = th.getAttribute("aria-sort") === first ? (first === "ascending" ? "descending" : "ascending") : first;
    for (const other of th.parentElement.children) other.removeAttribute("aria-sort");
    th.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const key = (row) => { const cell = row.children[column]; const v = cell.dataset.v ?? cell.textContent; return th.dataset.kind === "number" ? (v === "" ? NaN : Number(v)) : v; };
    const collator = new Intl.Collator(undefined, { numeric: true });
    const rows = Array.from(table.tBodies[0].rows, (row, i) => ({ row, i, k: key(row) }));
    rows.sort((a, b) => {
      if (typeof a.k === "string") return sign * collator.compare(a.k, b.k) || a.i - b.i;
      // What has no value stands last in either order.
      if (Number.isNaN(a.k) || Number.isNaN(b.k)) return Number.isNaN(a.k) - Number.isNaN(b.k) || a.i - b.i;
      return sign * (a.k - b.k) || a.i - b.i;
    });
    table.tBodies[0].append(...rows.map((r) => r.row));
  });

  const filter = document.getElementById("filter");
  if (filter) {
    filter.closest(".tools").hidden = false;
    const apply = () => {
      const wanted = filter.value.trim().toLowerCase();
      let shown = 0;
      for (const el of $$("[data-name]")) { el.hidden = !el.dataset.name.toLowerCase().includes(wanted); if (!el.hidden && el.tagName === "TR") shown++; }
      const status = document.getElementById("filter-status");
      if (status) status.textContent = wanted ? shown + " shown" : "";
    };
    filter.addEventListener("input", apply);
  }

  const all = document.getElementById("open-all");
  if (all) {
    all.closest(".tools").hidden = all.hidden = false;
    all.addEventListener("click", () => {
      const open = all.dataset.open !== "yes";
      for (const d of $$("details.layer")) d.open = open;
      all.dataset.open = open ? "yes" : "no";
      all.textContent = open ? "Close all" : "Open all";
    });
  }

  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); target.querySelector("summary").focus({ preventScroll: true }); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) openTarget();
  });

  let opened = [];
  addEventListener("beforeprint", () => { opened = $$("details.layer:not([open])"); for (const d of opened) d.open = true; });
  addEventListener("afterprint", () => { for (const d of opened) d.open = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.save");
    if (!button) return;
    const svg = button.closest("figure").querySelector("svg").cloneNode(true);
    const colours = getComputedStyle(root);
    const sheet = document.getElementById("figure-style").textContent.replace(/var\\((--[a-z]+)\\)/g, (_, name) => colours.getPropertyValue(name).trim());
    const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
    style.textContent = sheet;
    svg.prepend(style);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const [, , width, height] = svg.getAttribute("viewBox").split(" ");
    svg.setAttribute("width", width); svg.setAttribute("height", height);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }));
    link.download = button.dataset.file + ".svg";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
`;
