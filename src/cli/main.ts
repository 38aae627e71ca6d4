#!/usr/bin/env node
/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a --fail-if condition holds, 4 it had no layer to hold of, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP (what is finished is written). */
import { Command } from "commander";
import { VERSION } from "../base/index.ts";
import { formatTitles } from "../models/index.ts";
import { analyzeCommand } from "./commands/analyze.ts";
import { compareCommand } from "./commands/compare.ts";
import { filterCommand } from "./commands/filter.ts";
import { hessianCommand } from "./commands/hessian.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { queueCommand } from "./commands/queue.ts";
import { webCommand } from "./commands/web.ts";
import { workCommand } from "./commands/work.ts";
import { reportFailure } from "./failure.ts";
import { checkCommand } from "./which-command.ts";

const program = new Command("wignerscope")
  .description(
    "Random matrix theory for neural networks: which part of each weight matrix\n" +
      "is indistinguishable from noise, and which part was learned.",
  )
  .version(VERSION)
  .showHelpAfterError("(wignerscope --help explains the commands)")
  .configureHelp({ helpWidth: Math.min(process.stdout.columns ?? 90, 100) })
  .addHelpText(
    "after",
    `
Examples:
  $ wignerscope inspect model.safetensors             what is in the file (reads its header only)
  $ wignerscope model.safetensors                     a table on the terminal: short for wignerscope analyze
  $ wignerscope model.safetensors -o results          report, JSON, CSV and Parquet in a folder
  $ wignerscope analyze net.onnx --html report.html   plots of every layer, in one file to keep
  $ wignerscope analyze w.npy --json - | jq .         numbers for a program
  $ wignerscope compare base.safetensors tuned.safetensors
  $ wignerscope filter model.safetensors --out clean.safetensors
  $ wignerscope hessian net.json weights.safetensors --data images.npy --labels labels.npy
  $ wignerscope web                                   the page, in your browser

Formats: ${formatTitles()}. Nothing is uploaded.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a condition of analyze --fail-if holds, 4 it had no layer to look at;
130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP.`,
  );
// A file by itself is analysed.
program.addCommand(analyzeCommand(), { isDefault: true });
program.addCommand(inspectCommand());
program.addCommand(compareCommand());
program.addCommand(filterCommand());
program.addCommand(hessianCommand());
program.addCommand(queueCommand());
program.addCommand(workCommand());
program.addCommand(webCommand());
for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)])
  command.exitOverride();

// A reader that stops reading (`| head`) is no failure: the files asked for are still written, the conditions checked.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

try {
  checkCommand(program, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
