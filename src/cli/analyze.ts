/** `wignerscope analyze FILE...`: the main job. */
import { writeFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import {
  analyzeModel,
  assembleAnalysis,
  DEFAULT_MIN_SIZE,
  type Depth,
  type LayerResult,
  type ModelAnalysis,
  type ModelOptions,
} from "../analysis/index.ts";
import { DEFAULT_SEED, WignerscopeError } from "../kernel/index.ts";
import { toCsv, toHtml, toJson, toParquet } from "../report/index.ts";
import { toTable } from "../report/table.ts";
import { openModelFile } from "../run/files.node.ts";
import type { Pool } from "../run/index.ts";
import { workerPool } from "../run/pool.node.ts";
import { progressDisplay } from "./progress.ts";

interface AnalyzeOptions {
  readonly layers?: string[];
  readonly minSize: number;
  readonly conv: "flatten" | "slices";
  readonly precision: "f64" | "f32";
  readonly depth: Depth;
  readonly seed: number;
  readonly workers?: number;
  readonly json?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly parquet?: string;
  readonly progress: boolean;
}

const STOPPED_BY_USER = 130;

export function analyzeCommand(): Command {
  return new Command("analyze")
    .description("analyse every weight matrix of a model: spectrum, noise bulk, tail, level statistics")
    .argument("<file...>", "safetensors, .npy or ONNX files")
    .option(
      "--layers <glob>",
      "only these tensors: * and ? are wild, a leading ! excludes (repeatable)",
      collect,
    )
    .option(
      "--min-size <n>",
      "list, but do not analyse, matrices with a smaller side than this",
      wholeNumber(1),
      DEFAULT_MIN_SIZE,
    )
    .addOption(
      new Option(
        "--conv <rule>",
        "a convolution kernel becomes one out x (in*h*w) matrix, or h*w slices out x in",
      )
        .choices(["flatten", "slices"])
        .default("flatten"),
    )
    .addOption(
      new Option("--precision <p>", "arithmetic of the singular values")
        .choices(["f64", "f32"])
        .default("f64"),
    )
    .addOption(
      new Option(
        "--depth <d>",
        "quick: values only; standard: also vectors, alternatives, controls; full: also Monte-Carlo nulls, bootstraps",
      )
        .choices(["quick", "standard", "full"])
        .default("standard"),
    )
    .option("--seed <n>", "seed of every random step", wholeNumber(0), DEFAULT_SEED)
    .option(
      "--workers <n>",
      "threads (default: one per core); the numbers do not depend on it",
      wholeNumber(1),
    )
    .option("--html <file>", "write the report: one self-contained page with plots")
    .option("--json <file>", "write everything as JSON (schema 1, docs/schema.md); - for standard output")
    .option("--csv <file>", "write one row per layer as CSV; - for standard output")
    .option("--parquet <file>", "write one row per layer as Parquet")
    .option("--no-progress", "no progress bar (there is none in a pipe anyway)")
    .addHelpText(
      "after",
      `
How to read the table:
  alpha   exponent of the power law fitted to the tail of the eigenvalues of W^T W
  D       its distance to the data (Kolmogorov-Smirnov): small is good
  sigma   standard deviation of the noise, from the Marchenko-Pastur bulk
  edge    where the noise ends; spikes are singular values beyond it: the learned part
  <r>     mean spacing ratio: 0.531 is random-matrix noise, 0.386 is uncorrelated levels

With several files each output gets the model's name: report.html becomes report-NAME.html.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C (what is done is written).`,
    )
    .action(analyzeFiles);
}

async function analyzeFiles(files: string[], options: AnalyzeOptions): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = () => {
    if (stop.signal.aborted) process.exit(STOPPED_BY_USER);
    stop.abort("Ctrl-C");
  };
  process.on("SIGINT", onInterrupt);
  const pool = workerPool({ workers: options.workers });
  try {
    for (const file of files) {
      if (stop.signal.aborted) break;
      const analysis = await analyzeFile(file, options, pool, stop.signal);
      if (analysis)
        await writeOutputs(analysis, options, files.length > 1 ? basename(file, extname(file)) : undefined);
    }
    if (stop.signal.aborted) {
      console.error("wignerscope: stopped; what was finished is above and in the files asked for");
      process.exitCode = STOPPED_BY_USER;
    }
  } finally {
    pool.close();
    process.off("SIGINT", onInterrupt);
  }
}

/** The analysis of one file, as far as it came; undefined when it was stopped before the file was open. */
async function analyzeFile(
  file: string,
  options: AnalyzeOptions,
  executor: Pool,
  signal: AbortSignal,
): Promise<ModelAnalysis | undefined> {
  const { layers, minSize, conv, precision, depth, seed } = options;
  const display = progressDisplay(options.progress);
  const start = performance.now();
  const model = await openModelFile(file, { signal }).catch(unlessStopped(signal));
  if (!model) return undefined;
  const results: LayerResult[] = [];
  let complete = false;
  try {
    const modelOptions: ModelOptions = {
      layers,
      minSize,
      conv,
      precision,
      depth,
      seed,
      executor,
      signal,
      onProgress: (progress) => display.update(progress),
    };
    for await (const result of analyzeModel(model, modelOptions)) results.push(result);
    complete = true;
  } catch (error) {
    unlessStopped(signal)(error);
  } finally {
    display.stop();
    await model.close();
  }
  return assembleAnalysis(model, results, {
    options: { layers: layers ?? [], minSize, conv, precision, depth, seed },
    complete,
    seconds: (performance.now() - start) / 1000,
  });
}

/** Lets the error of a stop that the user asked for pass, and throws every other. */
function unlessStopped(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof WignerscopeError && error.code === "ABORTED" && signal.aborted)) throw error;
  };
}

/** Writes what was asked for; the table goes to the terminal unless a machine format took standard output. */
async function writeOutputs(
  analysis: ModelAnalysis,
  options: AnalyzeOptions,
  model: string | undefined,
): Promise<void> {
  const outputs: [string | undefined, () => string | Promise<string | Uint8Array>][] = [
    [options.json, () => toJson(analysis)],
    [options.csv, () => toCsv(analysis)],
    [options.parquet, () => toParquet(analysis)],
    [options.html, () => toHtml(analysis)],
  ];
  const toStdout = outputs.some(([target]) => target === "-");
  if (!toStdout) {
    const color = process.stdout.isTTY && !process.env.NO_COLOR;
    console.log(toTable(analysis, { width: process.stdout.columns ?? 120, color }));
  }
  for (const [target, render] of outputs) {
    if (target === undefined) continue;
    const content = await render();
    if (target === "-") process.stdout.write(content);
    else {
      const path = model === undefined ? target : withModelName(target, model);
      await writeFile(path, content);
      console.error(`wrote ${path}`);
    }
  }
}

function withModelName(path: string, model: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${model}${extension}`;
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

function wholeNumber(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    return number;
  };
}
