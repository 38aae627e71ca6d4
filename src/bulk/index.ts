/** Floor 2: the Marchenko-Pastur bulk of a weight matrix, its noise level, and what stands out of it. */
export { type BulkFit, type BulkMethod, type BulkOptions, fitBulk } from "./fit.ts";
export { type LargestValueOptions, largestValueP } from "./largest.ts";
export { measureProductNoise, type ProductNoise, type ProductNoiseOptions } from "./product-noise.ts";
export { detectionThreshold, type NoiseLevel, observedPosition, type Signal, signalOf } from "./shift.ts";
export {
  type KeptRanks,
  type ShrinkOptions,
  type ShrinkRule,
  type Shrunk,
  shrink,
  shrinkValues,
} from "./shrink.ts";
export {
  type SignFlipOptions as SignFlipTestOptions,
  type SignFlipTest,
  signFlipTest,
} from "./sign-flips.ts";
export type { Spike } from "./spikes.ts";
