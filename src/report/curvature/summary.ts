/** A curvature analysis in lines of text, for a reader who has not seen one before. */

import type { CurvatureAnalysis, EstimatedCurvature, ExactCurvature } from "../../analysis/index.ts";
import { requireObject } from "../../base/index.ts";
import { MEAN_RATIOS } from "../../levels/index.ts";
import { count, counted, fixed, percent, significant } from "../text/numbers.ts";
import { shorten, visible, wrapText } from "../text/text.ts";

/** Names of facts are padded to this. */
const NAME = 17;
/** Largest eigenvalues in a line. */
const SHOWN = 8;

type Fact = readonly [name: string, text: string];

/** Lines of at most `width` characters. */
export function curvatureSummary(analysis: CurvatureAnalysis, width = 80): string {
  requireObject("analysis", analysis, ["kind", "network", "point", "options", "generator"]);
  const facts = [
    ...pointFacts(analysis),
    ...(analysis.kind === "exact" ? exactFacts(analysis) : estimatedFacts(analysis)),
  ];
  const lines = [shorten(titleOf(analysis), width), "", ...facts.flatMap((fact) => factLines(fact, width))];
  if (analysis.kind === "estimated" && analysis.blocks?.length)
    lines.push("", ...blockLines(analysis, width));
  if (!analysis.complete) lines.push("", "Stopped before its end: this is what was finished.");
  return lines.join("\n");
}

/** "net.json: 23,860 parameters, 1000 samples". */
function titleOf({ network: { name, parameters, samples } }: CurvatureAnalysis): string {
  return `${visible(name)}: ${counted(parameters, "parameter")}, ${counted(samples, "sample")}`;
}

function factLines([name, text]: Fact, width: number): string[] {
  return wrapText(text, width - NAME - 2).map((line, i) =>
    `  ${(i === 0 ? name : "").padEnd(NAME)}${line}`.trimEnd(),
  );
}

const plusMinus = ({ value, standardError }: { readonly value: number; readonly standardError: number }) =>
  `${significant(value, 4)} ± ${significant(standardError, 2)}`;

function pointFacts({ point }: CurvatureAnalysis): Fact[] {
  const right = point.accuracy === undefined ? "" : `, ${percent(point.accuracy)} of the samples right`;
  return [
    [
      "loss",
      `${significant(point.loss, 4)}${right}; norm of the gradient ${significant(point.gradientNorm, 3)}`,
    ],
  ];
}

/** What of an estimate can be said in words, in the order of reading. */
export function estimatedFacts(analysis: EstimatedCurvature): Fact[] {
  const { top, density, trace, network } = analysis;
  const facts: Fact[] = [];
  if (top) {
    const sorted = Array.from(top.values).sort((a, b) => b - a);
    const positive = sorted.filter((value) => value > 0);
    facts.push([
      "largest λ",
      `${positive
        .slice(0, SHOWN)
        .map((v) => significant(v))
        .join("  ")}${positive.length > SHOWN ? " ..." : ""}`,
    ]);
    const missed = top.converged.filter((one) => !one).length;
    if (missed > 0) facts.push(["", `${counted(missed, "pair has", "pairs have")} not converged`]);
    if (positive[0] > 0 && analysis.options.reduction === "mean")
      facts.push([
        "stable rates",
        `plain gradient descent is stable up to 2/λ = ${significant(2 / positive[0])}`,
      ]);
  }
  if (density) facts.push(["smallest λ", significant(density.range[0])]);
  if (trace) facts.push(["trace", `${plusMinus(trace)}, the sum of all eigenvalues`]);
  facts.push(...zeroFacts(analysis), ...partFacts(analysis));
  if (network.loss === "crossEntropy" && network.classes > 2 && top)
    facts.push([
      "expected",
      `with ${network.classes} classes about ${network.classes - 1} eigenvalues stand out, one for each class but one`,
    ]);
  return facts;
}

function zeroFacts({ density, structuralZeros, network }: EstimatedCurvature): Fact[] {
  if (!density) return [];
  const { bound, standardError, resolution } = density.atom;
  const known =
    structuralZeros === undefined
      ? ""
      : `at least ${percent(structuralZeros / network.parameters)} of the eigenvalues are exactly 0 for known reasons; `;
  const most = `at most ${fixed(100 * bound, 1)} ± ${significant(100 * standardError, 1)} % lie within ${significant(resolution, 2)} of 0`;
  return [["flat directions", known + most]];
}

function partFacts({ gaussNewton, residual, density }: EstimatedCurvature): Fact[] {
  if (!gaussNewton || !residual || !density) return [];
  const share = gaussNewton.squares.value / (gaussNewton.squares.value + residual.squares.value);
  const [low, high] = residual.range;
  return [
    [
      "H = G + R",
      `the outputs' part G (never negative) has ${percent(share)} of the squared size; the network's own bending R runs from ${significant(low)} to ${significant(high)}`,
    ],
  ];
}

/** What exact spectra say in words. */
export function exactFacts(analysis: ExactCurvature): Fact[] {
  const { batches, local, ranked, batchSize } = analysis;
  if (batches.length === 0) return [];
  const [first] = batches;
  const sizes = batches.map(({ genuine }) => genuine.length);
  const facts: Fact[] = [
    [
      "batches",
      `${batches.length} of ${counted(first.samples, "sample")}, Hessians of the ${analysis.options.reduction}`,
    ],
    [
      "levels",
      `${count(Math.min(...sizes))} to ${count(Math.max(...sizes))} genuine eigenvalues a batch, of ${count(analysis.network.parameters)}; the others are 0 or round-off`,
    ],
  ];
  if (ranked && ranked.means.length > 0)
    facts.push([
      "largest |λ|",
      Array.from(ranked.means.subarray(0, SHOWN), (v) => significant(v)).join("  "),
    ]);
  for (const [name, column] of [
    ["genuine ⟨r⟩", local?.genuine],
    ["paper's ⟨r⟩", local?.paper],
    ["round-off ⟨r⟩", local?.roundOff],
  ] as const) {
    if (!column) continue;
    const { mean, standardError } = column.meanRatio;
    facts.push([name, `${fixed(mean, 4)} ± ${fixed(standardError, 4)} over ${count(column.levels)} levels`]);
  }
  facts.push([
    "compare",
    `${fixed(MEAN_RATIOS.goe, 4)} levels repel as in a random matrix (GOE), ${fixed(MEAN_RATIOS.poisson, 4)} they ignore each other (Poisson). Judge by the genuine levels: round-off looks like a random matrix by itself`,
  ]);
  const best = batchSize?.fits.at(0);
  if (batchSize && best)
    facts.push([
      "batch size",
      `largest λ of the mean loss at ${Array.from(batchSize.sizes).join(", ")} samples: ${batchSize.values.map((values) => significant(values[0])).join(", ")}; ${best.form} shifts describe the outliers best, to ${percent(best.heldOutError)}`,
    ]);
  return facts;
}

function blockLines({ blocks = [] }: EstimatedCurvature, width: number): string[] {
  // Of the layers' own sum, which the same vectors estimate: shares then add up to one.
  const whole = blocks.reduce((sum, { squares }) => sum + squares.value, 0);
  const name = Math.max(5, Math.min(24, ...[Math.max(...blocks.map((block) => block.name.length))]));
  const lines = blocks.map((block) =>
    [
      `  ${shorten(visible(block.name), name).padEnd(name)}`,
      count(block.parameters).padStart(11),
      plusMinus(block.trace).padStart(20),
      percent(block.squares.value / whole).padStart(11),
      significant(block.largest).padStart(11),
    ].join(""),
  );
  const head = `  ${"layer".padEnd(name)}${"parameters".padStart(11)}${"trace".padStart(20)}${"of sum λ²".padStart(11)}${"largest λ".padStart(11)}`;
  return [head, ...lines].map((line) => line.slice(0, width));
}
