/** NumPy's .npz: arrays in a zip archive, stored or deflated. */
import { defineFormat, latin1, zipMember } from "../format.ts";

export const npz = defineFormat({
  name: "npz",
  title: "NumPy .npz",
  endings: [".npz"],
  matches: (head) => (zipMember(latin1(head))?.endsWith(".npy") ? "sure" : "no"),
  load: async () => (await import("./npz.ts")).readNpz,
});
