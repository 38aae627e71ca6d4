/** The four places for files of the Hessian tab: which file is which, what is still missing. */
import { bytes, visible } from "../../report/index.ts";
import { byId } from "../elements.ts";
import type { Inputs, Slot } from "./messages.ts";

const SLOTS: readonly Slot[] = ["network", "weights", "data", "labels"];

/** Files of numbers by their endings, gzip or not; MNIST's have none of these but end in ubyte. */
const NUMBERS = /(\.(npy|npz|csv|tsv|txt|idx)|ubyte)(\.gz)?$/i;
const LABELS = /label|target|class|(^|[^a-z])y([^a-z]|$)/i;

/** What a dropped file is for, by its name: weights is what remains. */
export function slotOf(name: string): Slot {
  if (/\.json$/i.test(name)) return "network";
  if (!NUMBERS.test(name) && !/\.gz$/i.test(name)) return "weights";
  return LABELS.test(name) ? "labels" : "data";
}

export interface Places {
  put(slot: Slot, file: File): void;
  /** Sorts dropped files into their places. */
  sort(files: readonly File[]): void;
  clear(): void;
  /** What a run takes, or what is missing, in words. */
  chosen(): { readonly inputs: Inputs } | { readonly missing: string };
}

export function openPlaces(changed: () => void): Places {
  const files = new Map<Slot, File>();
  const word = byId("h-preset", HTMLInputElement);

  const show = () => {
    for (const slot of SLOTS) {
      const file = files.get(slot);
      const shown = byId(`h-${slot}-name`, HTMLElement);
      shown.textContent = file ? `${visible(file.name)} · ${bytes(file.size)}` : "";
      byId(`h-${slot}-place`, HTMLElement).classList.toggle("filled", file !== undefined);
    }
    changed();
  };
  const put = (slot: Slot, file: File) => {
    files.set(slot, file);
    if (slot === "network") word.value = "";
    show();
  };
  for (const slot of SLOTS) {
    const input = byId(`h-${slot}`, HTMLInputElement);
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file) put(slot, file);
      // The same file may be chosen again.
      input.value = "";
    });
  }
  word.addEventListener("input", () => {
    files.delete("network");
    show();
  });

  return {
    put,
    sort(dropped) {
      for (const file of dropped) put(slotOf(file.name), file);
    },
    clear() {
      files.clear();
      word.value = "";
      show();
    },
    chosen() {
      const preset = word.value.trim();
      const network = files.get("network") ?? (preset === "" ? undefined : preset);
      const [weights, data, labels] = (["weights", "data", "labels"] as const).map((slot) => files.get(slot));
      if (network && weights && data) return { inputs: { network, weights, data, labels } };
      const missing = [!network && "a network", !weights && "its weights", !data && "data"].filter(
        (one) => typeof one === "string",
      );
      return { missing: `Still to choose: ${missing.join(", ")}` };
    },
  };
}
