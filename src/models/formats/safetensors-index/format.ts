/** The index of a model over several safetensors files. */
import { defineFormat, JSON_OBJECT, latin1 } from "../format.ts";

export const safetensorsIndex = defineFormat({
  name: "safetensors-index",
  title: "sharded safetensors",
  endings: [".safetensors.index.json"],
  folderFiles: ["model.safetensors.index.json"],
  matches(head, source) {
    const text = latin1(head);
    if (!JSON_OBJECT.test(text)) return "no";
    // The map may stand behind more metadata than the head holds.
    return text.includes('"weight_map"') || source.name.toLowerCase().endsWith(".index.json") ? "sure" : "no";
  },
  load: async () => (await import("./index-file.ts")).readSafetensorsIndex,
});
