/** The field that shows only the layers whose name contains what is typed. */

export function filterLayers(): void {
  const field = document.getElementById("filter");
  if (!(field instanceof HTMLInputElement)) return;
  field.closest<HTMLElement>(".tools")!.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const element of document.querySelectorAll<HTMLElement>("[data-name]")) {
      element.hidden = !element.dataset.name!.toLowerCase().includes(wanted);
      if (!element.hidden && element instanceof HTMLTableRowElement) shown++;
    }
    const status = document.getElementById("filter-status");
    if (status) status.textContent = wanted ? `${shown} shown` : "";
  });
}
