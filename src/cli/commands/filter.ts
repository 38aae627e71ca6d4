/** `wignerscope filter MODEL --out FILE`: removes noise from the weight matrices and writes the model again. */
import { lstat } from "node:fs/promises";
import { Command, Option } from "commander";
import { estimateFilter, filterModel } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import type { ShrinkRule } from "../../bulk/index.ts";
import { DEFAULT_SEED } from "../../kernel/index.ts";
import { writeModelFile } from "../../models/index.node.ts";
import { endingOf, FOREIGN_ENDINGS, formatTitles, WRITTEN } from "../../models/index.ts";
import { bytes, counted, visible } from "../../report/index.ts";
import { onThreads } from "../announce.ts";
import {
  checkLayers,
  layersOption,
  type MatrixArguments,
  minSizeOption,
  numberBetween,
  precisionOption,
  progressOption,
  wholeNumber,
  workersOption,
} from "../arguments.ts";
import { inSession } from "../session.ts";

const METHODS = ["edge", "shift", "cut", "optimal", "decile", "low-rank", "boundary"] as const;

/** Whether a file's name promises another format than the one that is written. */
function promisesAnother(file: string): boolean {
  const own = endingOf(file);
  return own
    ? own.format.name !== WRITTEN.name
    : FOREIGN_ENDINGS.some((ending) => file.toLowerCase().endsWith(ending));
}

interface FilterCommandOptions extends MatrixArguments {
  readonly out: string;
  readonly method: (typeof METHODS)[number];
  readonly share?: number;
  readonly decile?: number;
  readonly rank?: number;
  readonly shift?: boolean;
  readonly force?: boolean;
  readonly workers?: number;
}

export function filterCommand(): Command {
  return new Command("filter")
    .description(`remove noise from the weight matrices and write the model as ${WRITTEN.title}`)
    .argument("<model>", formatTitles("or"))
    .requiredOption("--out <file>", "where to write the filtered model")
    .addOption(
      new Option("--method <m>", "what becomes of the singular values").choices(METHODS).default("edge"),
    )
    .option("--share <s>", "cut, shift: share of the smallest values that becomes zero", numberBetween(0, 1))
    .option("--decile <d>", "decile: which tenth becomes zero, 1 the smallest", wholeNumber(1))
    .option("--rank <r>", "low-rank: how many of the largest stay", wholeNumber(0))
    .option("--shift", "boundary: move the values that stay to the strength that the noise hides")
    .option("--seed <n>", "boundary: seed of the Porter-Thomas nulls", wholeNumber(0), DEFAULT_SEED)
    .option("--force", "replace the file that is there, also the model itself")
    .addOption(layersOption())
    .addOption(minSizeOption())
    .addOption(precisionOption())
    .addOption(workersOption())
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Methods:
  edge      values at or below the noise edge become zero
  shift     values above it move to the strength that the noise hides; then --share is cut
  cut       the smallest --share becomes zero
  optimal   the shrinkage of least Frobenius error
  decile    one tenth of the values becomes zero
  low-rank  the largest --rank values stay
  boundary  values whose singular vectors are random (Porter-Thomas) become zero; a signal along a
            random direction is not seen by this test: use edge for it

Every tensor that is not filtered is copied byte for byte.`,
    )
    .action(filterFile);
}

async function filterFile(file: string, options: FilterCommandOptions): Promise<void> {
  const { out, layers, minSize, precision, seed } = options;
  const rule = ruleOf(options);
  if (promisesAnother(out))
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `--out ${out}: the output is ${WRITTEN.title}; give it that ending`,
    );
  const settings = { rule, layers, minSize, precision, seed };
  // In place is for writeModelFile to judge: it knows which of the model's files may be replaced.
  await inSession({ inputs: [], outputs: [{ option: "--out", target: out }], options }, async (session) => {
    if (!options.force && (await lstat(out).catch(() => undefined)))
      throw new WignerscopeError("INVALID_ARGUMENT", `--out ${out} already exists; --force replaces it`);
    const report = await session.withModel(file, async (model) => {
      checkLayers(model, layers);
      const workers = session.pool.concurrency;
      const about = {
        model,
        how: `to filter${onThreads(workers)}`,
        estimate: () => estimateFilter(model, { layers, minSize, workers }),
      };
      const { signal, pool: executor } = session;
      return session.shown(about, (onProgress) =>
        filterModel(model, (how) => writeModelFile(model, out, how), {
          ...settings,
          executor,
          signal,
          onProgress,
        }),
      );
    });
    if (!report) return;
    for (const { name, rows, cols, rank } of report.filtered)
      console.log(`${visible(name)}: ${rows} x ${cols}, rank ${rank} of ${Math.min(rows, cols)} left`);
    for (const { name, reason } of report.kept) console.error(`${visible(name)}: copied: ${visible(reason)}`);
    const matrices = counted(report.filtered.length, "matrix", "matrices");
    console.error(`wrote ${visible(out)}: ${matrices} filtered, ${bytes(report.bytes)}`);
  });
}

/** The methods that an option belongs to; the others refuse it. */
const TAKEN_BY: Record<"share" | "decile" | "rank" | "shift", readonly FilterCommandOptions["method"][]> = {
  share: ["cut", "shift"],
  decile: ["decile"],
  rank: ["low-rank"],
  shift: ["boundary"],
};

/** @throws INVALID_ARGUMENT where the method needs an option that is missing, or would ignore one that is given. */
function ruleOf(options: FilterCommandOptions): ShrinkRule {
  const { method, share, shift } = options;
  for (const name of ["share", "decile", "rank", "shift"] as const)
    if (options[name] !== undefined && !TAKEN_BY[name].includes(method))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `--method ${method} does not take --${name}, which is for --method ${TAKEN_BY[name].join(" or ")}`,
      );
  const needed = (name: "share" | "decile" | "rank"): number => {
    const value = options[name];
    if (value === undefined)
      throw new WignerscopeError("INVALID_ARGUMENT", `--method ${method} needs --${name}`);
    return value;
  };
  switch (method) {
    case "edge":
    case "optimal":
      return { method };
    case "shift":
      return { method, share };
    case "cut":
      return { method, share: needed("share") };
    case "decile":
      return { method, decile: needed("decile") };
    case "low-rank":
      return { method: "lowRank", rank: needed("rank") };
    case "boundary":
      return { method, shift };
  }
}
