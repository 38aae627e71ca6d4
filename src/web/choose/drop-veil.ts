/** Files may be dropped anywhere on the page. While they are held, two zones say what they become: model or base. */
import { byId } from "../elements.ts";
import type { Place } from "./stage.ts";

/** A drag that carries no file (text, a link) is left alone. */
export const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** `accepting` says whether a drop means anything now. */
export function openDropVeil(
  accepting: () => boolean,
  dropped: (place: Place, files: readonly File[]) => void,
): void {
  const veil = byId("veil", HTMLDivElement);
  const zones: Readonly<Record<Place, HTMLElement>> = {
    models: byId("model-zone", HTMLElement),
    base: byId("base-zone", HTMLElement),
  };

  function placeOf({ clientX, clientY }: DragEvent): Place {
    const { left, right, top, bottom } = zones.base.getBoundingClientRect();
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom ? "base" : "models";
  }

  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    veil.hidden = !accepting();
    const place = placeOf(event);
    for (const [key, zone] of Object.entries(zones)) zone.classList.toggle("over", key === place);
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    // Where it was let go is asked while the zones are still laid out.
    const place = veil.hidden ? "models" : placeOf(event);
    veil.hidden = true;
    dropped(place, [...(event.dataTransfer?.files ?? [])]);
  });
}
