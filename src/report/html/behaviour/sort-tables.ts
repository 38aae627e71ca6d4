/** Tables are sorted by pressing their headings. */
import { nextOrder, sortOrder } from "./sort-order.ts";

export function sortTables(): void {
  document.addEventListener("click", ({ target }) => {
    const heading = target instanceof Element ? target.closest("th button")?.parentElement : undefined;
    const body = heading?.closest("table")?.tBodies[0];
    if (!body || !heading?.parentElement) return;
    const siblings = [...heading.parentElement.children];
    const column = siblings.indexOf(heading);
    const numeric = heading.dataset.kind === "number";
    const order = nextOrder(numeric, heading.getAttribute("aria-sort"));
    for (const other of siblings) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", order);
    const rows = [...body.rows];
    const cells = rows.map(({ cells }) => cells[column].dataset.v ?? cells[column].textContent ?? "");
    body.append(...sortOrder(cells, numeric, order).map((i) => rows[i]));
  });
}
