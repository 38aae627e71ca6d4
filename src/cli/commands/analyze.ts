/** `wignerscope analyze FILE...`: the main job. */

import { Command, Option } from "commander";
import {
  estimateAnalysis,
  type LowRankMode,
  type ModelAnalysis,
  planAnalysis,
} from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { formatTitles } from "../../models/index.ts";
import { toTable } from "../../report/index.node.ts";
import {
  type Condition,
  parseCondition,
  toCsv,
  toFineTuningYaml,
  toHtml,
  toJson,
  toParquet,
  violations,
  violationText,
  visible,
} from "../../report/index.ts";
import { contentIdentity } from "../../run/index.node.ts";
import { onThreads, warnOfScale } from "../announce.ts";
import {
  type AnalysisArguments,
  adapterScaleOption,
  checkLayers,
  collect,
  convolutionOption,
  depthOption,
  gatesOption,
  journalOptions,
  layersOption,
  minSizeOption,
  numberBetween,
  precisionOption,
  progressOption,
  seedOption,
  workersOption,
} from "../arguments.ts";
import { withOutputFolder } from "../outputs/output-folder.ts";
import { modelNames, withModelName } from "../outputs/output-names.ts";
import { type Output, STANDARD_OUTPUT } from "../outputs/outputs.ts";
import { inSession, type Session } from "../session.ts";

interface AnalyzeOptions extends AnalysisArguments {
  readonly lowRank: LowRankMode;
  readonly fineTune?: string;
  readonly fineTuneShare: number;
  readonly failIf?: string[];
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly output?: string;
}

/** Exit codes of `--fail-if`: it holds; there was no layer that it could hold of, which is no pass. */
const CONDITION_HOLDS = 3;
const NOTHING_ANALYZED = 4;

const HOW_TO_READ = `
How to read the table (a narrow terminal drops columns; --csv has all):
  α        exponent of the power law fitted to the tail of the eigenvalues of W^T W
  verdict  random: noise alone. bulk and spikes: noise and a few strong directions. heavy-tailed: many.
           heavy-tailed entries: the same entries with random signs reach as far; large or unequal entries,
           not learning. other bulk: no spikes, but not spread like noise. rank-collapsed: directions are missing.
           Each verdict is of one layer by itself; the sentence below the table allows for the number of layers.
  D        distance between the power law and the data (Kolmogorov-Smirnov): small is good
  σ        standard deviation of the noise, from the Marchenko-Pastur bulk
  edge     where the noise ends
  spikes   singular values beyond the edge; learned_spikes of --csv counts those that the sizes of the
           entries do not explain
  ν max    largest singular value
  stable   stable rank, sum of ν^2 over the largest ν^2
  ⟨r⟩      mean spacing ratio: 0.531 is random-matrix noise, 0.386 is uncorrelated levels; (12) is
           its error in the last digits

A LoRA adapter has one row for each adapted weight: the product of its two factors, held against products of random
factors. Their noise has edges of its own; Marchenko-Pastur (σ) does not apply.

With several files each output gets the model's name: report.html becomes report-NAME.html; --json - writes one line for
each. Each layer goes into the journal as soon as it is finished, and --resume continues a run that was killed or stopped.
Kept results are matched by the contents of the file, the options and the version, so stale ones are never used.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a --fail-if condition holds, 4 --fail-if had no layer to look at;
130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP (what is finished is written).
NO_COLOR=1 turns colours off; a pipe gets none.`;

export function analyzeCommand(): Command {
  const command = new Command("analyze")
    .description("analyse every weight matrix of a model: spectrum, noise bulk, tail, level statistics")
    .argument("<file...>", `models: ${formatTitles("or")}; a path or an https:// address`)
    .addOption(layersOption())
    .addOption(minSizeOption())
    .addOption(convolutionOption())
    .addOption(gatesOption())
    .addOption(
      new Option(
        "--low-rank <rule>",
        "the two factors of a LoRA pair: analysed as their product B A, or one by one",
      )
        .choices(["product", "factors"])
        .default("product"),
    )
    .addOption(adapterScaleOption())
    .addOption(precisionOption())
    .addOption(depthOption())
    .addOption(seedOption())
    .addOption(workersOption())
    .option("--html <file>", "write the report: one self-contained page with plots")
    .option("--json <file>", "write everything as JSON (schema 2, docs/schema.md); - for standard output")
    .option("--csv <file>", "write one row per layer as CSV; - for standard output")
    .option("--parquet <file>", "write one row per layer as Parquet")
    .option(
      "--fine-tune <file>",
      "write YAML naming the layers to train: those of each kind with the most signal",
    )
    .option("--fine-tune-share <s>", "share of the layers of each kind", numberBetween(0.001, 1), 0.5)
    .option(
      "--fail-if <condition>",
      'exit with code 3 if it holds for a layer or for the model: alpha < 2, kind == "random", median(alpha) > 6, learnedLayers < 10, nonfinite (repeatable; docs/schema.md)',
      collect,
    )
    .addOption(
      new Option(
        "-o, --output <dir>",
        "write report.html, analysis.json, layers.csv and layers.parquet into a folder, made where there is none",
      ),
    )
    .option("--quiet", "no table, no estimate and no progress: only what was written, warnings and errors")
    .option("--verbose", "list the skipped tensors by reason, in place of counting them in a line")
    .addHelpText("after", HOW_TO_READ)
    .action(analyzeFiles);
  for (const option of [...journalOptions(), progressOption()]) command.addOption(option);
  return command;
}

async function analyzeFiles(files: string[], given: AnalyzeOptions): Promise<void> {
  const heard = given.quiet ? { ...given, progress: false } : given;
  const options = await withOutputFolder(heard);
  const conditions = (options.failIf ?? []).map(parseCondition);
  const names = modelNames(files).map((name) => (files.length > 1 ? name : undefined));
  const outputs = names.flatMap((name) => outputsOf(options, name));
  const { json, csv, parquet, html, fineTune } = options;
  const journalBeside = [json, csv, parquet, html, fineTune];
  await inSession({ inputs: files, outputs, journalBeside, options }, async (session) => {
    for (const [k, file] of files.entries()) {
      if (session.signal.aborted) break;
      await session.attempt(async () => {
        const analysis = await analyzeFile(file, options, session);
        if (!analysis) return;
        const renderings = outputsOf(options, names[k]).map(({ render, ...output }) => ({
          ...output,
          render: () => render(analysis),
        }));
        if (!options.quiet && !renderings.some(({ target }) => target === STANDARD_OUTPUT))
          printTable(analysis, options.verbose);
        await session.write(renderings);
        if (conditions.length > 0 && analysis.complete) process.exitCode ??= judged(conditions, analysis);
      });
    }
  });
}

/** The analysis of one file, as far as it came; undefined when it was stopped before the file was open. */
async function analyzeFile(
  file: string,
  options: AnalyzeOptions,
  session: Session,
): Promise<ModelAnalysis | undefined> {
  const { layers, minSize, conv, gates, lowRank, adapterScale, precision, depth, seed } = options;
  const settings = { layers, minSize, conv, gates, lowRank, adapterScale, precision, depth, seed };
  return session.withModel(file, async (model) => {
    checkLayers(model, layers);
    warnOfScale(model, settings);
    const workers = session.pool.concurrency;
    const plan = planAnalysis(model, { ...settings, identity: { model: await contentIdentity(model) } });
    return session.run(plan, {
      model,
      how: `at depth ${depth}${onThreads(workers)}`,
      estimate: () => estimateAnalysis(model, { layers, minSize, conv, gates, lowRank, depth, workers }),
    });
  });
}

/** Names the layers of which a condition holds; the exit code, if there is a reason for one. */
function judged(conditions: readonly Condition[], analysis: ModelAnalysis): number | undefined {
  const broken = violations(analysis, conditions);
  for (const violation of broken) {
    const text = violationText(violation);
    console.error(visible(violation.kind === "layer" ? text : `${analysis.model.name}: ${text}`));
  }
  if (broken.some(({ kind }) => kind !== "nothing analysed")) return CONDITION_HOLDS;
  return broken.length > 0 ? NOTHING_ANALYZED : undefined;
}

function printTable(analysis: ModelAnalysis, verbose = false): void {
  const color = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(toTable(analysis, { width: process.stdout.columns ?? 120, color, verbose }));
}

type AnalysisOutput = Output & {
  readonly render: (analysis: ModelAnalysis) => string | Promise<string | Uint8Array>;
};

/** What was asked for and where it goes; `model` goes into the names of files where there are several models. */
function outputsOf(options: AnalyzeOptions, model: string | undefined): AnalysisOutput[] {
  const { json, csv, parquet, html, fineTune, fineTuneShare: share } = options;
  const outputs: [string, string | undefined, AnalysisOutput["render"]][] = [
    // Several models give one line of JSON each.
    ["--json", json, (analysis) => (json === STANDARD_OUTPUT ? `${toJson(analysis)}\n` : toJson(analysis))],
    ["--csv", csv, toCsv],
    ["--parquet", parquet, toParquet],
    ["--html", html, toHtml],
    ["--fine-tune", fineTune, (analysis) => toFineTuningYaml(analysis, { share })],
  ];
  return outputs.flatMap(([option, path, render]) => {
    if (path === undefined) return [];
    if (path === STANDARD_OUTPUT && model !== undefined && option !== "--json")
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `${option} - takes one model; with a file name each model gets a file of its own`,
      );
    return [{ option, target: model === undefined ? path : withModelName(path, model), render }];
  });
}
