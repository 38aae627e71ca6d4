/** Floor 2: the Marchenko-Pastur bulk of a weight matrix, its noise level, and what stands out of it. */
export { type BulkFit, type BulkMethod, type BulkOptions, fitBulk, type Spike } from "./fit.ts";
export { hardRank } from "./spectrum.ts";
