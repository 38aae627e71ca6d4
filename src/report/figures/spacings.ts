/** Spacings of the unfolded levels against level repulsion (Wigner) and independence (Poisson). */
import type { LayerAnalysis, Levels } from "../../analysis/index.ts";
import { poissonSpacing, wignerSurmise } from "../../laws/index.ts";
import { MEAN_RATIOS } from "../../levels/index.ts";
import { binCount, histogram } from "../svg/binning.ts";
import { figure, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { bars, curve, label, variable } from "../svg/marks.ts";
import { linearScale } from "../svg/scale.ts";
import { counted, fixed, probability } from "../text/numbers.ts";
import type { Figure } from "./types.ts";

const wigner = wignerSurmise().pdf;
const poisson = poissonSpacing().pdf;

/** Spacings drawn, in mean spacings; Wigner's law has 3e-6 of its mass beyond. */
const LONGEST = 4;

export function spacingsFigure(analysis: LayerAnalysis): Figure | undefined {
  const { levels } = analysis;
  if (!levels.available || levels.spacings.length < 8) return undefined;
  const { spacings, meanRatio, meanRatioError } = levels;
  const bins = Math.max(12, Math.min(40, binCount(spacings.length)));
  const h = histogram(spacings, 0, LONGEST, bins);
  const x = linearScale([0, LONGEST], X_RANGE, 4);
  const y = linearScale([0, Math.max(1.05, ...h.densities) * 1.06], Y_RANGE, 4);
  return {
    id: "spacings",
    title: "Level spacings",
    svg: figure({
      x,
      y,
      xLabel: `unfolded spacing ${variable("s")}`,
      yLabel: "density",
      description: `Histogram of ${spacings.length} unfolded spacings with the Wigner surmise and the Poisson law.`,
      marks: [
        bars(h, x, y, "noise"),
        curve(poisson, x, y, [0, LONGEST], "other"),
        curve(wigner, x, y, [0, LONGEST], "law"),
        label(x(1.95), y(wigner(1.55)), "Wigner (GOE)", "on-law"),
        label(x(0.16), y(0.93) + 3, "Poisson", "on-other"),
      ],
    }),
    caption: `${counted(spacings.length, "spacing")}: levels of a random matrix repel one another and follow the Wigner curve (distance here ${fixed(levels.ksWigner, 3)}), unrelated levels the Poisson curve (${fixed(levels.ksPoisson, 3)}); the mean ratio ⟨r̃⟩ = ${fixed(meanRatio, 3)} ± ${fixed(meanRatioError, 3)} ${ratioVerdict(meanRatio, meanRatioError)}${nullReading(levels.null)}.`,
  };
}

/** What noise of the same shape says of both numbers. */
function nullReading(noise: Levels["null"]): string {
  if (!noise) return "";
  return `; against ${noise.samples} noise matrices of this shape the distance has p = ${probability(noise.ksWignerP)} and the ratio p = ${probability(noise.meanRatioP)}`;
}

/** Where a mean ratio stands, by its distance in standard errors. */
function ratioVerdict(ratio: number, error: number): string {
  const fromGoe = Math.abs(ratio - MEAN_RATIOS.goe) / error;
  const fromPoisson = Math.abs(ratio - MEAN_RATIOS.poisson) / error;
  if (!Number.isFinite(fromGoe)) return "has no error estimate";
  if (fromGoe <= 2 && fromPoisson <= 2) return "is too uncertain to tell them apart";
  if (fromGoe <= 2) return "agrees with the GOE’s 0.531";
  if (fromPoisson <= 2) return "agrees with Poisson’s 0.386";
  return `lies ${fixed(fromGoe, 1)} standard errors from the GOE’s 0.531 and ${fixed(fromPoisson, 1)} from Poisson’s 0.386`;
}
