/** Flax's msgpack checkpoints: `flax_model.msgpack`. */
import { defineFormat } from "../format.ts";

/** A map of up to 15 entries, or one with a length of 16 or 32 bits, then a text key of up to 31 bytes or a longer one. */
const isMap = (byte: number) => (byte & 0xf0) === 0x80 || byte === 0xde || byte === 0xdf;
const isText = (byte: number) => (byte & 0xe0) === 0xa0 || byte === 0xd9;
/** Bytes of the three kinds of map heads. */
const headBytes = (byte: number) => (byte === 0xdf ? 5 : byte === 0xde ? 3 : 1);

export const flax = defineFormat({
  name: "flax",
  title: "Flax msgpack",
  endings: [".msgpack"],
  folderFiles: ["flax_model.msgpack"],
  // Two bytes fit many a file: the name's ending counts first.
  matches: (head) => (head.length > 1 && isMap(head[0]) && isText(head[headBytes(head[0])]) ? "maybe" : "no"),
  load: async () => (await import("./flax.ts")).readFlax,
});
