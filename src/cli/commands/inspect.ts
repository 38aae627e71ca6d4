/** `wignerscope inspect FILE...`: what is in a file, from its header alone. */
import { Command } from "commander";
import { type Depth, type Estimate, estimateAnalysis, machineFactor } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import { formatTitles, type Model, type TensorInfo } from "../../models/index.ts";
import { bytes, counted, csvCell, duration, shorten, visible } from "../../report/index.ts";
import { inSession } from "../session.ts";

interface InspectOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("list a file's tensors from its header: names, types, shapes, sizes")
    .argument("<file...>", `models: ${formatTitles("or")}; a path or an https:// address`)
    .option("--json", "print JSON instead of a table")
    .option("--csv", "print CSV instead of a table: file, name, dtype, shape, parameters, bytes, reason")
    .action(inspectFiles);
}

async function inspectFiles(files: string[], { json = false, csv = false }: InspectOptions): Promise<void> {
  if (json && csv)
    throw new WignerscopeError("INVALID_ARGUMENT", "--json and --csv both go to standard output");
  const command = { inputs: [], outputs: [], options: { progress: false } };
  await inSession(command, async ({ signal, attempt, withModel, pool }) => {
    if (csv) console.log(CSV_HEAD.join(","));
    const listings: { file: string; format: string; tensors: readonly TensorInfo[] }[] = [];
    for (const file of files) {
      if (signal.aborted) break;
      await attempt(async () => {
        await withModel(file, async (model) => {
          if (json) listings.push({ file, format: model.format, tensors: model.tensors });
          else if (csv) for (const tensor of model.tensors) console.log(csvLine(file, tensor));
          else {
            for (const line of listing(file, model, process.stdout.isTTY)) console.log(line);
            for (const line of overview(model, estimates(model, pool.concurrency))) console.log(line);
          }
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

/** How long an analysis would take, by depth. */
function estimates(model: Model, workers: number): Record<Depth, Estimate> {
  const factor = machineFactor();
  const at = (depth: Depth) => estimateAnalysis(model, { depth, workers, factor });
  return { quick: at("quick"), standard: at("standard"), full: at("full") };
}

const parametersOf = ({ shape }: TensorInfo): number => shape.reduce((product, size) => product * size, 1);

/** Below a listing: parameters, bytes by element type, and what an analysis would do. */
export function overview(
  { tensors }: Pick<Model, "tensors">,
  { quick, standard, full }: Record<Depth, Estimate>,
): string[] {
  const types = new Map<string, number>();
  for (const { dtype, bytes: size } of tensors) types.set(dtype, (types.get(dtype) ?? 0) + size);
  const byType = [...types]
    .sort((a, b) => b[1] - a[1])
    .map(([type, size]) => `${visible(type)} ${bytes(size)}`);
  const parameters = tensors.reduce((sum, tensor) => sum + parametersOf(tensor), 0);
  const work =
    standard.matrices === 0
      ? "analyze would find no matrix here"
      : `analyze would look at ${counted(standard.matrices, "matrix", "matrices")}: about ${duration(quick.seconds)} at depth quick, ${duration(standard.seconds)} at standard, ${duration(full.seconds)} at full`;
  return [`  ${counted(parameters, "parameter")}; ${byType.join(", ")}`, `  ${work}`];
}

const CSV_HEAD = ["file", "name", "dtype", "shape", "parameters", "bytes", "reason"];

/** A row by RFC 4180. */
export function csvLine(file: string, tensor: TensorInfo): string {
  const { name, dtype, shape, bytes: size, reason, notWeight } = tensor;
  const cells = [file, name, dtype, shape.join("x"), parametersOf(tensor), size, reason ?? notWeight ?? ""];
  return cells.map((cell) => csvCell(typeof cell === "number" ? cell : visible(cell))).join(",");
}
