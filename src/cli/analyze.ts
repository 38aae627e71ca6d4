/** `wignerscope analyze FILE...`: the main job. */
import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import {
  analyzeModel,
  assembleAnalysis,
  type Depth,
  estimateSeconds,
  type LayerResult,
  type ModelAnalysis,
  type ModelOptions,
  selectMatrices,
} from "../analysis/index.ts";
import type { Model } from "../models/index.ts";
import {
  parseCondition,
  toCsv,
  toFineTuningYaml,
  toHtml,
  toJson,
  toParquet,
  violations,
} from "../report/index.ts";
import { counted, duration } from "../report/numbers.ts";
import { toTable } from "../report/table.ts";
import { visible } from "../report/text.ts";
import { openModelFile } from "../run/files.node.ts";
import type { Pool } from "../run/index.ts";
import { workerPool } from "../run/pool.node.ts";
import {
  collect,
  convolutionOption,
  depthOption,
  layersOption,
  minSizeOption,
  numberBetween,
  precisionOption,
  seedOption,
  wholeNumber,
} from "./arguments.ts";
import { interruptible, unlessStopped } from "./interrupt.ts";
import { modelNames, withModelName } from "./output-names.ts";
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
  readonly fineTune?: string;
  readonly fineTuneShare: number;
  readonly failIf?: string[];
  readonly progress: boolean;
}

/** Exit code of `--fail-if`. */
const CONDITION_HOLDS = 3;

export function analyzeCommand(): Command {
  return new Command("analyze")
    .description("analyse every weight matrix of a model: spectrum, noise bulk, tail, level statistics")
    .argument("<file...>", "safetensors, .npy or ONNX files")
    .addOption(layersOption())
    .addOption(minSizeOption())
    .addOption(convolutionOption())
    .addOption(precisionOption())
    .addOption(depthOption())
    .addOption(seedOption())
    .option(
      "--workers <n>",
      "threads (default: one per core); the numbers do not depend on it",
      wholeNumber(1),
    )
    .option("--html <file>", "write the report: one self-contained page with plots")
    .option("--json <file>", "write everything as JSON (schema 1, docs/schema.md); - for standard output")
    .option("--csv <file>", "write one row per layer as CSV; - for standard output")
    .option("--parquet <file>", "write one row per layer as Parquet")
    .option("--fine-tune <file>", "write YAML that names the layers to train: the most signal of each kind")
    .option("--fine-tune-share <s>", "share of the layers of each kind", numberBetween(0.001, 1), 0.5)
    .option(
      "--fail-if <condition>",
      'exit with 3 if a layer meets it, like "alpha < 2" (repeatable)',
      collect,
    )
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
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a --fail-if condition holds, 130 stopped by Ctrl-C (what is done is written).`,
    )
    .action(analyzeFiles);
}

async function analyzeFiles(files: string[], options: AnalyzeOptions): Promise<void> {
  const conditions = (options.failIf ?? []).map(parseCondition);
  const names = modelNames(files);
  await interruptible(async (signal) => {
    const pool = workerPool({ workers: options.workers });
    try {
      for (const [k, file] of files.entries()) {
        if (signal.aborted) break;
        const analysis = await analyzeFile(file, options, pool, signal);
        if (!analysis) break;
        await writeOutputs(analysis, options, files.length > 1 ? names[k] : undefined);
        const broken = violations(analysis, conditions);
        for (const { condition, layer, value } of broken)
          console.error(`${visible(layer)}: ${condition} (it is ${value.toPrecision(4)})`);
        if (broken.length > 0) process.exitCode = CONDITION_HOLDS;
      }
    } finally {
      pool.close();
    }
  });
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
  if (options.progress && process.stderr.isTTY) announce(model, options, executor.concurrency);
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

/** What is about to be done, and how long it may take. */
function announce(model: Model, options: AnalyzeOptions, workers: number): void {
  const { matrices } = selectMatrices(model, options);
  const seconds = estimateSeconds(
    matrices.map(({ plan }) => plan),
    { depth: options.depth, workers },
  );
  console.error(
    `${visible(model.name)}: ${counted(matrices.length, "matrix", "matrices")} at depth ${options.depth}, about ${duration(seconds)}`,
  );
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
    [options.fineTune, () => toFineTuningYaml(analysis, { share: options.fineTuneShare })],
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
