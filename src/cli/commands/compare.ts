/** `wignerscope compare BASE MODEL...`: what training changed, layer by layer. */
import { Command } from "commander";
import {
  assembleComparison,
  compareModels,
  estimateComparison,
  type ModelComparison,
} from "../../analysis/index.ts";
import { openModelFile } from "../../models/index.node.ts";
import { formatTitles, type Model } from "../../models/index.ts";
import { toComparisonTable } from "../../report/index.node.ts";
import {
  toComparisonCsv,
  toComparisonHtml,
  toComparisonJson,
  toComparisonParquet,
} from "../../report/index.ts";
import { workerPool } from "../../run/index.node.ts";
import type { Pool } from "../../run/index.ts";
import { onThreads, warnOfScale } from "../announce.ts";
import {
  type AnalysisArguments,
  adapterScaleOption,
  checkLayers,
  convolutionOption,
  depthOption,
  gatesOption,
  layersOption,
  minSizeOption,
  precisionOption,
  progressOption,
  seedOption,
  wholeNumber,
  workersOption,
} from "../arguments.ts";
import { reportFailure } from "../failure.ts";
import { interruptible } from "../interrupt.ts";
import { asFarAsItCame, recordedOptions, withModel } from "../model-run.ts";
import { modelNames, withModelName } from "../outputs/output-names.ts";
import { checkOutputs, type Output, STANDARD_OUTPUT, writeOutput } from "../outputs/outputs.ts";

interface CompareCommandOptions extends AnalysisArguments {
  readonly directions: number;
}

export function compareCommand(): Command {
  return new Command("compare")
    .description(
      "compare models with a base, layer by layer: distances, spectra, directions, the change itself",
    )
    .argument("<base>", `the model before: ${formatTitles("or")}`)
    .argument("<model...>", "the model or checkpoints after, or a low-rank adapter (LoRA) of the base")
    .addOption(layersOption())
    .addOption(minSizeOption())
    .addOption(convolutionOption())
    .addOption(gatesOption())
    .addOption(precisionOption())
    .addOption(depthOption())
    .addOption(seedOption())
    .option("--directions <k>", "leading singular vectors that are compared", wholeNumber(1), 10)
    .addOption(adapterScaleOption())
    .addOption(workersOption())
    .option("--html <file>", "write the report: one self-contained page with plots; one for each model")
    .option("--json <file>", "write everything as JSON (docs/schema.md); - for standard output")
    .option("--csv <file>", "write one row per matrix of each model as CSV; - for standard output")
    .option("--parquet <file>", "write one row per matrix of each model as Parquet")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
How to read the table:
  change   |W - W0| / |W0| in the Frobenius norm
  U, V     overlap of the leading left and right singular subspaces: 1 is the same, 0 orthogonal
  delta    what W - W0 is by itself: noise, or spikes that were learned

--depth says how far W - W0 is analysed. With several models each HTML report gets the model's name; JSON, CSV and Parquet
hold all of them.`,
    )
    .action(compareFiles);
}

async function compareFiles(base: string, models: string[], options: CompareCommandOptions): Promise<void> {
  const names = modelNames(models);
  const outputs = outputsOf(options, models.length > 1 ? names : undefined);
  await checkOutputs(outputs, [base, ...models]);
  const toStdout = outputs.some(({ target }) => target === STANDARD_OUTPUT);
  await interruptible(async (signal) => {
    const executor = workerPool({ workers: options.workers });
    const comparisons: ModelComparison[] = [];
    try {
      const before = await openModelFile(base, { signal });
      try {
        checkLayers(before, options.layers);
        for (const [k, file] of models.entries()) {
          if (signal.aborted) break;
          const name = models.length > 1 ? names[k] : undefined;
          try {
            const comparison = await compareFile(before, file, name, options, executor, signal);
            if (!comparison) break;
            comparisons.push(comparison);
            if (!toStdout) console.log(`${toComparisonTable(comparison, process.stdout.columns ?? 120)}\n`);
          } catch (error) {
            // One broken checkpoint of many is no reason to lose the others.
            process.exitCode = reportFailure(error);
          }
        }
      } finally {
        await before.close();
      }
    } finally {
      executor.close();
    }
    if (comparisons.length > 0) await writeAll(comparisons, options, models.length > 1);
  });
}

/** One output that fails (a full disk, a JSON longer than the engine's strings) does not take the others along. */
async function writeAll(
  comparisons: readonly ModelComparison[],
  { html, json, csv, parquet }: CompareCommandOptions,
  several: boolean,
): Promise<void> {
  const attempt = async (target: string, render: () => string | Promise<Uint8Array>) => {
    try {
      await writeOutput(target, await render());
    } catch (error) {
      process.exitCode = reportFailure(error);
    }
  };
  if (html !== undefined)
    for (const comparison of comparisons)
      await attempt(several ? withModelName(html, comparison.model.name) : html, () =>
        toComparisonHtml(comparison, comparisons),
      );
  if (csv !== undefined) await attempt(csv, () => toComparisonCsv(comparisons));
  if (parquet !== undefined) await attempt(parquet, () => toComparisonParquet(comparisons));
  if (json !== undefined) await attempt(json, () => toComparisonJson(comparisons));
}

/** Where results go; `names` of the models where there are several. */
function outputsOf(options: CompareCommandOptions, names: readonly string[] | undefined): Output[] {
  const { json, csv, parquet, html } = options;
  const pages = html === undefined || !names ? [html] : names.map((name) => withModelName(html, name));
  const targets: [string, string | undefined][] = [
    ["--json", json],
    ["--csv", csv],
    ["--parquet", parquet],
    ...pages.map((page): [string, string | undefined] => ["--html", page]),
  ];
  return targets.flatMap(([option, target]) => (target === undefined ? [] : [{ option, target }]));
}

/** The comparison of one file, as far as it came; undefined when it was stopped before the file was open. */
async function compareFile(
  base: Model,
  file: string,
  name: string | undefined,
  options: CompareCommandOptions,
  executor: Pool,
  signal: AbortSignal,
): Promise<ModelComparison | undefined> {
  const { layers, minSize, conv, gates, precision, depth, seed, directions, adapterScale } = options;
  const settings = { minSize, conv, gates, precision, depth, seed, directions };
  return withModel(file, options, signal, async (model, { announce, onProgress, seconds }) => {
    const workers = executor.concurrency;
    announce(`to compare at depth ${depth}${onThreads(workers)}`, () =>
      estimateComparison(base, model, { ...options, workers }),
    );
    warnOfScale(model, options);
    const modelOptions = { ...settings, layers, adapterScale, executor, signal, onProgress };
    const { results, complete } = await asFarAsItCame(compareModels(base, model, modelOptions), signal);
    const record = { options: recordedOptions(settings, options), complete, seconds: seconds() };
    const { format, tensors } = model;
    return assembleComparison(base, { name: name ?? model.name, format, tensors }, results, record);
  });
}
