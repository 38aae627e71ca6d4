/** Weight matrices of trained networks: which of their levels and vectors are those of a random matrix. */
import type { Matrix } from "../../src/base/index.ts";
import { gaussian, permuteEntries } from "../../src/ensembles/index.ts";
import { evaluate } from "../../src/networks/index.ts";
import type { Figure } from "../../src/report/figures/types.ts";
import { testSet } from "../data.ts";
import type { Claim, Reproduction, ReproductionOptions } from "../reproduction.ts";
import { figuresOf } from "./figures.ts";
import { LENGTHS, type Measured, measure } from "./measure.ts";
import { networkOf, REGIMES, type Regime, trained, untrained } from "./networks.ts";

/** Hidden layers; the last has ten levels, too few for statistics. */
const LAYERS = { smallest: ["fc2"], default: ["fc1", "fc2", "fc3"], full: ["fc1", "fc2", "fc3"] } as const;
const RESAMPLES = { smallest: 50, default: 2500, full: 2500 } as const;
/** Of the Gaussian and the permuted controls. */
const CONTROL = { seed: 41 };
/** Standard errors of a difference beyond which two numbers are not the same. */
const FAR = 3;
/** p from which the paper accepts a power law. */
const ACCEPTED = 0.1;
/** Most rejected tests at .05 in 400 that chance gives, as a share: .05 and three standard errors. */
const BY_CHANCE = 0.083;

const STATES = ["rich", "lazy", "untrained", "gaussian", "permuted rich", "permuted lazy"] as const;
type State = (typeof STATES)[number];
type Table = Readonly<Record<string, Readonly<Record<State, Measured>>>>;

export const reproduction: Reproduction = {
  paper:
    "M. Thamm, M. Staats and B. Rosenow, Random matrix analysis of deep neural network weight matrices, Phys. Rev. E 106, 054124 (2022)",
  time: "about two minutes",
  data: "a 784-512-512-512-10 network trained on Fashion-MNIST rich and lazy; weights in this repository",
  run,
};

function weight(regime: Regime, parameters: Float64Array, layer: string): Matrix<Float64Array> {
  const slice = networkOf(regime).slices.find(({ name }) => name === `${layer}.weight`);
  if (!slice) throw new Error(`no layer is called ${layer}`);
  const [rows, cols] = slice.shape;
  return { rows, cols, data: parameters.slice(slice.offset, slice.offset + slice.size) };
}

const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

async function run({ scale, say }: ReproductionOptions) {
  const data = await testSet();
  const networks = { rich: await trained("rich"), lazy: await trained("lazy"), untrained: untrained() };
  const accuracy = Object.fromEntries(
    REGIMES.map((regime) => [regime, evaluate(networkOf(regime), networks[regime], data).accuracy]),
  );
  const table: Record<string, Record<State, Measured>> = {};
  const moved: Record<string, Record<Regime, number>> = {};
  const figures: Figure[] = [];
  for (const layer of LAYERS[scale]) {
    const of = (regime: Regime | "untrained") => weight("rich", networks[regime], layer);
    const [rich, lazy, start] = [of("rich"), of("lazy"), of("untrained")];
    const sd = norm(start.data) / Math.sqrt(start.data.length);
    const noise = gaussian(rich.rows, rich.cols, CONTROL);
    const matrices: Record<State, Matrix> = {
      rich,
      lazy,
      untrained: start,
      gaussian: { ...noise, data: noise.data.map((x) => sd * x) },
      "permuted rich": permuteEntries(rich, CONTROL),
      "permuted lazy": permuteEntries(lazy, CONTROL),
    };
    const measured = {} as Record<State, Measured>;
    for (const state of STATES) {
      say(`${layer}, ${state}`);
      measured[state] = measure(matrices[state], { resamples: RESAMPLES[scale] });
    }
    table[layer] = measured;
    const distance = (w: Matrix<Float64Array>) =>
      norm(w.data.map((x, i) => x - start.data[i])) / norm(start.data);
    moved[layer] = { rich: distance(rich), lazy: distance(lazy) };
    for (const regime of REGIMES)
      figures.push(
        ...figuresOf(`${layer}-${regime}`, `${layer}, ${regime}`, {
          data: measured[regime],
          gaussian: measured.gaussian,
        }),
      );
  }
  return {
    claims: REGIMES.flatMap((regime) => claimsOf(regime, table)).concat(lazyClaim(table, moved)),
    numbers: { accuracy, moved, layers: numbersOf(table) },
    figures,
  };
}

const numbersOf = (table: Table) =>
  Object.fromEntries(
    Object.entries(table).map(([layer, states]) => [
      layer,
      Object.fromEntries(STATES.map((state) => [state, states[state].numbers])),
    ]),
  );

type Numbers = Measured["numbers"];

/** Each layer's entry, in one line. */
const line = (table: Table, state: State, of: (numbers: Numbers) => string) =>
  Object.entries(table)
    .map(([layer, states]) => `${layer} ${of(states[state].numbers)}`)
    .join(", ");

const controls = (table: Table, regime: Regime, of: (numbers: Numbers) => string) =>
  `Gaussian ${line(table, "gaussian", of)}; permuted ${line(table, `permuted ${regime}`, of)}; untrained ${line(table, "untrained", of)}`;

/** "yes" where every layer passes, "no" where none does. */
function verdict(passes: readonly boolean[]): Claim["holds"] {
  return passes.every(Boolean) ? "yes" : passes.some(Boolean) ? "in part" : "no";
}

function claimsOf(regime: Regime, table: Table): Claim[] {
  const layers = Object.values(table);
  const same = (a: number, errorA: number, b: number, errorB: number) =>
    Math.abs(a - b) < FAR * Math.hypot(errorA, errorB);
  const claim = (
    text: string,
    show: (numbers: Numbers) => string,
    passes: (own: Numbers, control: Numbers) => boolean,
  ): Claim => ({
    claim: `${regime}: ${text}`,
    measured: line(table, regime, show),
    control: controls(table, regime, show),
    holds: verdict(layers.map((states) => passes(states[regime].numbers, states.gaussian.numbers))),
  });
  const share = (x: number) => `${(100 * x).toFixed(0)} %`;
  return [
    claim(
      "unfolded spacings follow the GOE: Brody's parameter is the Gaussian matrix's",
      (n) => `${n.brody.toFixed(3)} ± ${n.brodyError.toFixed(3)}`,
      (own, control) => same(own.brody, own.brodyError, control.brody, control.brodyError),
    ),
    claim(
      `long-range statistics follow the GOE: number variance at L = ${LENGTHS[4]} within 20 % of the Gaussian matrix's`,
      (n) => n.numberVariance[4].toFixed(3),
      (own, control) => Math.abs(own.numberVariance[4] / control.numberVariance[4] - 1) < 0.2,
    ),
    claim(
      "singular vectors of the bulk are Porter-Thomas: no more than chance has p < .05 from a fifth of the ranks on",
      (n) => share(n.bulkRejected),
      (own) => own.bulkRejected < BY_CHANCE,
    ),
    claim(
      "leading vectors deviate: of the first ten, more than half have p < .05",
      (n) => share(n.leadingRejected),
      (own) => own.leadingRejected > 0.5,
    ),
    claim(
      "values stand out above the paper's edge",
      (n) => `${n.paperSpikes} (robust fit ${n.robustSpikes})`,
      (own) => own.paperSpikes > 0,
    ),
    claim(
      `tails are not power laws: p < ${ACCEPTED}`,
      (n) => `p ${n.powerLawP.toFixed(3)}, exponent ${n.alpha.toFixed(1)} on ${n.tailCount} values`,
      (own) => own.powerLawP < ACCEPTED,
    ),
  ];
}

/** The lazy network stays near its start. */
function lazyClaim(table: Table, moved: Readonly<Record<string, Readonly<Record<Regime, number>>>>): Claim {
  const change = (regime: Regime) =>
    Object.entries(moved)
      .map(([layer, shares]) => `${layer} ${(100 * shares[regime]).toFixed(1)} %`)
      .join(", ");
  const spikes = (state: State) => line(table, state, (n) => String(n.robustSpikes));
  return {
    claim:
      "A lazy network keeps the random matrix that it started from: fewer values stand out than in the rich one",
    measured: `moved ${change("lazy")} of the start's norm; values above the robust edge ${spikes("lazy")}`,
    control: `rich moved ${change("rich")}, values ${spikes("rich")}; untrained ${spikes("untrained")}`,
    holds: verdict(
      Object.values(table).map(
        (states) => states.lazy.numbers.robustSpikes < states.rich.numbers.robustSpikes,
      ),
    ),
  };
}
