/** `wignerscope inspect FILE...`: what is in a file, from its header alone. */
import { Command } from "commander";
import { formatTitles, type Model, type TensorInfo } from "../../models/index.ts";
import { bytes, counted, shorten, visible } from "../../report/index.ts";
import { inSession } from "../session.ts";

interface InspectOptions {
  readonly json?: boolean;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("list a file's tensors from its header: names, types, shapes, sizes")
    .argument("<file...>", `models: ${formatTitles("or")}; a path or an https:// address`)
    .option("--json", "print JSON instead of a table")
    .action(inspectFiles);
}

async function inspectFiles(files: string[], { json = false }: InspectOptions): Promise<void> {
  const command = { inputs: [], outputs: [], options: { progress: false } };
  await inSession(command, async ({ signal, attempt, withModel }) => {
    const listings: { file: string; format: string; tensors: readonly TensorInfo[] }[] = [];
    for (const file of files) {
      if (signal.aborted) break;
      await attempt(async () => {
        await withModel(file, async (model) => {
          if (json) listings.push({ file, format: model.format, tensors: model.tensors });
          else for (const line of listing(file, model, process.stdout.isTTY)) console.log(line);
        });
      });
    }
    if (json) console.log(JSON.stringify(listings, null, 2));
  });
}

/** Characters that a cell is padded to. A longer name is cut on a terminal, where it would push the rest off the screen. */
const WIDEST = 60;

/**
 * The lines of a listing. A pipe gets names whole, but no cell is padded beyond `WIDEST`: what is written stays a small
 * multiple of the header, however long one name of it is.
 */
export function* listing(
  file: string,
  { format, tensors }: Pick<Model, "format" | "tensors">,
  terminal: boolean,
): Generator<string> {
  const total = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  yield `${visible(file)}: ${format}, ${counted(tensors.length, "tensor")}, ${bytes(total)}`;
  const widths = [0, 0, 0, 0];
  for (const tensor of tensors)
    for (const [column, cell] of cellsOf(tensor, terminal).entries())
      if (column < widths.length) widths[column] = Math.min(WIDEST, Math.max(widths[column], cell.length));
  for (const tensor of tensors) {
    const cells = cellsOf(tensor, terminal).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    yield `  ${cells.join("  ")}`.trimEnd();
  }
}

function cellsOf(tensor: TensorInfo, terminal: boolean): string[] {
  const name = visible(tensor.name);
  return [
    terminal ? shorten(name, WIDEST) : name,
    visible(tensor.dtype),
    tensor.shape.length === 0 ? "scalar" : tensor.shape.join(" x "),
    bytes(tensor.bytes),
    visible(tensor.reason ?? tensor.notWeight ?? ""),
  ];
}
