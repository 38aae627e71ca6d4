/** TensorFlow.js: a JSON text that lists the weights, and files beside it that hold them. */
import { defineFormat, JSON_OBJECT, latin1 } from "../format.ts";

const MODEL = /"(modelTopology|weightsManifest)"\s*:|"format"\s*:\s*"(graph|layers)-model"/;
/** The manifest alone, as face-api.js has it. */
const MANIFEST = /^\s*\[\s*\{\s*"(weights|paths)"\s*:/;

export const tfjs = defineFormat({
  name: "tfjs",
  title: "TensorFlow.js",
  endings: ["model.json", "weights_manifest.json"],
  folderFiles: ["model.json"],
  matches(head) {
    const text = latin1(head);
    return (JSON_OBJECT.test(text) && MODEL.test(text)) || MANIFEST.test(text) ? "sure" : "no";
  },
  load: async () => (await import("./tfjs.ts")).readTfjs,
});
