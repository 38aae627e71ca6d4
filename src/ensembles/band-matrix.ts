/** Random band matrices. */

import { knownOptions, type Precision, requirePositive, WignerscopeError } from "../base/index.ts";
import type { GaussianEnsembleOptions } from "./goe.ts";
import { checkOrder, checkSizes, randomOf, type Sampled, sampled } from "./sample.ts";

export interface BandOptions<P extends Precision = Precision> extends GaussianEnsembleOptions<P> {
  /** Whether the band closes around the corners (indices modulo n). Default false. */
  readonly periodic?: boolean;
}

/**
 * A real symmetric n x n matrix with independent N(0, sigma^2/(2 width + 1)) entries for |i - j| <= width (the diagonal
 * twice that variance) and zeros elsewhere. Away from the open ends, and everywhere when periodic, a row's squares sum to
 * sigma^2 (1 + 1/(2 width + 1)) on average, so the spectrum tends to the semicircle on [-2 sigma, 2 sigma] as width grows; level
 * statistics go from Poisson (width^2 << n, localised vectors) to GOE (width^2 >> n). Casati, Molinari and Izrailev, PRL 64,
 * 1851 (1990); Fyodorov and Mirlin, PRL 67, 2405 (1991).
 * @throws INVALID_SHAPE unless n >= 1 and 0 <= width < n (periodic: 2 width + 1 <= n).
 */
export function bandMatrix<P extends Precision = "f64">(
  n: number,
  width: number,
  options: BandOptions<P> = {},
): Sampled<P> {
  knownOptions("bandMatrix", options, {
    periodic: true,
    sigma: true,
    seed: true,
    stream: true,
    precision: true,
  });
  const { sigma = 1, periodic = false } = options;
  checkOrder(n);
  checkSizes({ width }, 0);
  requirePositive("sigma", sigma);
  const widest = periodic ? Math.floor((n - 1) / 2) : n - 1;
  if (width > widest)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `width must be at most ${widest} for n = ${n}${periodic ? ", periodic" : ""}, got ${width}`,
    );
  const unit = sigma / Math.sqrt(2 * width + 1);
  const draws = randomOf(options).normals(n * (width + 1));
  const data = new Float64Array(n * n);
  for (let i = 0, at = 0; i < n; i++) {
    data[i * n + i] = Math.SQRT2 * unit * draws[at++];
    for (let k = 1; k <= width; k++) {
      const x = unit * draws[at++];
      if (i + k >= n && !periodic) continue;
      const j = (i + k) % n;
      data[i * n + j] = data[j * n + i] = x;
    }
  }
  return sampled(n, n, data, options);
}
