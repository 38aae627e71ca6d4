/** safetensors: a JSON header behind its length, and the elements. */
import { defineFormat, latin1 } from "../format.ts";

const LENGTH_BYTES = 8;
/** A brace and what JSON allows behind it: a GGUF file of 123 tensors has the brace, too. */
const OBJECT = /^\{\s*["}]/;

export const safetensors = defineFormat({
  name: "safetensors",
  title: "safetensors",
  endings: [".safetensors"],
  folderFiles: ["model.safetensors", "adapter_model.safetensors"],
  // The header's brace stands behind an 8-byte length, which may look like the magic number of another format. JSON, read
  // as that length, passes every size.
  matches(head) {
    const isJson = head[0] === 0x7b && head[LENGTH_BYTES - 1] !== 0;
    return !isJson && OBJECT.test(latin1(head.subarray(LENGTH_BYTES))) ? "sure" : "no";
  },
  load: async () => (await import("./safetensors.ts")).readSafetensors,
});
