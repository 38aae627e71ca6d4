/** The index of a model over several safetensors files. */
import { defineFormat, firstShard, JSON_OBJECT, latin1 } from "../format.ts";

export const safetensorsIndex = defineFormat({
  name: "safetensors-index",
  title: "sharded safetensors",
  endings: [".safetensors.index.json"],
  folderFiles: ["model.safetensors.index.json"],
  matches(head, source) {
    const text = latin1(head);
    if (!JSON_OBJECT.test(text)) return "no";
    const name = source.name.toLowerCase();
    // The index of another format's files.
    if (/\.bin(\.index\.json)?$/.test(firstShard(text) ?? name)) return "no";
    // The map may stand behind more metadata than the head holds.
    return text.includes('"weight_map"') || name.endsWith(".index.json") ? "sure" : "no";
  },
  load: async () => (await import("./index-file.ts")).readSafetensorsIndex,
});
