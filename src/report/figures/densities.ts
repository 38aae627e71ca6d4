/** The densities that figures draw. */

/**
 * Marchenko-Pastur density of singular values with the edges nu_- and nu_+: with s = (nu_+ + nu_-)/2 and
 * sqrt q = (nu_+ - nu_-)/(2 s), P(nu) = sqrt((nu_+^2 - nu^2)(nu^2 - nu_-^2)) / (pi q s^2 nu).
 */
export function bulkDensity(lower: number, upper: number): (nu: number) => number {
  const s = (upper + lower) / 2;
  const rootQ = (upper - lower) / (2 * s);
  const scale = 1 / (Math.PI * rootQ * rootQ * s * s);
  return (nu) => {
    if (nu <= lower || nu >= upper) return nu === 0 && lower === 0 ? scale * upper : 0;
    return (scale / nu) * Math.sqrt((upper * upper - nu * nu) * (nu * nu - lower * lower));
  };
}

/** Wigner surmise of the Gaussian orthogonal ensemble (Wigner 1957), mean spacing 1. */
export const wignerSurmise = (s: number): number => (Math.PI / 2) * s * Math.exp((-Math.PI / 4) * s * s);

/** Spacings of independent levels, mean spacing 1. */
export const poissonSpacing = (s: number): number => Math.exp(-s);
