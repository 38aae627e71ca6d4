/** One run of the page: a file or an address goes in, layers come out as they finish. */
import {
  analyzeModel,
  assembleAnalysis,
  type Depth,
  type LayerResult,
  type ModelAnalysis,
  type Progress,
} from "../analysis/index.ts";
import { DEFAULT_SEED, init, type KernelBuild, WignerscopeError } from "../kernel/index.ts";
import { blobFolder, httpFolder, httpSource, type Model, openModel } from "../models/index.ts";
import { workerPool } from "../run/pool.web.ts";

export interface RunOptions {
  readonly minSize: number;
  readonly precision: "f64" | "f32";
  readonly depth: Depth;
  readonly conv: "flatten" | "slices";
  readonly workers: number;
  /** Which build of the kernel runs; by default the fastest that the browser has. */
  readonly build?: KernelBuild;
}

export interface RunEvents {
  readonly signal: AbortSignal;
  readonly onOpen: (model: Pick<Model, "name" | "format" | "tensors">) => void;
  readonly onLayer: (layer: LayerResult) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** Files chosen together: the model, and what lies beside it. */
export type RunInput = { readonly files: readonly File[] } | { readonly url: string };

/**
 * Analyses the model in workers. A stopped run returns what was finished, marked as not complete.
 * @throws WignerscopeError when the file cannot be opened.
 */
export async function runAnalysis(
  input: RunInput,
  options: RunOptions,
  events: RunEvents,
): Promise<ModelAnalysis> {
  const { signal } = events;
  const { minSize, precision, depth, conv, workers, build } = options;
  const start = performance.now();
  const running = await init({ build });
  const model = await open(input, signal);
  events.onOpen(model);
  const pool = workerPool({ workers, build: running });
  const results: LayerResult[] = [];
  let complete = false;
  try {
    const run = { minSize, precision, depth, conv, executor: pool, signal, onProgress: events.onProgress };
    for await (const layer of analyzeModel(model, run)) {
      results.push(layer);
      events.onLayer(layer);
    }
    complete = true;
  } catch (error) {
    if (!(error instanceof WignerscopeError && error.code === "ABORTED" && signal.aborted)) throw error;
  } finally {
    pool.close();
    await model.close();
  }
  const seconds = (performance.now() - start) / 1000;
  return assembleAnalysis(model, results, {
    options: { minSize, precision, depth, conv, workers, seed: DEFAULT_SEED },
    complete,
    seconds,
  });
}

async function open(input: RunInput, signal: AbortSignal): Promise<Model> {
  if ("url" in input) {
    const address = downloadAddress(input.url);
    return openModel(await httpSource(address, { signal }), { folder: httpFolder(address), signal });
  }
  const { files } = input;
  return openModel(mainFile(files), { folder: blobFolder(files), signal });
}

/** Of several files the one that refers to the others: an index, else the ONNX graph, else the first. */
function mainFile(files: readonly File[]): File {
  const ending = (end: string) => files.find((f) => f.name.toLowerCase().endsWith(end));
  return ending(".index.json") ?? ending(".onnx") ?? ending(".safetensors") ?? files[0]!;
}

/** Model hubs show a file under /blob/ and serve it under /resolve/. */
export function downloadAddress(address: string): string {
  const url = new URL(address);
  if (url.hostname === "huggingface.co") url.pathname = url.pathname.replace("/blob/", "/resolve/");
  return url.href;
}
