/** Every format that is read: one line each. What a file is, and what people are told of it, is derived from this list. */
import { flax } from "./flax/format.ts";
import type { Format } from "./format.ts";
import { gguf } from "./gguf/format.ts";
import { npy } from "./npy/format.ts";
import { npz } from "./npz/format.ts";
import { onnx } from "./onnx/format.ts";
import { pytorch } from "./pytorch/format.ts";
import { pytorchIndex } from "./pytorch-index/format.ts";
import { safetensors } from "./safetensors/format.ts";
import { safetensorsIndex } from "./safetensors-index/format.ts";
import { tfjs } from "./tfjs/format.ts";
import { tflite } from "./tflite/format.ts";

/** In the order in which a folder is searched for its model. */
const formats = [
  safetensorsIndex,
  safetensors,
  npy,
  onnx,
  tfjs,
  gguf,
  tflite,
  pytorchIndex,
  pytorch,
  npz,
  flax,
] as const;

export type FormatName = (typeof formats)[number]["name"];

export const FORMATS: readonly Format<FormatName>[] = formats;

/** What a folder's model may be called, in the order of search. */
export const FOLDER_FILES: readonly string[] = FORMATS.flatMap(({ folderFiles }) => folderFiles ?? []);

export interface Ending {
  readonly ending: string;
  readonly format: Format<FormatName>;
  /** Whether data of other kinds have it as well. */
  readonly shared: boolean;
}

/** The longest ending of a format that the file's name has, whatever its case, and the format. */
export function endingOf(file: string): Ending | undefined {
  const name = file.toLowerCase();
  return FORMATS.flatMap((format) =>
    format.endings.map((ending) => ({
      ending,
      format,
      shared: format.sharedEndings?.includes(ending) ?? false,
    })),
  )
    .filter(({ ending }) => name.endsWith(ending))
    .sort((a, b) => b.ending.length - a.ending.length)[0];
}

/** The format's title, for people; a name that this version does not know is its own. */
export function formatTitle(name: string): string {
  return FORMATS.find((format) => format.name === name)?.title ?? name;
}

/** Whether files of the format have no names for their tensors, so that the one tensor is called like the file. */
export function isNamedByFile(name: FormatName): boolean {
  return FORMATS.some((format) => format.name === name && format.namedByFile === true);
}

/** "NumPy .npy, ONNX, safetensors and sharded safetensors" */
export function formatTitles(conjunction: "and" | "or" = "and"): string {
  const titles = FORMATS.map(({ title }) => title).sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  return `${titles.slice(0, -1).join(", ")} ${conjunction} ${titles.at(-1)}`;
}
