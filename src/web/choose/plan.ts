/** What is about to be done with what was chosen, and how long it may take at each depth. Reads headers only. */
import { type Depth, estimateAnalysis, estimateComparison } from "../../analysis/index.ts";
import { type ConvolutionMode, type GateMode, isFactor, type Model } from "../../models/index.ts";
import { counted, shorten, visible } from "../../report/index.ts";

export const DEPTHS: readonly Depth[] = ["quick", "standard", "full"];

interface Choice {
  readonly models: readonly Model[];
  readonly base: Model | undefined;
}

interface PlanOptions {
  readonly minSize: number;
  readonly conv: ConvolutionMode;
  readonly gates: GateMode;
  readonly workers: number;
  /** This machine's speed (`machineFactor`). */
  readonly factor: number;
}

export interface Plan {
  readonly work: "analyze" | "compare";
  /** Why it cannot start; undefined when it can. */
  readonly obstacle: string | undefined;
  /** What will be done. */
  readonly sentence: string;
  /** Of all models, by depth. */
  readonly seconds: Readonly<Record<Depth, number>>;
  /** A model is a low-rank adapter. */
  readonly adapter: boolean;
}

const LONGEST_NAME = 60;
const short = (text: string) => shorten(visible(text), LONGEST_NAME);

/** The plan for at least one model or a base. */
export function makePlan({ models, base }: Choice, all: PlanOptions): Plan {
  const { minSize, conv, gates, workers, factor } = all;
  const options = { minSize, conv, gates, workers, factor };
  const work = base ? "compare" : "analyze";
  const of = (model: Model, depth: Depth) =>
    base
      ? estimateComparison(base, model, { ...options, depth })
      : estimateAnalysis(model, { ...options, depth });
  const estimate = (depth: Depth) => models.reduce((sum, model) => sum + of(model, depth).seconds, 0);
  const counts = models.map((model) => of(model, "quick").matrices);
  const adapter = models.some(({ tensors }) => tensors.some(({ name }) => isFactor(name)));
  return {
    work,
    obstacle: obstacle({ models, base }, counts),
    sentence: sentence(counts, base, adapter),
    seconds: { quick: estimate("quick"), standard: estimate("standard"), full: estimate("full") },
    adapter,
  };
}

function sentence(counts: readonly number[], base: Model | undefined, adapter: boolean): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const matrices = counted(total, "matrix", "matrices");
  if (base) {
    const of = counts.length > 1 ? ` in ${counts.length} models` : "";
    return `${matrices}${of}, each against ${short(base.name)}`;
  }
  if (adapter)
    return `${matrices}. This is a low-rank adapter (LoRA): with the model that it adapts as the base, its changes are shown as they act there.`;
  return total > 0 ? matrices : "No matrix reaches the smallest side set under Options.";
}

function obstacle({ models, base }: Choice, counts: readonly number[]): string | undefined {
  if (models.length === 0) return "This is the base. Now choose the model to compare with it.";
  if (!base)
    return models.length > 1
      ? "Several models are compared with a base: choose it, or make one of them the base, or remove all but one."
      : undefined;
  const stranger = models.find((_, k) => counts[k] === 0);
  return stranger && nothingInCommon(base, stranger);
}

function nothingInCommon(base: Model, model: Model): string {
  const example = ({ tensors }: Model) => {
    const tensor = tensors.find(({ shape }) => shape.length >= 2) ?? tensors[0];
    return tensor ? `${short(tensor.name)} (${tensor.shape.join(" × ")})` : "nothing";
  };
  return `${short(base.name)} and ${short(model.name)} have no matrix of the same name and shape in common that reaches the smallest side set under Options. The base holds, for instance, ${example(base)}, the model ${example(model)}. Are they states of the same network?`;
}
