/** Null bands of level statistics: how often one more noise matrix lies inside, at each window length by itself. */
import {
  meanSpacingRatio,
  nullBandSync,
  nullSpectrum,
  numberVariance,
  spectralRigidity,
  unfold,
} from "../src/levels/index.ts";
import type { Report } from "./run.ts";

export const title = "Null bands of level statistics";

const COVERAGE = 0.95;
/** Nulls behind a band, as depth "full" draws them. */
const SAMPLES = 199;
/** Fresh matrices held against each band; a band's own chance would shift many of them together. */
const DRAWS = 20;
const LENGTHS = Float64Array.of(0.5, 1, 2, 3, 5);

/** The mean spacing ratio, then both long-range statistics at each length, as `analyzeMatrix` takes them. */
function statistic(singularValues: Float64Array): number[] {
  const ascending = singularValues.slice().sort();
  const { levels } = unfold(ascending, { method: "gaussian" });
  return [
    meanSpacingRatio(ascending).mean,
    ...numberVariance(levels, LENGTHS),
    ...spectralRigidity(levels, LENGTHS),
  ];
}

export async function calibrate(report: Report, { scale }: { readonly scale: number }): Promise<void> {
  const bands = Math.max(10, Math.round(100 * scale));
  for (const [rows, cols] of [
    [100, 100],
    [128, 128],
    [128, 512],
  ]) {
    const inside = new Float64Array(1 + 2 * LENGTHS.length);
    for (let seed = 1; seed <= bands; seed++) {
      const band = nullBandSync(
        statistic,
        { kind: "gaussian", rows, cols },
        { samples: SAMPLES, coverage: COVERAGE, seed },
      );
      for (let draw = 0; draw < DRAWS; draw++)
        statistic(nullSpectrum({ kind: "gaussian", rows, cols }, { seed, stream: SAMPLES + draw })).forEach(
          (value, k) => {
            if (band.lower[k] <= value && value <= band.upper[k]) inside[k] += 1 / (bands * DRAWS);
          },
        );
    }
    const n = LENGTHS.length;
    for (const [name, shares] of [
      ["mean spacing ratio", inside.subarray(0, 1)],
      ["number variance, L = .5 to 5", inside.subarray(1, 1 + n)],
      ["rigidity, L = .5 to 5", inside.subarray(1 + n)],
    ] as const) {
      // Variance of a share: of the draws, and of the band, whose own coverage scatters as Beta(190, 10).
      const error = Math.sqrt((COVERAGE * (1 - COVERAGE) * (1 / DRAWS + 1 / (SAMPLES + 2))) / bands);
      report({
        check: `95 % bands of ${SAMPLES} matrices ${rows} x ${cols} hold another, ${name}, ${bands} bands`,
        measured: Array.from(shares, (share) => share.toFixed(3)).join(", "),
        wanted: `${COVERAGE} +- 3.5 errors of ${error.toFixed(4)}`,
        passed: shares.every((share) => Math.abs(share - COVERAGE) < 3.5 * error),
      });
    }
  }
}
