/** `wignerscope hessian NET WEIGHTS --data FILE --labels FILE`: the curvature of a network's loss. */
import { Command, InvalidArgumentError, Option } from "commander";
import {
  analyzeCurvature,
  type CurvatureAnalysis,
  type CurvatureAnalysisOptions,
  estimateCurvature,
} from "../../analysis/index.ts";
import type { LossSpec, Scaling } from "../../networks/index.ts";
import {
  counted,
  curvatureSummary,
  duration,
  toCurvatureCsv,
  toCurvatureHtml,
  toCurvatureJson,
  toCurvatureParquet,
  visible,
} from "../../report/index.ts";
import { onThreads } from "../announce.ts";
import { journalOptions, progressOption, seedOption, wholeNumber, workersOption } from "../arguments.ts";
import { type Output, type Rendering, STANDARD_OUTPUT } from "../outputs/outputs.ts";
import { progressDisplay } from "../progress.ts";
import { inSession, type Session } from "../session.ts";
import { inputPaths, type Problem, readProblem } from "./hessian-inputs.ts";
import {
  batchLine,
  ESTIMATE_ONLY,
  EXACT_ONLY,
  type HessianOptions,
  refuseIdle,
  sizesOf,
} from "./hessian-options.ts";

const LOSSES = {
  "cross-entropy": "crossEntropy",
  "squared-error": "squaredError",
  "binary-cross-entropy": "binaryCrossEntropy",
} as const satisfies Record<string, LossSpec["kind"]>;

export function hessianCommand(): Command {
  const command = new Command("hessian")
    .description(
      "the curvature of a network's loss: spectral density with error bars, or exact batch by batch",
    )
    .argument("<file...>", "the network as JSON and its weights; with --preset the weights alone")
    .requiredOption("--data <file>", "samples: npy, npz (FILE.npz#ARRAY), IDX or CSV, also with gzip")
    .option("--labels <file>", "their classes or targets (default: the last column of a CSV)")
    .option(
      "--preset <p>",
      "a network by name: mlp:784-100-10, mlp:784-100-10:tanh, lenet, vgg:16, resnet:18",
    )
    .addOption(
      new Option("--loss <l>", "in place of the network's own")
        .choices(Object.keys(LOSSES))
        .argParser((name) => lossOf(name)),
    )
    .option(
      "--scale <s>",
      "inputs become (x - MEAN)/SD: two numbers MEAN,SD, or standard for those of the data",
      scaleOf,
    )
    .option("--limit <n>", "only the first samples", wholeNumber(1))
    .addOption(
      new Option(
        "--reduction <r>",
        "the loss is this over the samples (default: mean; with --exact sum)",
      ).choices(["mean", "sum"]),
    );
  for (const option of journalOptions("batches")) command.addOption(option);
  return withMethod(command).addHelpText("after", HELP).action(analyzeHessian);
}

/** What is computed, how, and where it goes. */
function withMethod(command: Command): Command {
  return command
    .option("--exact", "all eigenvalues, batch by batch, and their local statistics")
    .option("--batch <n>", "--exact: samples in a batch (default: 64)", wholeNumber(1))
    .option("--batches <n>", "--exact: batches at most (default: 24)", wholeNumber(1))
    .option(
      "--sizes <list>",
      "--exact: batch sizes at which outliers are compared, such as 32,64,128, or none",
      sizesOf,
    )
    .option("--steps <n>", "Lanczos steps for each vector (default: 80)", wholeNumber(1))
    .option("--vectors <n>", "random vectors: more make the error bars smaller (default: 10)", wholeNumber(2))
    .option(
      "--top <n>",
      "largest eigenpairs (default: one more than the classes, at least 10)",
      wholeNumber(1),
    )
    .option("--split", "--exact: the parts G and R of each batch as well")
    .option("--no-split", "not the parts G and R = H - G by themselves, which take two thirds of the time")
    .option("--no-blocks", "not layer by layer")
    .addOption(
      new Option("--precision <p>", "arithmetic of the products; --exact is always f64, with f32 beside it")
        .choices(["f64", "f32"])
        .default("f64"),
    )
    .addOption(seedOption())
    .option("--html <file>", "write the report: one self-contained page with plots")
    .option("--json <file>", "write everything as JSON (docs/schema.md); - for standard output")
    .option("--csv <file>", "write one row per layer or batch as CSV; - for standard output")
    .option("--parquet <file>", "write one row per layer or batch as Parquet")
    .addOption(workersOption())
    .addOption(progressOption());
}

const HELP = `
A network is ten lines of JSON:
  { "input": [784], "layers": [
      { "kind": "dense", "name": "fc1", "units": 100 }, { "kind": "relu" },
      { "kind": "dense", "name": "fc2", "units": 10 } ] }
Weights are found by name (fc1.weight, fc1.bias) in any model file that analyze reads, or in order by shape.

What it prints:
  largest λ        the sharpest directions; gradient descent is stable up to a rate of 2/λ
  trace            the sum of all eigenvalues, with its standard error
  flat directions  the share of eigenvalues at 0: what is known, and the most that it can be
  H = G + R        G: the curvature of the loss through the outputs; R: the bending of the network
  ⟨r⟩              --exact: do neighbouring eigenvalues repel? .531 as in a random matrix, .386 not at all

Examples:
  $ wignerscope hessian net.json weights.safetensors --data images.npy --labels labels.npy --html report.html
  $ wignerscope hessian --preset mlp:784-10-100-10 weights.safetensors --data t10k-images.gz
      --labels t10k-labels.gz --scale 73,90 --exact --batch 64 --batches 24

--exact works on a batch per core, keeps each in a journal as soon as it is finished, and --resume continues a run that was
killed or stopped; estimates take one core. Ctrl-C keeps what is done. Figures and numbers are explained in docs/hessian.md.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP (what is done is written).`;

function lossOf(name: string): LossSpec["kind"] {
  if (name in LOSSES) return LOSSES[name as keyof typeof LOSSES];
  throw new InvalidArgumentError(`Allowed choices are ${Object.keys(LOSSES).join(", ")}.`);
}

function scaleOf(value: string): "standard" | Scaling {
  if (value === "standard") return value;
  const numbers = value.split(",").map(Number);
  const [mean, sd] = numbers;
  if (numbers.length !== 2 || !Number.isFinite(mean) || !(sd > 0 && sd < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError("It must be standard, or MEAN,SD such as 0.5,0.25.");
  return { mean, sd };
}

async function analyzeHessian(files: string[], options: HessianOptions): Promise<void> {
  refuseIdle(options, options.exact ? ESTIMATE_ONLY : EXACT_ONLY, options.exact === true);
  const inputs = inputPaths({ ...options, files });
  const outputs = outputsOf(options);
  const { json, csv, parquet, html } = options;
  const journalBeside = options.exact ? [json, csv, parquet, html] : [];
  await inSession({ inputs, outputs, journalBeside, piece: "batch", options }, async (session) => {
    const problem = await readProblem({ ...options, files }, session.signal);
    const analysis = await analyzed(problem, options, session);
    if (!outputs.some(({ target }) => target === STANDARD_OUTPUT))
      console.log(curvatureSummary(analysis, Math.min(process.stdout.columns ?? 80, 100)));
    await session.write(
      outputs.map(({ render, ...output }) => ({ ...output, render: () => render(analysis) })),
    );
  });
}

async function analyzed(
  { name, network, parameters, data }: Problem,
  options: HessianOptions,
  { signal, pool, store }: Session,
): Promise<CurvatureAnalysis> {
  const { exact, reduction, precision, seed, steps, vectors, top, split, blocks, batch, batches, sizes } =
    options;
  const settings: CurvatureAnalysisOptions = {
    ...{ name, exact, reduction, precision, seed, steps, vectors, top, blocks, batch, batches, sizes },
    split: exact && split !== true ? false : split,
  };
  if (options.progress) {
    const { seconds, steps: pieces } = estimateCurvature(network, parameters, data, settings);
    // Estimates take their products one after the other.
    const threads = exact ? Math.min(pool.concurrency, pieces) : 1;
    const what = `${counted(network.size, "parameter")}, ${counted(data.inputs.rows, "sample")}`;
    console.error(
      `${visible(name)}: ${what}${onThreads(threads)}, at most about ${duration(seconds / threads)}`,
    );
  }
  const display = progressDisplay(options.progress, process.stderr, "stage");
  try {
    return await analyzeCurvature(network, parameters, data, {
      ...settings,
      executor: pool,
      store,
      signal,
      onProgress: display.update,
      onBatch: (one) => display.line(batchLine(one)),
    });
  } finally {
    display.stop();
  }
}

type HessianOutput = Output & {
  readonly render: (analysis: CurvatureAnalysis) => ReturnType<Rendering["render"]>;
};

function outputsOf({ json, csv, parquet, html }: HessianOptions): HessianOutput[] {
  const outputs: [string, string | undefined, HessianOutput["render"]][] = [
    [
      "--json",
      json,
      (analysis) => (json === STANDARD_OUTPUT ? `${toCurvatureJson(analysis)}\n` : toCurvatureJson(analysis)),
    ],
    ["--csv", csv, toCurvatureCsv],
    ["--parquet", parquet, toCurvatureParquet],
    ["--html", html, toCurvatureHtml],
  ];
  return outputs.flatMap(([option, target, render]) =>
    target === undefined ? [] : [{ option, target, render }],
  );
}
