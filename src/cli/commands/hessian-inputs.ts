/** What `wignerscope hessian` reads: a network, its weights, samples and labels. */
import { readFile } from "node:fs/promises";
import { WignerscopeError } from "../../base/index.ts";
import { openModelFile } from "../../models/index.node.ts";
import {
  type LossSpec,
  labelled,
  loadNetwork,
  type Network,
  type NetworkData,
  type NumberArray,
  parseNetwork,
  preset,
  readNumbers,
  type Scaling,
} from "../../networks/index.ts";
import { visible } from "../../report/index.ts";

export interface HessianInputs {
  /** Path of the weights, behind that of the network unless there is a preset. */
  readonly files: readonly string[];
  readonly preset?: string;
  readonly data: string;
  readonly labels?: string;
  readonly scale?: "standard" | Scaling;
  readonly limit?: number;
  readonly loss?: LossSpec["kind"];
}

export interface Problem {
  readonly name: string;
  readonly network: Network;
  readonly parameters: Float64Array;
  readonly data: NetworkData;
}

/** Pixels that run up to here are bytes as they were stored. */
const BYTES = 200;

/** Paths of all that is read. @throws INVALID_ARGUMENT for files too few or too many */
export function inputPaths({ files, preset: word, data, labels }: HessianInputs): readonly string[] {
  const wanted = word === undefined ? 2 : 1;
  if (files.length !== wanted)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      word === undefined
        ? `give a network and its weights, such as net.json weights.safetensors, or a --preset and the weights; got ${files.length} files`
        : `with --preset give the weights alone, got ${files.length} files`,
    );
  return [...files, pathOf(data).path, ...(labels === undefined ? [] : [pathOf(labels).path])];
}

/** @throws what any of the files is refused for, with its path */
export async function readProblem(inputs: HessianInputs, signal: AbortSignal): Promise<Problem> {
  const { files, loss } = inputs;
  const spec =
    inputs.preset === undefined ? await readNetwork(files[0], loss) : preset(inputs.preset, lossOf(loss));
  const weights = files[files.length - 1];
  const model = await openModelFile(weights, { signal });
  try {
    const loaded = await loadNetwork(spec, model, { signal });
    const data = await readData(inputs, signal);
    return { name: model.name, ...loaded, data };
  } finally {
    await model.close();
  }
}

const lossOf = (kind: LossSpec["kind"] | undefined) => (kind === undefined ? {} : { loss: { kind } });

async function readNetwork(path: string, loss: LossSpec["kind"] | undefined): Promise<Network> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new WignerscopeError("READ_FAILED", `${path}: ${messageOf(cause)}`, { cause });
  });
  return parseNetwork(text, path, lossOf(loss));
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

/** Puts the file's path before what it is refused for. */
function named<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof WignerscopeError)) throw error;
    throw new WignerscopeError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

async function readData(
  { data, labels, scale, limit }: HessianInputs,
  signal: AbortSignal,
): Promise<NetworkData> {
  const inputs = await readArray(data, signal);
  if (labels === undefined && inputs.shape.length !== 2)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `--labels is missing: ${data} has the shape [${inputs.shape.join(", ")}], and only tables have labels in their last column`,
    );
  const classes = labels === undefined ? undefined : await readArray(labels, signal);
  if (scale === undefined) warnOfBytes(data, inputs);
  return named(labels ?? data, () => labelled(inputs, classes, { scale, limit }));
}

/** `file.npz#name` is the array of that name. */
function pathOf(given: string): { readonly path: string; readonly array?: string } {
  const at = given.lastIndexOf("#");
  return at < 0 ? { path: given } : { path: given.slice(0, at), array: given.slice(at + 1) };
}

async function readArray(given: string, signal: AbortSignal): Promise<NumberArray> {
  const { path, array } = pathOf(given);
  const bytes = await readFile(path).catch((cause) => {
    throw new WignerscopeError("READ_FAILED", `${path}: ${messageOf(cause)}`, { cause });
  });
  return readNumbers(bytes, { name: path, array, signal }).catch((error) => {
    if (!(error instanceof WignerscopeError && error.code === "UNKNOWN_TENSOR")) throw error;
    throw new WignerscopeError(error.code, `${error.message}; ${path}#NAME names one`, { cause: error });
  });
}

function warnOfBytes(path: string, { data }: NumberArray): void {
  let most = 0;
  for (const x of data) {
    if (x < 0 || !Number.isInteger(x)) return;
    most = Math.max(most, x);
  }
  if (most > BYTES)
    console.error(
      `${visible(path)}: its numbers are bytes from 0 to ${most}, taken as they are; --scale MEAN,SD brings them to what the network was trained on`,
    );
}
