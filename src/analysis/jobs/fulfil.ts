/** From a task's references to a job with matrices in memory, wherever the task runs. */
import { WignerscopeError } from "../../base/index.ts";
import { type Model, matricize, type Tensor } from "../../models/index.ts";
import { readProduct, transposedProduct } from "../model/adapter-products.ts";
import type { Job } from "./job.ts";
import type { MatrixReference, Origin, ProductReference, Task } from "./task.ts";

/** An open model, read tensor by tensor. */
export interface Source {
  readonly model: Model;
  read(name: string, signal: AbortSignal | undefined): Promise<Tensor>;
}

/** The slices of one convolution kernel, which follow each other, share one read. */
export function sourceOf(model: Model): Source {
  let last: { readonly name: string; readonly tensor: Promise<Tensor> } | undefined;
  return {
    model,
    read(name, signal) {
      if (last?.name !== name) last = { name, tensor: model.readTensor(name, { signal }) };
      return last.tensor;
    },
  };
}

/**
 * Reads what a task refers to.
 * @throws what reading throws; OUT_OF_MEMORY, before anything is read, for a matrix that the kernel could not hold.
 */
export async function fulfil(
  task: Task,
  sources: Readonly<Partial<Record<Origin, Source>>>,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const source = (of: Origin): Source => {
    const found = sources[of];
    if (!found) throw new WignerscopeError("INVALID_ARGUMENT", `the task refers to a ${of} that is not open`);
    return found;
  };
  const matrix = async ({ of, plan }: MatrixReference) => {
    checkFits(plan);
    return matricize(await source(of).read(plan.tensor, signal), plan);
  };
  const product = async ({ of, product, adapterScale, transposed }: ProductReference) => {
    const read = await readProduct(source(of).model, product, { adapterScale, signal });
    return transposed ? transposedProduct(read) : read;
  };
  switch (task.work) {
    case "batchSpectrum":
      throw new WignerscopeError("INVALID_ARGUMENT", "the samples of a batch do not lie in a model");
    case "analyze":
      return { kind: task.work, matrix: await matrix(task.input.matrix), options: task.options };
    case "filter":
      return { kind: task.work, matrix: await matrix(task.input.matrix), options: task.options };
    case "analyzeProduct":
      return { kind: task.work, product: await product(task.input.product), options: task.options };
    case "compare":
      return {
        kind: task.work,
        base: await matrix(task.input.base),
        matrix: await matrix(task.input.matrix),
        options: task.options,
      };
    case "compareAdapted":
      return {
        kind: task.work,
        base: await matrix(task.input.base),
        product: await product(task.input.product),
        options: task.options,
      };
  }
}

/** What the kernel's memory, 32-bit addresses, can never hold even in single precision. */
const KERNEL_BYTES = 2 ** 32;
const LEAST_BYTES_PER_ENTRY = 4;

function checkFits({ rows, cols }: { readonly rows: number; readonly cols: number }): void {
  const bytes = rows * cols * LEAST_BYTES_PER_ENTRY;
  if (bytes >= KERNEL_BYTES)
    throw new WignerscopeError(
      "OUT_OF_MEMORY",
      `a matrix of ${rows} x ${cols} takes at least ${(bytes / 2 ** 20).toFixed(0)} MiB, the kernel's memory is at most ${KERNEL_BYTES / 2 ** 20} MiB`,
    );
}
