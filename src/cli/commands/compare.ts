/** `wignerscope compare BASE MODEL...`: what training changed, layer by layer. */
import { Command } from "commander";
import { estimateComparison, type ModelComparison, planComparison } from "../../analysis/index.ts";
import { formatTitles, type Model } from "../../models/index.ts";
import { toComparisonTable } from "../../report/index.node.ts";
import {
  toComparisonCsv,
  toComparisonHtml,
  toComparisonJson,
  toComparisonParquet,
} from "../../report/index.ts";
import { contentIdentity } from "../../run/index.node.ts";
import { onThreads, warnOfScale } from "../announce.ts";
import {
  type AnalysisArguments,
  adapterScaleOption,
  checkLayers,
  convolutionOption,
  depthOption,
  gatesOption,
  journalOptions,
  layersOption,
  minSizeOption,
  precisionOption,
  progressOption,
  seedOption,
  wholeNumber,
  workersOption,
} from "../arguments.ts";
import { modelNames, withModelName } from "../outputs/output-names.ts";
import { type Output, type Rendering, STANDARD_OUTPUT } from "../outputs/outputs.ts";
import { inSession, type Session } from "../session.ts";

interface CompareCommandOptions extends AnalysisArguments {
  readonly directions: number;
}

export function compareCommand(): Command {
  const command = new Command("compare")
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
  for (const option of [...journalOptions(), progressOption()]) command.addOption(option);
  return command;
}

async function compareFiles(base: string, models: string[], options: CompareCommandOptions): Promise<void> {
  const names = models.length > 1 ? modelNames(models) : undefined;
  const outputs = outputsOf(options, names);
  const { json, csv, parquet, html } = options;
  const command = { inputs: [base, ...models], outputs, journalBeside: [json, csv, parquet, html], options };
  await inSession(command, async (session) => {
    const comparisons: ModelComparison[] = [];
    await session.withModel(base, async (before) => {
      checkLayers(before, options.layers);
      for (const [k, file] of models.entries()) {
        if (session.signal.aborted) break;
        await session.attempt(async () => {
          const comparison = await compareFile(before, file, names?.[k], options, session);
          if (!comparison) return;
          comparisons.push(comparison);
          if (!outputs.some(({ target }) => target === STANDARD_OUTPUT))
            console.log(`${toComparisonTable(comparison, process.stdout.columns ?? 120)}\n`);
        });
      }
    });
    if (comparisons.length > 0) await session.write(renderings(comparisons, options, names !== undefined));
  });
}

/** What is written of the comparisons that could be made: a page for each, tables of all. */
function renderings(
  comparisons: readonly ModelComparison[],
  { html, json, csv, parquet }: CompareCommandOptions,
  several: boolean,
): Rendering[] {
  const pages = comparisons.map((comparison): [string, string | undefined, Rendering["render"]] => [
    "--html",
    html !== undefined && several ? withModelName(html, comparison.model.name) : html,
    () => toComparisonHtml(comparison, comparisons),
  ]);
  const all: [string, string | undefined, Rendering["render"]][] = [
    ...pages,
    ["--csv", csv, () => toComparisonCsv(comparisons)],
    ["--parquet", parquet, () => toComparisonParquet(comparisons)],
    ["--json", json, () => toComparisonJson(comparisons)],
  ];
  return all.flatMap(([option, target, render]) =>
    target === undefined ? [] : [{ option, target, render }],
  );
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
  session: Session,
): Promise<ModelComparison | undefined> {
  const { layers, minSize, conv, gates, precision, depth, seed, directions, adapterScale } = options;
  const settings = { layers, minSize, conv, gates, precision, depth, seed, directions, adapterScale };
  return session.withModel(file, async (model) => {
    warnOfScale(model, settings);
    const workers = session.pool.concurrency;
    const identity = { base: await contentIdentity(base), model: await contentIdentity(model) };
    return session.run(planComparison(base, model, { ...settings, name, identity }), {
      model,
      how: `to compare at depth ${depth}${onThreads(workers)}`,
      estimate: () => estimateComparison(base, model, { layers, minSize, conv, gates, depth, workers }),
    });
  });
}
