/** ONNX: a graph in protocol buffers, its weights inside it or in files beside it. */
import { defineFormat } from "../format.ts";

/** Field 1, a varint: the version of the format, which writers put first. Versions 1 and 2 of 2017 need the ending. */
const VERSION_TAG = 0x08;
const OLDEST = 3;
const NEWEST = 0x1f;

export const onnx = defineFormat({
  name: "onnx",
  title: "ONNX",
  endings: [".onnx"],
  folderFiles: ["model.onnx"],
  // There is no magic number.
  matches: (head) =>
    head.length > 2 && head[0] === VERSION_TAG && head[1] >= OLDEST && head[1] <= NEWEST ? "maybe" : "no",
  load: async () => (await import("./onnx.ts")).readOnnx,
});
