/** What a command is about to do and how long it may take: one line on stderr before it starts, also in a log. */
import {
  type Estimate,
  type SelectionOptions,
  scaleSource,
  selectionOf,
  selectMatrices,
} from "../analysis/index.ts";
import { adapterConfig, type Model } from "../models/index.ts";
import { counted, duration, visible } from "../report/index.ts";

export function announce(model: Pick<Model, "name">, how: string, { matrices, seconds }: Estimate): void {
  const work = matrices === 0 ? "nothing to do" : `about ${duration(seconds)}`;
  console.error(`${visible(model.name)}: ${counted(matrices, "matrix", "matrices")} ${how}, ${work}`);
}

/** Of a run that goes on from a journal: what is there already, or that its results are of other work. */
export function announceResumed(model: Pick<Model, "name">, there: number, total: number): void {
  const matrices = counted(total, "matrix", "matrices");
  const found =
    there > 0
      ? `${there} of ${matrices} are already in the journal`
      : `none of the ${matrices} are in the journal: its results belong to other files, options or versions`;
  console.error(`${visible(model.name)}: ${found}`);
}

/** " on 4 threads", empty for one. */
export function onThreads(workers: number): string {
  return workers > 1 ? ` on ${workers} threads` : "";
}

/** Says it where the scale of an adapter had to be taken as 1, and why. Not a matter of progress: it changes the numbers. */
export function warnOfScale(
  model: Model,
  options: SelectionOptions & { readonly adapterScale?: number },
): void {
  const { products } = selectMatrices(model, selectionOf(options));
  const unknown = products.filter(
    ({ product }) => scaleSource(model, product.pair, options) === "unknown",
  ).length;
  if (unknown === 0) return;
  const config = adapterConfig(model);
  const why =
    config?.kind === "problem"
      ? config.problem
      : "there is no alpha tensor and no adapter_config.json beside the file";
  console.error(
    `${visible(model.name)}: the scale of ${counted(unknown, "low-rank product")} is taken as 1: ${visible(why)}; --adapter-scale sets it`,
  );
}
