/** The button beside each figure that saves it as an SVG file of its own, in the colours it is shown in. */

const SVG = "http://www.w3.org/2000/svg";
/** By then the browser has taken up the download. */
const REVOKE_AFTER_MS = 1000;

/** The figure's style sheet with the colours of the moment in place of their names. */
function sheetNow(): string {
  const colors = getComputedStyle(document.documentElement);
  const sheet = document.getElementById("figure-style")?.textContent ?? "";
  return sheet.replace(/var\((--[a-z]+)\)/g, (_, name: string) => colors.getPropertyValue(name).trim());
}

function saved(figure: SVGElement): string {
  const svg = figure.cloneNode(true);
  if (!(svg instanceof SVGElement)) return "";
  const style = document.createElementNS(SVG, "style");
  style.textContent = sheetNow();
  svg.prepend(style);
  svg.setAttribute("xmlns", SVG);
  const [, , width, height] = (svg.getAttribute("viewBox") ?? "").split(" ");
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  return new XMLSerializer().serializeToString(svg);
}

export function saveFigures(): void {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("button.save") : undefined;
    const figure = button?.closest("figure")?.querySelector("svg");
    if (!button || !figure) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([saved(figure)], { type: "image/svg+xml" }));
    link.download = `${button.dataset.file}.svg`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
  });
}
