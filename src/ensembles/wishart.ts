/** Sample covariance matrices: white and spiked Wishart. */

import {
  knownOptions,
  matrix,
  type Precision,
  requireAtLeast,
  requirePositive,
  WignerscopeError,
} from "../base/index.ts";
import { gram } from "../kernel/index.ts";
import type { GaussianOptions } from "./gaussian.ts";
import { checkSizes, randomOf, type Sampled, sampled, scale } from "./sample.ts";

export interface WishartOptions<P extends Precision = Precision> extends GaussianOptions<P> {
  /** Eigenvalues of the population covariance that differ from sigma^2, in units of sigma^2. Default none: white. */
  readonly spikes?: ArrayLike<number>;
}

/**
 * The sample covariance X X^T/samples of `samples` normal vectors in `variables` dimensions, variables x variables. The
 * population covariance is diagonal: sigma^2 times the spikes on the first coordinates, sigma^2 on the others (any other
 * orientation has the same spectrum). With q = variables/samples the bulk tends to Marchenko-Pastur on sigma^2
 * (1 -+ sqrt q)^2, with an atom 1 - 1/q at 0 when q > 1; a spike l > 1 + sqrt q shows up at sigma^2 l (1 + q/(l - 1)), a
 * weaker one stays at the edge. Wishart, Biometrika 20A, 32 (1928); Baik and Silverstein, J. Multivariate Anal. 97, 1382
 * (2006). For planted directions of a rectangular matrix see `spiked`.
 * @throws INVALID_SHAPE for bad sizes or more spikes than variables; INVALID_ARGUMENT for a negative spike.
 * @example
 * ```ts
 * import { eigvalsh, ensembles } from "wignerscope";
 * const levels = eigvalsh(ensembles.wishart(200, 800, { seed: 1 }));
 * [levels[0], levels[199]]; // [0.3, 2.2]
 * ```
 */
export function wishart<P extends Precision = "f64">(
  variables: number,
  samples: number,
  options: WishartOptions<P> = {},
): Sampled<P> {
  knownOptions("wishart", options, { spikes: true, sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1, spikes = [] } = options;
  checkSizes({ variables, samples });
  requirePositive("sigma", sigma);
  if (spikes.length > variables)
    throw new WignerscopeError("INVALID_SHAPE", `${spikes.length} spikes given for ${variables} variables`);
  for (let k = 0; k < spikes.length; k++) requireAtLeast(`spikes[${k}]`, spikes[k], 0);
  const x = randomOf(options).normals(samples * variables);
  for (let k = 0; k < spikes.length; k++) {
    const root = Math.sqrt(spikes[k]);
    for (let at = k; at < x.length; at += variables) x[at] *= root;
  }
  const product = gram(matrix(samples, variables, x)).data as Float64Array;
  return sampled(variables, variables, scale(product, (sigma * sigma) / samples), options);
}
