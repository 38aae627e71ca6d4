/** `wignerscope compare BASE MODEL...`: what training changed, layer by layer. */
import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { type ComparisonResult, compareModels } from "../analysis/index.ts";
import { toComparisonJson, toComparisonTable } from "../report/comparison.ts";
import { toComparisonHtml } from "../report/html/comparison.ts";
import { openModelFile } from "../run/files.node.ts";
import { workerPool } from "../run/pool.node.ts";
import { layersOption, minSizeOption, numberBetween, precisionOption, wholeNumber } from "./arguments.ts";
import { interruptible, unlessStopped } from "./interrupt.ts";
import { modelNames, withModelName } from "./output-names.ts";
import { progressDisplay } from "./progress.ts";

interface CompareCommandOptions {
  readonly layers?: string[];
  readonly minSize: number;
  readonly precision: "f64" | "f32";
  readonly directions: number;
  readonly adapterScale: number;
  readonly workers?: number;
  readonly json?: string;
  readonly html?: string;
  readonly progress: boolean;
}

export function compareCommand(): Command {
  return new Command("compare")
    .description(
      "compare models with a base, layer by layer: distances, spectra, directions, the change itself",
    )
    .argument("<base>", "the model before: safetensors, .npy or ONNX")
    .argument("<model...>", "the model or checkpoints after, or a low-rank adapter (LoRA) of the base")
    .addOption(layersOption())
    .addOption(minSizeOption())
    .addOption(precisionOption())
    .option("--directions <k>", "leading singular vectors that are compared", wholeNumber(1), 10)
    .option("--adapter-scale <s>", "lora_alpha / r of an adapter", numberBetween(1e-6, 1e6), 1)
    .option("--workers <n>", "threads (default: one per core)", wholeNumber(1))
    .option("--json <file>", "write everything as JSON; - for standard output")
    .option("--html <file>", "write the report: one self-contained page with plots")
    .option("--no-progress", "no progress bar (there is none in a pipe anyway)")
    .addHelpText(
      "after",
      `
How to read the table:
  change   |W - W0| / |W0| in the Frobenius norm
  U, V     overlap of the leading left and right singular subspaces: 1 is the same, 0 orthogonal
  delta    what W - W0 is by itself: noise, or spikes that were learned`,
    )
    .action(compareFiles);
}

async function compareFiles(base: string, models: string[], options: CompareCommandOptions): Promise<void> {
  const { layers, minSize, precision, directions, adapterScale } = options;
  const names = modelNames(models);
  await interruptible(async (signal) => {
    const executor = workerPool({ workers: options.workers });
    const before = await openModelFile(base, { signal });
    const comparisons: { base: string; model: string; layers: ComparisonResult[] }[] = [];
    try {
      for (const [k, file] of models.entries()) {
        if (signal.aborted) break;
        const model = await openModelFile(file, { signal });
        const display = progressDisplay(options.progress);
        const results: ComparisonResult[] = [];
        const onProgress = display.update;
        const settings = {
          layers,
          minSize,
          precision,
          directions,
          adapterScale,
          executor,
          signal,
          onProgress,
        };
        try {
          for await (const result of compareModels(before, model, settings)) results.push(result);
        } catch (error) {
          unlessStopped(signal)(error);
        } finally {
          display.stop();
          await model.close();
        }
        results.sort((a, b) => a.index - b.index);
        comparisons.push({
          base: before.name,
          model: models.length > 1 ? names[k] : model.name,
          layers: results,
        });
        if (options.html !== undefined) {
          const path = models.length > 1 ? withModelName(options.html, names[k]) : options.html;
          await writeFile(path, toComparisonHtml(before.name, model.name, results));
          console.error(`wrote ${path}`);
        }
        if (options.json !== "-")
          console.log(
            `${toComparisonTable(before.name, model.name, results, process.stdout.columns ?? 120)}\n`,
          );
      }
    } finally {
      executor.close();
      await before.close();
    }
    if (options.json === "-") process.stdout.write(toComparisonJson(comparisons));
    else if (options.json !== undefined) {
      await writeFile(options.json, toComparisonJson(comparisons));
      console.error(`wrote ${options.json}`);
    }
  });
}
