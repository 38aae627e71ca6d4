/** Option values that several commands read. */
import { InvalidArgumentError, Option } from "commander";
import { DEFAULT_MIN_SIZE } from "../analysis/index.ts";
import { DEFAULT_SEED } from "../kernel/index.ts";

export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

export function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
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

export const minSizeOption = () =>
  new Option("--min-size <n>", "leave matrices with a smaller side than this alone")
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

export const seedOption = () =>
  new Option("--seed <n>", "seed of every random step").argParser(wholeNumber(0)).default(DEFAULT_SEED);
