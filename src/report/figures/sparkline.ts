/** A spectrum the size of a word, for the table. */
import type { LayerAnalysis } from "../../analysis/index.ts";
import { held, partsOf } from "../columns/parts.ts";
import { histogram, thin } from "../svg/binning.ts";
import { bars, stems } from "../svg/marks.ts";
import { brokenScale, linearScale } from "../svg/scale.ts";
import { noiseLaw } from "./noise-law.ts";

const WIDTH = 92;
const HEIGHT = 20;
const BINS = 26;

/** Grey bars for the values up to just above the noise edge, a stroke for each value beyond it; no axes. */
export function sparkline(analysis: LayerAnalysis): string {
  const nu = analysis.singularValues;
  const most = nu[0] ?? 0;
  if (nu.length < 2 || !(most > 0)) return "";
  const numSpikes = held(partsOf(analysis).bulk)?.numSpikes ?? 0;
  const turn = Math.min(most, 1.15 * (noiseLaw(analysis)?.upper ?? most));
  const x =
    turn < most / 1.3
      ? brokenScale([0, most * 1.02], turn, [0, WIDTH], 0.68)
      : linearScale([0, Math.max(turn, most) * 1.02], [0, WIDTH]);
  const h = histogram(nu, 0, Math.min(turn, x.domain[1]), BINS);
  const sorted = [...h.densities].sort((a, b) => b - a);
  // One towering bin (a rank-deficient matrix) must not flatten the rest.
  const top = Math.min(sorted[0]!, 2.5 * (sorted[2] || sorted[0]!));
  const y = linearScale([0, top], [HEIGHT, 2]);
  const above = Array.from(nu.subarray(0, numSpikes), (v) => [x(v), 0] as const).reverse();
  const clipped = { ...h, densities: h.densities.map((d) => Math.min(d, top)) };
  return [
    `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">`,
    bars(clipped, x, y, "noise"),
    stems(
      thin(above, 1).map((p) => p[0]),
      HEIGHT,
      8,
      "spike",
    ),
    "</svg>",
  ].join("");
}
