/**
 * What a file format is to the rest of the house: a folder here that exports one `Format`, and a line in registry.ts.
 * Detection, file endings, what a folder's model may be called, help and error texts are derived from the list.
 */
import type { ByteSource } from "../sources/byte-source.ts";
import type { ModelFolder } from "../sources/folder.ts";
import type { ModelContent } from "../tensor.ts";

/**
 * What the bytes say: "sure" for a magic number or what comes to the same; "maybe" where they fit and other formats begin
 * so too, which counts after the name's ending; "no" else.
 */
export type Evidence = "sure" | "maybe" | "no";

/** Where a reader may look besides the file itself. */
export interface Surroundings {
  /** The folder of the model's other files; undefined when only the one file was given. */
  readonly folder: ModelFolder | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Lists the tensors of a file without reading their elements.
 * @throws CORRUPT_FILE with the offset at which the file contradicts its format, UNSAFE_PATH, READ_FAILED, ABORTED
 */
export type Reader = (source: ByteSource, around: Surroundings) => Promise<ModelContent>;

export interface Format<Name extends string = string> {
  /** How programs call it: `Model.format`. */
  readonly name: Name;
  /** How people call it, in the middle of a sentence. */
  readonly title: string;
  /** Ends of file names, in lower case, with the period; a whole name where the last part says nothing. The longest that fits a name decides. */
  readonly endings: readonly [string, ...string[]];
  /** Those of them that data of other kinds have as well: they say less than the name of another file. Default: none. */
  readonly sharedEndings?: readonly string[];
  /** What its model is called in a folder that is given in its place, the first that is there. Default: none. */
  readonly folderFiles?: readonly string[];
  /** The file has no names for its tensors: its one tensor is called like the file. Default: false. */
  readonly namedByFile?: boolean;
  /** @param head the first bytes: all of a file shorter than `HEAD_BYTES` */
  matches(head: Uint8Array, source: ByteSource): Evidence | Promise<Evidence>;
  /** Brings the reader in when the first file of the format is opened. */
  load(): Promise<Reader>;
}

/** Keeps the name's own type, from which the union of all names is made. */
export function defineFormat<const Name extends string>(format: Format<Name>): Format<Name> {
  return Object.freeze(format);
}

/** What `matches` is given of a file: enough for a magic number, the first name in an archive, the keys of a JSON text. */
export const HEAD_BYTES = 4096;

/** Bytes as text, one character each, to be compared with magic numbers. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The name of a zip archive's first member: its local header has the name at byte 30, the name's length at byte 26. */
export function zipMember(head: string): string | undefined {
  if (!head.startsWith("PK\x03\x04")) return undefined;
  return head.slice(30, 30 + head.charCodeAt(26) + 256 * head.charCodeAt(27));
}

/** The first file that the index of a model in several files names, where the text is one and gets that far. */
export function firstShard(text: string): string | undefined {
  return /"weight_map"\s*:\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*"([^"]*)"/.exec(text)?.[1];
}

/** The first bytes of a JSON object, after any white space. */
export const JSON_OBJECT = /^\s*\{\s*["}]/;
