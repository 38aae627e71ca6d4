/** Layers open all at once, by a link to them, and for printing. */

const closed = () => document.querySelectorAll<HTMLDetailsElement>("details.layer:not([open])");

function openAll(): void {
  const button = document.getElementById("open-all");
  if (!button) return;
  button.hidden = false;
  button.closest<HTMLElement>(".tools")!.hidden = false;
  button.addEventListener("click", () => {
    const open = button.dataset.open !== "yes";
    for (const layer of document.querySelectorAll<HTMLDetailsElement>("details.layer")) layer.open = open;
    button.dataset.open = open ? "yes" : "no";
    button.textContent = open ? "Close all" : "Open all";
  });
}

/** Opens the layer that the address names, and goes there. */
function openTarget(): void {
  const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (!(target instanceof HTMLDetailsElement)) return;
  target.open = true;
  target.scrollIntoView();
  target.querySelector("summary")?.focus({ preventScroll: true });
}

function openForPrinting(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    opened = [...closed()];
    for (const layer of opened) layer.open = true;
  });
  addEventListener("afterprint", () => {
    for (const layer of opened) layer.open = false;
  });
}

export function openLayers(): void {
  openAll();
  openForPrinting();
  addEventListener("hashchange", openTarget);
  openTarget();
  // A link to where the address already points changes nothing that would be noticed otherwise.
  document.addEventListener("click", ({ target }) => {
    const link = target instanceof Element && target.closest<HTMLAnchorElement>('a[href^="#"]');
    if (link && link.hash === location.hash) openTarget();
  });
}
