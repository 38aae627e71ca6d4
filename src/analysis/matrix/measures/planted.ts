/**
 * The planted control: known signals in noise that is this matrix's own, entries in random places. Tells what the bulk fit
 * would have found here if it had been there.
 */

import type { Matrix } from "../../../base/index.ts";
import { fitBulk } from "../../../bulk/index.ts";
import { permuteEntries } from "../../../ensembles/index.ts";
import { Random, svdvals } from "../../../kernel/index.ts";
import { spikedRectangular } from "../../../laws/index.ts";
import type { Bulk, PlantedControl } from "../../records/matrix-results.ts";
import type { MatrixSettings } from "../../records/settings.ts";

const PLANTED = 3;
/** Strength of the signals in units of the detection threshold. */
const STRENGTH = 2;
/** The noise is the permuted control's, stream 0; the signals take those behind it. */
const STREAM = 1;

/** @param permuted singular values of the permuted control, where it is of this very matrix */
export function measurePlanted(
  a: Matrix,
  { sigma }: Bulk,
  { precision, seed }: MatrixSettings,
  permuted?: Float64Array,
): PlantedControl {
  const { rows, cols } = a;
  const noise = permuteEntries(a, { seed });
  const signal = spikedRectangular({ theta: 1, rows, cols, sigma });
  const theta = STRENGTH * signal.threshold;
  const data = Float64Array.from(noise.data);
  for (let k = 0; k < PLANTED; k++) {
    const random = new Random(seed, STREAM + k);
    const [u, v] = [random.normals(rows), random.normals(cols)];
    const factor = theta / Math.sqrt(rows * cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] += factor * u[i] * v[j];
  }
  const before = fitBulk(permuted ?? svdvals(noise, { precision }), { rows, cols, precision });
  const after = fitBulk(svdvals({ rows, cols, data }, { precision }), { rows, cols, precision });
  return {
    planted: PLANTED,
    strength: theta,
    expected: spikedRectangular({ theta, rows, cols, sigma }).outlier,
    found: Math.max(0, after.numSpikes - before.numSpikes),
    sigmaShift: after.sigma / before.sigma - 1,
  };
}
