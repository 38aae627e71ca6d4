/** A scale for eigenvalues of both signs over decades: linear up to a threshold on both sides of 0, logarithmic beyond. */
import type { Scale } from "../../svg/scale.ts";
import { significant } from "../../text/numbers.ts";

/** Labels at most on each side of 0. */
const LABELS = 3;

/** Pixels of x grow as asinh(x/threshold). */
export function signedScale(
  domain: readonly [number, number],
  threshold: number,
  range: readonly [number, number],
): Scale {
  const place = (value: number) => Math.asinh(value / threshold);
  const [low, high] = [place(domain[0]), place(domain[1])];
  const slope = (range[1] - range[0]) / (high - low);
  const scale = (value: number) => range[0] + slope * (place(value) - low);
  const ticks = [
    ...decades(-domain[0], threshold).map((at) => ({ at: -at, label: `−${significant(at, 1)}` })),
    { at: 0, label: "0" },
    ...decades(domain[1], threshold).map((at) => ({ at, label: significant(at, 1) })),
  ].filter(({ at }) => at >= domain[0] && at <= domain[1]);
  return Object.assign(scale, { domain, range, ticks });
}

/** Powers of ten from three thresholds up to `most`, every second or third where there are many; the largest stays. */
function decades(most: number, threshold: number): number[] {
  if (!(most > threshold)) return [];
  const first = Math.ceil(Math.log10(3 * threshold));
  const last = Math.floor(Math.log10(most));
  const every = Math.max(1, Math.ceil((last - first + 1) / LABELS));
  const found: number[] = [];
  for (let e = last; e >= first; e -= every) found.push(10 ** e);
  return found;
}
