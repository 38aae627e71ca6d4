/**
 * Files that are often given in a model's place and are not read: what each is, told by its first bytes or its name, and
 * what to do about it. A format that gets a reader leaves this list.
 */
import { JSON_OBJECT, latin1, zipMember } from "./format.ts";

export interface Foreign {
  /** Completes "it is ...". */
  readonly what: string;
  /** What to do instead, one clause. */
  readonly advice: string;
}

interface ForeignFormat extends Foreign {
  readonly endings: readonly string[];
  /** Whether the first bytes say so; those that have nothing to go by are told by their ending alone. */
  readonly matches: (text: string) => boolean;
}

const startsWith =
  (...magic: readonly string[]) =>
  (text: string) =>
    magic.some((start) => text.startsWith(start));

const archiveOf = (member: RegExp) => (text: string) => member.test(zipMember(text) ?? "");

const TF2ONNX = (option: string) => `turn it into ONNX with python -m tf2onnx.convert ${option}`;
const SAVE_EACH = "save each array with numpy.save";

/** In the order of the questions; the particular before the general. */
const FOREIGN: readonly ForeignFormat[] = [
  {
    what: "a git-LFS pointer, which only names the file",
    advice: "run git lfs pull in its repository, or download the file itself",
    endings: [],
    matches: startsWith("version https://git-lfs.github.com/spec/"),
  },
  {
    what: "an HTML page, perhaps one that asks to log in",
    advice: "it was saved in the file's place: download the file again, from its direct address",
    endings: [".html", ".htm"],
    matches: (text) => /^(\xef\xbb\xbf)?\s*(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html|head)\b/i.test(text),
  },
  {
    what: "an XML document",
    advice: "it was perhaps saved in the file's place by a server that refused: download the file again",
    endings: [".xml"],
    matches: (text) => /^(\xef\xbb\xbf)?\s*<\?xml\b/.test(text),
  },
  {
    what: "a Keras model",
    advice: TF2ONNX("--keras"),
    endings: [".keras"],
    matches: archiveOf(/^(metadata\.json|config\.json|model\.weights\.h5)$/),
  },
  {
    what: "a zip archive",
    advice: "unpack it and give the model in it",
    endings: [".zip"],
    matches: startsWith("PK\x03\x04", "PK\x05\x06"),
  },
  {
    what: "a Python pickle, and not one that torch.save wrote",
    advice: "save its arrays with numpy.savez, or a state dict with torch.save",
    endings: [".pkl", ".pickle"],
    matches: startsWith("\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"),
  },
  {
    what: "an HDF5 file, as Keras writes",
    advice: `${TF2ONNX("--keras")}, or ${SAVE_EACH}`,
    endings: [".h5", ".hdf5"],
    matches: startsWith("\x89HDF\r\n"),
  },
  {
    what: "a TensorFlow SavedModel or frozen graph",
    advice: TF2ONNX("--saved-model (its folder) or --graphdef"),
    endings: [".pb"],
    // SavedModel: schema version 1, then a meta graph, whose first field is a message. (ONNX of 2017 has text there.)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
    matches: (text) => /^\x08\x01\x12[\x80-\xff]*[\0-\x7f]\n/.test(text),
  },
  {
    what: "compressed with gzip",
    advice: "unpack it with gunzip",
    endings: [".gz", ".tgz"],
    matches: startsWith("\x1f\x8b"),
  },
  {
    what: "a JSON file without the weight map or manifest of a model in several files",
    advice: "give the file that holds the weights",
    endings: [".json"],
    matches: (text) => JSON_OBJECT.test(text),
  },
];

/** Ends of file names, with the period, that promise what none of the readers reads. */
export const FOREIGN_ENDINGS: readonly string[] = FOREIGN.flatMap(({ endings }) => endings);

/** What the first bytes are, when they are of something that is known and not read. */
export function foreignContent(head: Uint8Array): Foreign | undefined {
  const text = latin1(head);
  return FOREIGN.find(({ matches }) => matches(text));
}

/** The same by the file's name, for bytes that say nothing. */
export function foreignEnding(file: string): Foreign | undefined {
  const name = file.toLowerCase();
  return FOREIGN.find(({ endings }) => endings.some((ending) => name.endsWith(ending)));
}
