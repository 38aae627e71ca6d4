/** `wignerscope inspect FILE...`: what is in a file, from its header alone. */
import { Command } from "commander";
import { openModelFile } from "../../models/index.node.ts";
import { formatTitles, type TensorInfo } from "../../models/index.ts";
import { bytes, counted, shorten, visible } from "../../report/index.ts";

interface InspectOptions {
  readonly json?: boolean;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("list a file's tensors from its header: names, types, shapes, sizes")
    .argument("<file...>", `models: ${formatTitles("or")}`)
    .option("--json", "print JSON instead of a table")
    .action(async (files: string[], options: InspectOptions) => {
      const listings = [];
      for (const file of files) {
        const model = await openModelFile(file);
        try {
          if (options.json) listings.push({ file, format: model.format, tensors: model.tensors });
          else printListing(file, model.format, model.tensors);
        } finally {
          await model.close();
        }
      }
      if (options.json) console.log(JSON.stringify(listings, null, 2));
    });
}

/** On a terminal a longer name would push the columns behind it off the screen; a pipe gets names whole. */
const LONGEST_NAME = 60;

function printListing(file: string, format: string, tensors: readonly TensorInfo[]): void {
  const total = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  console.log(`${visible(file)}: ${format}, ${counted(tensors.length, "tensor")}, ${bytes(total)}`);
  const rows = tensors.map((tensor) => [
    process.stdout.isTTY ? shorten(visible(tensor.name), LONGEST_NAME) : visible(tensor.name),
    visible(tensor.dtype),
    tensor.shape.length === 0 ? "scalar" : tensor.shape.join(" x "),
    bytes(tensor.bytes),
    tensor.readable ? "" : visible(tensor.reason ?? ""),
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column].length), 0),
  );
  for (const row of rows)
    console.log(`  ${row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join("  ")}`.trimEnd());
}
