/** GGUF: the files of llama.cpp and others that use ggml. */
import { defineFormat, latin1 } from "../format.ts";

export const gguf = defineFormat({
  name: "gguf",
  title: "GGUF",
  endings: [".gguf"],
  folderFiles: ["model.gguf"],
  matches: (head) => (latin1(head.subarray(0, 4)) === "GGUF" ? "sure" : "no"),
  load: async () => (await import("./gguf.ts")).readGguf,
});
