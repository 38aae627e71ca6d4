/** Values that stand out of a layer's noise, whichever noise that is: a full matrix's bulk or a low-rank product's. */
import type { MatrixAnalysis } from "../../analysis/index.ts";

/** Undefined where there is no noise to stand out of. */
export function spikeCount({ bulk, product }: MatrixAnalysis): number | undefined {
  if (bulk.available) return bulk.numSpikes;
  return product?.available ? product.numSpikes : undefined;
}
