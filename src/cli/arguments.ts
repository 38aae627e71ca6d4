/** The options that several commands read: their names, their values, and what commander makes of them. */
import { InvalidArgumentError, Option } from "commander";
import { DEFAULT_MIN_SIZE, type Depth, nameFilter, selectMatrices } from "../analysis/index.ts";
import { type Precision, WignerscopeError } from "../base/index.ts";
import { DEFAULT_SEED } from "../kernel/index.ts";
import type { Model } from "../models/index.ts";
import { MAX_WORKERS } from "../run/index.ts";
import type { JournalArguments } from "./run-journal.ts";

/** Of every command that works on the matrices of a model. */
export interface MatrixArguments {
  readonly layers?: string[];
  readonly minSize: number;
  readonly precision: Precision;
  readonly seed: number;
  readonly progress: boolean;
}

/** Of the commands that analyse what they find. */
export interface AnalysisArguments extends MatrixArguments, JournalArguments {
  readonly conv: "flatten" | "slices";
  readonly gates: "together" | "split";
  readonly adapterScale?: number;
  readonly depth: Depth;
  readonly workers?: number;
  readonly html?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly parquet?: string;
}

/** The options of the journal, of every command that keeps one. */
export const journalOptions = (pieces: "layers" | "batches" = "layers") => [
  new Option(
    "--resume",
    "continue from the journal of a run that did not finish: what is in it is not computed again",
  ),
  new Option(
    "--journal <file>",
    `where finished ${pieces} are kept until everything is written (default: beside the first output file, FILE.journal)`,
  ),
  new Option("--keep-journal", "keep the journal even when everything is written"),
];

export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new InvalidArgumentError(
        `It must be a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}.`,
      );
    return number;
  };
}

export function numberBetween(low: number, high: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === "" || !(number >= low && number <= high))
      throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
    return number;
  };
}

export const layersOption = () =>
  new Option(
    "--layers <glob>",
    "only these tensors: * and ? are wild, a leading ! excludes (repeatable)",
  ).argParser(collect);

/**
 * @throws INVALID_ARGUMENT when the globs leave no tensor: a misspelt one would pass every condition.
 */
export function checkLayers(model: Pick<Model, "name" | "tensors">, globs: readonly string[] = []): void {
  const wanted = nameFilter(globs);
  if (globs.length === 0 || model.tensors.some(({ name }) => wanted(name))) return;
  // An adapter's row has the name of the weight that it changes, which no tensor has.
  if (selectMatrices(model, { layers: globs, minSize: 1 }).products.length > 0) return;
  throw new WignerscopeError(
    "INVALID_ARGUMENT",
    `${model.name}: --layers ${globs.join(" --layers ")} matches none of its tensors; wignerscope inspect lists their names`,
  );
}

export const minSizeOption = () =>
  new Option("--min-size <n>", "leave out matrices whose smaller side is below this")
    .argParser(wholeNumber(1))
    .default(DEFAULT_MIN_SIZE);

export const precisionOption = () =>
  new Option("--precision <p>", "arithmetic of the singular values").choices(["f64", "f32"]).default("f64");

export const depthOption = () =>
  new Option(
    "--depth <d>",
    "quick: values only; standard: also vectors, alternatives, controls; full: also Monte-Carlo nulls, bootstraps",
  )
    .choices(["quick", "standard", "full"])
    .default("standard");

export const convolutionOption = () =>
  new Option(
    "--conv <rule>",
    "a convolution kernel becomes one out x (in*h*w) matrix, or h*w slices out x in",
  )
    .choices(["flatten", "slices"])
    .default("flatten");

export const gatesOption = () =>
  new Option(
    "--gates <rule>",
    "the weights of an LSTM or GRU are one matrix per direction, or one per direction and gate",
  )
    .choices(["together", "split"])
    .default("together");

export const workersOption = () =>
  new Option("--workers <n>", "threads (default: one per core); the numbers do not depend on it").argParser(
    wholeNumber(1, MAX_WORKERS),
  );

export const seedOption = () =>
  new Option("--seed <n>", "seed of every random step").argParser(wholeNumber(0)).default(DEFAULT_SEED);

export const adapterScaleOption = () =>
  new Option(
    "--adapter-scale <s>",
    "lora_alpha / r of a low-rank adapter (default: from its alpha tensors or adapter_config.json)",
  ).argParser(numberBetween(1e-6, 1e6));

export const progressOption = () =>
  new Option(
    "--no-progress",
    "no estimate before the work starts and no progress bar (only a terminal gets one)",
  );
