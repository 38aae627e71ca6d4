/** All that the paper measures of one weight matrix. */
import type { Matrix } from "../../src/base/index.ts";
import { fitBulk } from "../../src/bulk/index.ts";
import { svd } from "../../src/kernel/index.ts";
import { fitBrody, meanSpacingRatio, numberVariance, spacings, unfold } from "../../src/levels/index.ts";
import { fitPowerLaw, localHill, powerLawTest } from "../../src/tails/index.ts";
import { porterThomas } from "../../src/vectors/index.ts";

/** Leading vectors, which the paper finds to deviate; the bulk begins at a fifth of the ranks. */
export const LEADING = 10;
const BULK_FROM = 0.2;
/** Where the broadening with a = 15 can be trusted. */
export const LENGTHS = [1, 2, 3, 4, 5];
/** Vectors on each side of a rank in the pooled test. */
const NEIGHBOURS = 7;
/** Share of the largest values behind the quoted local exponent. */
const TAIL = 0.1;

export interface MeasureOptions {
  /** Resamples of the power-law test, 2500 in the paper. */
  readonly resamples: number;
}

export interface Measured {
  readonly values: Float64Array;
  readonly numbers: {
    /** The paper's fit: edge over the largest value, spikes above it; and the robust fit's spikes at 1 %. */
    readonly paperEdge: number;
    readonly paperSpikes: number;
    readonly robustEdge: number;
    readonly robustSpikes: number;
    readonly largest: number;
    readonly brody: number;
    readonly brodyError: number;
    readonly meanRatio: number;
    readonly meanRatioError: number;
    /** Sigma^2 at LENGTHS. */
    readonly numberVariance: readonly number[];
    /** Share of right singular vectors with p < .05 among the leading and from a fifth of the ranks on. */
    readonly leadingRejected: number;
    readonly bulkRejected: number;
    readonly pooledBulkRejected: number;
    /** Median exponent of the local Hill estimate over the upper tenth, and its range there as a share of it. */
    readonly hillExponent: number;
    readonly hillRange: number;
    readonly alpha: number;
    readonly tailCount: number;
    /** Of the semi-parametric test; the paper accepts a power law from .1 on. */
    readonly powerLawP: number;
  };
  readonly spacings: Float64Array;
  readonly vectorP: Float64Array;
  readonly vectorAverage: Float64Array;
  readonly hill: { readonly inverseX: Float64Array; readonly exponent: Float64Array };
}

export function measure(w: Matrix, { resamples }: MeasureOptions): Measured {
  const { rows, cols } = w;
  const { s, vt } = svd(w);
  const paper = fitBulk(s, { rows, cols, method: "paper" });
  const robust = fitBulk(s, { rows, cols });
  const unfolded = unfold(s).levels;
  const gaps = spacings(unfolded);
  const brody = fitBrody(gaps);
  const ratio = meanSpacingRatio([s]);
  const vectors = porterThomas(vt, { axis: "rows", neighbours: NEIGHBOURS });
  const lambda = s.map((nu) => nu ** 2);
  const hill = localHill(lambda);
  const power = fitPowerLaw(lambda);
  const upper = [...hill.exponent.slice(0, Math.round(TAIL * s.length))].sort((a, b) => a - b);
  const median = upper[upper.length >> 1];
  const bulkFrom = Math.round(BULK_FROM * s.length);
  const rejected = (p: Float64Array) => p.filter((value) => value < 0.05).length / p.length;
  return {
    values: s,
    numbers: {
      paperEdge: paper.upperEdge,
      paperSpikes: paper.numSpikes,
      robustEdge: robust.upperEdge,
      robustSpikes: robust.numSpikes,
      largest: s[0],
      brody: brody.beta,
      brodyError: brody.standardError,
      meanRatio: ratio.mean,
      meanRatioError: ratio.standardError,
      numberVariance: [...numberVariance(unfolded, LENGTHS)],
      leadingRejected: rejected(vectors.p.slice(0, LEADING)),
      bulkRejected: rejected(vectors.p.slice(bulkFrom)),
      pooledBulkRejected: rejected(vectors.pooled?.p.slice(bulkFrom) ?? new Float64Array(0)),
      hillExponent: median,
      hillRange: (upper[upper.length - 1] - upper[0]) / median,
      alpha: power.alpha,
      tailCount: power.numPlSpikes,
      powerLawP: powerLawTest(lambda, { method: "semiparametric", samples: resamples }).p,
    },
    spacings: gaps,
    vectorP: vectors.p,
    vectorAverage: vectors.movingAverage,
    hill,
  };
}
