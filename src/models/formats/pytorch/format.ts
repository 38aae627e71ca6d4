/** What torch.save writes: a zip archive with a pickle in it, or the stream of pickles of old; TorchScript archives as well. */
import { defineFormat, latin1, zipMember } from "../format.ts";

/** An archive's members lie in one folder, whichever of them comes first. */
const MEMBERS =
  /^[^/]+\/(data\.pkl|data\/\d+|\.format_version|\.data\/|byteorder|version|constants\.pkl|code\/|extra\/)/;
/** The first pickle of a stream: its protocol, and the magic number 0x1950a86a20f9469cfc6c as a long integer. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const STREAM = /^\x80[\x02-\x05](\x95[\s\S]{8})?\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\./;

export const pytorch = defineFormat({
  name: "pytorch",
  title: "PyTorch",
  endings: [".pt", ".pth", ".bin", ".ckpt"],
  sharedEndings: [".bin", ".ckpt"],
  folderFiles: ["pytorch_model.bin", "adapter_model.bin"],
  matches(head) {
    const text = latin1(head);
    return MEMBERS.test(zipMember(text) ?? "") || STREAM.test(text) ? "sure" : "no";
  },
  load: async () => (await import("./pytorch.ts")).readPytorch,
});
