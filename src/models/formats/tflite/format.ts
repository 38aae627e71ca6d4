/** TensorFlow Lite: a graph in a FlatBuffer, its weights in it. */
import { defineFormat, latin1 } from "../format.ts";

export const tflite = defineFormat({
  name: "tflite",
  title: "TensorFlow Lite",
  endings: [".tflite", ".lite"],
  folderFiles: ["model.tflite"],
  // The offset of the root table, then the identifier.
  matches: (head) => (latin1(head.subarray(4, 8)) === "TFL3" ? "sure" : "no"),
  load: async () => (await import("./tflite.ts")).readTflite,
});
