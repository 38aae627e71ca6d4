/** The four places for files of the Hessian tab: which file is which, what is still missing. */
import { openModel } from "../../models/index.ts";
import { bytes, visible } from "../../report/index.ts";
import { byId } from "../elements.ts";
import type { Inputs, Slot } from "./messages.ts";

const SLOTS: readonly Slot[] = ["network", "weights", "data", "labels"];

const LABELS = /label|target|class|(^|[^a-z])y([^a-z]|$)/i;

/** What a dropped file is for: the network is JSON, weights are a model of several tensors, all else is numbers. */
async function slotOf(file: File): Promise<Slot> {
  if (/\.json$/i.test(file.name)) return "network";
  // What cannot be opened as a model is not one; whether it is data is found out when they are read.
  const model = await openModel(file).catch(() => undefined);
  const tensors = model?.tensors.length ?? 0;
  await model?.close();
  if (tensors > 1) return "weights";
  return LABELS.test(file.name) ? "labels" : "data";
}

export interface Places {
  put(slot: Slot, file: File): void;
  /** Sorts dropped files into their places. */
  sort(files: readonly File[]): Promise<void>;
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
    async sort(dropped) {
      const slots = await Promise.all(dropped.map(slotOf));
      for (const [k, file] of dropped.entries()) put(slots[k]!, file);
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
