/** The index of a model over several PyTorch checkpoints. */
import { defineFormat, firstShard, JSON_OBJECT, latin1 } from "../format.ts";

export const pytorchIndex = defineFormat({
  name: "pytorch-index",
  title: "sharded PyTorch",
  endings: [".bin.index.json"],
  folderFiles: ["pytorch_model.bin.index.json"],
  matches(head, source) {
    const text = latin1(head);
    if (!JSON_OBJECT.test(text)) return "no";
    // The map may stand behind more metadata than the head holds.
    const shard = firstShard(text);
    const named = source.name.toLowerCase().endsWith(".bin.index.json");
    return (shard?.endsWith(".bin") ?? named) ? "sure" : "no";
  },
  load: async () => (await import("./index-file.ts")).readPytorchIndex,
});
