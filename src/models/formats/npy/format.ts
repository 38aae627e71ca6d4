/** NumPy's .npy: one array in a file. */
import { defineFormat, latin1 } from "../format.ts";

export const npy = defineFormat({
  name: "npy",
  title: "NumPy .npy",
  endings: [".npy"],
  namedByFile: true,
  matches: (head) => (latin1(head.subarray(0, 6)) === "\x93NUMPY" ? "sure" : "no"),
  load: async () => (await import("./npy.ts")).readNpy,
});
