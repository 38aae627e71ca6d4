/** Spectral form factor of unfolded levels: the power spectrum of the level density. */
import { knownOptions, requireAtLeast, requireNumbers, WignerscopeError } from "../../base/index.ts";
import { kernel } from "../../kernel/internal.ts";
import { ascendingLevels, asSpectra, type Spectra } from "../ascending.ts";

/** Width in tau of the moving average when none is given. */
export const DEFAULT_BANDWIDTH = 0.1;
/** (int f^2)^2/int f^4 per unit length for f = cos^2: the share of a band's grid points that count as independent. */
const INDEPENDENT_SHARE = (3 / 8) ** 2 / (35 / 128);

export interface FormFactorOptions {
  /** Width in tau of the moving average behind `smoothed`. Default 0.1; 0 averages over spectra only. */
  readonly bandwidth?: number;
}

export interface FormFactor {
  readonly tau: Float64Array;
  /** K at tau itself, averaged over the spectra. Of one spectrum it scatters as much as its own mean. */
  readonly raw: Float64Array;
  /** K averaged over [tau - bandwidth/2, tau + bandwidth/2], cut at 0, and over the spectra. */
  readonly smoothed: Float64Array;
  /** Standard error of `smoothed`: smoothed/sqrt(independent values), as the power of a random phase sum scatters. */
  readonly standardError: Float64Array;
}

/**
 * Spectral form factor
 *
 *     K(tau) = |sum_i f(x_i) e^(2 pi i x_i tau) - n/R int f(x) e^(2 pi i x tau) dx|^2 / sum_i f(x_i)^2
 *
 * of unfolded levels, tau in units of the Heisenberg time (mean spacing 1), K -> 1 for large tau. The filter f(x) =
 * cos^2(pi (x - centre)/R) over the range R of the levels takes away the edges, whose Fourier transform would hide K at
 * small tau; the integral is the part that the mean density alone gives (after Suntajs, Bonca, Prosen and Vidmar, PRE
 * 102, 062144, 2020, who use a Gaussian filter and an average over spectra for it). The form factor is
 * not self-averaging: read `smoothed`, or give several spectra.
 *
 * Below tau of a few 1/R the filter blurs K: `smoothed` means nothing there.
 * @throws TOO_FEW for fewer than 10 levels in a spectrum or no spectra; INVALID_ARGUMENT for a negative or infinite tau
 * or bandwidth, unsorted or all-equal levels; NOT_FINITE.
 */
export function formFactor(
  spectra: Spectra,
  tau: ArrayLike<number>,
  options: FormFactorOptions = {},
): FormFactor {
  knownOptions("formFactor", options, { bandwidth: true });
  requireNumbers("formFactor: tau", tau);
  const { bandwidth = DEFAULT_BANDWIDTH } = options;
  requireAtLeast("bandwidth", bandwidth, 0);
  const times = Float64Array.from(tau);
  for (let i = 0; i < times.length; i++) requireAtLeast(`tau[${i}]`, times[i], 0);
  const list = asSpectra(spectra);
  if (list.length === 0) throw new WignerscopeError("TOO_FEW", "formFactor needs at least 1 spectrum, got 0");
  const raw = new Float64Array(times.length);
  const smoothed = new Float64Array(times.length);
  const independent = new Float64Array(times.length);
  for (const levels of list) {
    const filtered = filterLevels(ascendingLevels(levels, 10, "formFactor"));
    times.forEach((t, i) => {
      const low = Math.max(0, t - bandwidth / 2);
      const width = t + bandwidth / 2 - low;
      const count = Math.max(1, Math.round(width * filtered.range));
      raw[i] += power(filtered, t, 0, 1)[0] / list.length;
      const band = power(filtered, count === 1 ? t : low + width / count / 2, width / count, count);
      smoothed[i] += band.reduce((sum, k) => sum + k, 0) / count / list.length;
      independent[i] += Math.max(1, INDEPENDENT_SHARE * count);
    });
  }
  const standardError = smoothed.map((k, i) => k / Math.sqrt(independent[i]));
  return Object.freeze({ tau: times, raw, smoothed, standardError });
}

interface Filtered {
  /** Levels measured from the middle of their range. */
  readonly levels: Float64Array;
  readonly weights: Float64Array;
  readonly range: number;
  readonly density: number;
  readonly power: number;
}

function filterLevels(x: Float64Array): Filtered {
  const range = x[x.length - 1] - x[0];
  if (!(range > 0))
    throw new WignerscopeError("INVALID_ARGUMENT", "formFactor: all levels are equal, they have no spectrum");
  const centre = x[0] + range / 2;
  const levels = x.map((v) => v - centre);
  const weights = levels.map((v) => Math.cos((Math.PI * v) / range) ** 2);
  return {
    levels,
    weights,
    range,
    density: (x.length - 1) / range,
    power: weights.reduce((sum, w) => sum + w * w, 0),
  };
}

/** K at first + j step, j < count. */
function power(
  { levels, weights, range, density, power: norm }: Filtered,
  first: number,
  step: number,
  count: number,
) {
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const room = count + (count % 2);
    const [re, im] = [frame.f64(room), frame.f64(room)];
    const [x, w] = [frame.putF64(levels), frame.putF64(weights)];
    exports.exponentialSums(x, w, levels.length, first, step, re, im, count);
    const cos = frame.takeF64(re, count);
    const sin = frame.view(Float64Array, im, count);
    return cos.map((c, j) => {
      const turns = (first + j * step) * range;
      const mean = density * (range / 2) * (sinc(turns) + (sinc(turns - 1) + sinc(turns + 1)) / 2);
      return ((c - mean) ** 2 + sin[j] ** 2) / norm;
    });
  });
}

function sinc(turns: number): number {
  return turns === 0 ? 1 : Math.sin(Math.PI * turns) / (Math.PI * turns);
}
