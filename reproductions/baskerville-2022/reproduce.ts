/** Local statistics of batch Hessians: which levels are like those of a GOE matrix, and which only look so. */
import {
  type BatchSpectrum,
  batchSpectra,
  type LevelColumn,
  localStatistics,
} from "../../src/curvature/index.ts";
import { goe, poissonLevels } from "../../src/ensembles/index.ts";
import { eigvalsh, Random } from "../../src/kernel/index.ts";
import { MEAN_RATIOS, type MeanSpacingRatio, meanSpacingRatio } from "../../src/levels/index.ts";
import { evaluate, forward, type NetworkData } from "../../src/networks/index.ts";
import { testSet } from "../data.ts";
import type { Claim, Reproduction, ReproductionOptions } from "../reproduction.ts";
import { regressionLevels } from "./gram.ts";
import { NETWORKS, type NetworkName, trained, untrained } from "./networks.ts";

const BATCH = 64;
/** Batches of 64 by scale: all that 10,000 images have, the last of 16 left out; the three-layer network takes fewer. */
const BATCHES = {
  smallest: { regression: 2, mlp: 1 },
  default: { regression: 156, mlp: 24 },
  full: { regression: 156, mlp: 156 },
} as const;
/** GOE matrices and Poisson sequences beside them. */
const REFERENCES = 24;
/** The least share of the largest level that counts, for the question whether the smallest make the difference. */
const CUTOFFS = [1e-10, 1e-8, 1e-6, 1e-4, 1e-2] as const;
/** Standard errors beyond which a mean ratio is not the GOE's. */
const FAR = 3;

export const reproduction: Reproduction = {
  paper:
    "N. P. Baskerville, D. Granziol and J. P. Keating, Applicability of random matrix theory in deep learning, Physica A 590, 126742 (2022)",
  time: "about 5 minutes, with --full half an hour",
  data: "Fashion-MNIST's test images in place of MNIST's, in this repository",
  run,
};

type Spectra = readonly (readonly number[] | Float64Array)[];

const ratioOf = (spectra: Spectra) => meanSpacingRatio(spectra as Float64Array[]);

const say = ({ mean, standardError }: MeanSpacingRatio) => `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;

/** Distance from the GOE's mean ratio in standard errors. */
const fromGoe = ({ mean, standardError }: MeanSpacingRatio) => (mean - MEAN_RATIOS.goe) / standardError;

interface Measured {
  readonly accuracy: number | undefined;
  readonly parameters: number;
  readonly order: number;
  /** Means over batches. */
  readonly genuineLevels: number;
  readonly structuralZeros: number;
  readonly paper: LevelColumn | undefined;
  readonly genuine: LevelColumn | undefined;
  readonly roundOff: LevelColumn | undefined;
  /** Mean ratio of the levels above a share of the largest. */
  readonly above: Readonly<Record<string, MeanSpacingRatio>>;
}

async function measure(
  name: NetworkName,
  parameters: Float64Array,
  data: NetworkData,
  batches: number,
  tell: ReproductionOptions["say"],
): Promise<Measured> {
  const net = NETWORKS[name];
  const spectra: BatchSpectrum[] = [];
  for await (const one of batchSpectra(net, parameters, data, { batch: BATCH, batches, single: true })) {
    spectra.push(one);
    if (spectra.length % 12 === 0) tell(`  ${spectra.length} of ${batches} batches`);
  }
  const { paper, genuine, roundOff } = localStatistics(spectra);
  const mean = (of: (one: BatchSpectrum) => number) =>
    spectra.reduce((sum, one) => sum + of(one), 0) / spectra.length;
  const above = Object.fromEntries(
    CUTOFFS.map((share) => [
      String(share),
      ratioOf(spectra.map(({ genuine: levels }) => aboveShare(levels, share))),
    ]),
  );
  return {
    accuracy: evaluate(net, parameters, data).accuracy,
    parameters: net.size,
    order: spectra[0].order,
    genuineLevels: mean((one) => one.genuine.length),
    structuralZeros: mean((one) => one.structuralZeros),
    paper,
    genuine,
    roundOff,
    above,
  };
}

function aboveShare(levels: Float64Array, share: number): Float64Array {
  const largest = levels.reduce((most, level) => Math.max(most, Math.abs(level)), 0);
  return levels.filter((level) => Math.abs(level) > share * largest);
}

/** Softmax regression with its pieces exchanged: what makes its ratio what it is. */
async function regressionControls(data: NetworkData, parameters: Float64Array, batches: number) {
  const net = NETWORKS.regression;
  const pixels = data.inputs.cols;
  const spectra = { own: [], exchanged: [], gaussianInputs: [], gaussianLogits: [] } as Record<
    string,
    Float64Array[]
  >;
  for (let k = 0; k < batches; k++) {
    const inputs = {
      rows: BATCH,
      cols: pixels,
      data: data.inputs.data.subarray(k * BATCH * pixels, (k + 1) * BATCH * pixels),
    };
    const logits = forward(net, parameters, inputs);
    const random = new Random(77, k);
    const rotated = { ...logits, data: logits.data.map((_, i, all) => all[(i + 10) % all.length]) };
    const noise = { ...inputs, data: random.normals(BATCH * pixels) };
    const sd = Math.hypot(...logits.data) / Math.sqrt(logits.data.length);
    const drawn = { ...logits, data: random.normals(BATCH * 10).map((x) => sd * x) };
    spectra.own.push(regressionLevels(logits, inputs));
    spectra.exchanged.push(regressionLevels(rotated, inputs));
    spectra.gaussianInputs.push(regressionLevels(logits, noise));
    spectra.gaussianLogits.push(regressionLevels(drawn, noise));
  }
  return Object.fromEntries(Object.entries(spectra).map(([name, levels]) => [name, ratioOf(levels)]));
}

/** GOE matrices and Poisson levels of a batch's number of genuine levels, through the same function. */
function ensembles(levels: number, batches: number) {
  const stream = (k: number) => ({ seed: 5, stream: k });
  const each = <T>(draw: (k: number) => T) => Array.from({ length: batches }, (_, k) => draw(k));
  return {
    goe: ratioOf(each((k) => eigvalsh(goe(levels, stream(k))))),
    poisson: ratioOf(each((k) => poissonLevels(levels, stream(k)))),
  };
}

async function run({ scale, say: tell }: ReproductionOptions) {
  const data = await testSet();
  const batches = BATCHES[scale];
  const measured: Record<string, Measured> = {};
  for (const name of ["regression", "mlp"] as const)
    for (const [state, parameters] of [
      ["trained", await trained(name)],
      ["untrained", untrained(name)],
    ] as const) {
      tell(`${name}, ${state}`);
      measured[`${name} ${state}`] = await measure(name, parameters, data, batches[name], tell);
    }
  tell("softmax regression's controls");
  const controls = await regressionControls(data, await trained("regression"), batches.regression);
  const reference = ensembles(
    Math.round(measured["mlp trained"].genuineLevels),
    Math.min(batches.mlp, REFERENCES),
  );
  return {
    claims: claimsOf(measured, controls, reference),
    numbers: { measured: summary(measured), controls, reference },
  };
}

function claimsOf(
  measured: Readonly<Record<string, Measured>>,
  controls: Readonly<Record<string, MeanSpacingRatio>>,
  reference: { readonly goe: MeanSpacingRatio; readonly poisson: MeanSpacingRatio },
): Claim[] {
  const column = (which: string, name: "paper" | "genuine" | "roundOff") => measured[which][name]?.meanRatio;
  const show = (ratio: MeanSpacingRatio | undefined) => (ratio ? say(ratio) : "too few levels");
  const isGoe = (ratio: MeanSpacingRatio | undefined) =>
    ratio !== undefined && Math.abs(fromGoe(ratio)) < FAR;
  const ensemble = `GOE matrices of as many levels ${say(reference.goe)}, Poisson levels ${say(reference.poisson)}`;
  return [
    ...["mlp trained", "mlp untrained", "regression trained", "regression untrained"].map(
      (which): Claim => ({
        claim: `${which}: levels above 1e-10 in float32 have the GOE's mean ratio, ${MEAN_RATIOS.goe.toFixed(4)}`,
        measured: `${show(column(which, "paper"))} of the paper's levels`,
        control: `genuine levels ${show(column(which, "genuine"))}; round-off alone ${show(column(which, "roundOff"))}`,
        holds: !isGoe(column(which, "paper")) ? "no" : isGoe(column(which, "genuine")) ? "yes" : "in part",
      }),
    ),
    {
      claim: "The ratio tells GOE from independent levels through the same functions",
      measured: ensemble,
      control: `exact: ${MEAN_RATIOS.goe.toFixed(4)} and ${MEAN_RATIOS.poisson.toFixed(4)}`,
      holds: isGoe(reference.goe) && reference.poisson.mean < 0.42 ? "yes" : "no",
    },
    {
      claim: "Softmax regression's genuine levels, trained, are those of a GOE matrix",
      measured: `${show(controls.own)}, ${fromGoe(controls.own).toFixed(1)} standard errors from it`,
      control: [
        `another sample's logits ${say(controls.exchanged)}`,
        `Gaussian inputs ${say(controls.gaussianInputs)}`,
        `Gaussian inputs and logits ${say(controls.gaussianLogits)}`,
        ...Object.entries(measured["regression trained"].above).map(
          ([share, ratio]) => `levels above ${share} of the largest ${say(ratio)}`,
        ),
      ].join("; "),
      holds: isGoe(controls.own) ? "yes" : "no",
    },
  ];
}

/** The records without their thousands of spacings. */
function summary(measured: Readonly<Record<string, Measured>>) {
  const short = (column: LevelColumn | undefined) =>
    column && {
      spectra: column.spectra,
      levels: column.levels,
      ratio: column.meanRatio,
      distance: column.ratioDistance,
    };
  return Object.fromEntries(
    Object.entries(measured).map(([name, { paper, genuine, roundOff, ...rest }]) => [
      name,
      { ...rest, paper: short(paper), genuine: short(genuine), roundOff: short(roundOff) },
    ]),
  );
}
