/** Runs what was planned and shows it as it comes; returns what can be saved. */
import type {
  AnalyzedLayer,
  ComparisonResult,
  ModelAnalysis,
  ModelComparison,
} from "../../analysis/index.ts";
import type { Model } from "../../models/index.ts";
import {
  aboutComparison,
  aboutSection,
  COMPARISON_TABLE_NOTE,
  type ComparedLayer,
  changeSection,
  comparedLayerMarkup,
  comparedLayers,
  comparisonIntro,
  comparisonRow,
  comparisonTableHead,
  counted,
  depthSection,
  duration,
  introSection,
  layerMarkup,
  seriesSection,
  skippedSection,
  TABLE_NOTE,
  tableHead,
  tableRow,
  toComparisonCsv,
  toComparisonHtml,
  toComparisonJson,
  toComparisonParquet,
  toCsv,
  toHtml,
  toJson,
  toParquet,
  uncomparedSection,
  visible,
} from "../../report/index.ts";
import { byId, make } from "../elements.ts";
import { type Compared, type RunEvents, type RunOptions, runAnalysis, runComparison } from "../run.ts";
import { memoryNotice } from "./plain-words.ts";
import { atTimes, openResultView, type ResultView, type Sheet, type Summary } from "./result-view.ts";

export type SaveFormat = "html" | "json" | "csv" | "parquet";

export interface Shown {
  /** "43 matrices in 12.3 s". */
  readonly status: string;
  /** What went wrong with single matrices, if it needs saying. */
  readonly notice: string | undefined;
  /** The model's name, for a file's. */
  readonly name: (format: SaveFormat) => string;
  readonly write: Readonly<Record<SaveFormat, () => string | Promise<Uint8Array>>>;
}

const ANALYSIS: Sheet<AnalyzedLayer> = {
  note: TABLE_NOTE,
  head: tableHead(),
  row: tableRow,
  layer: (layer) => layerMarkup(layer),
};

const COMPARISON: Sheet<ComparedLayer> = {
  note: COMPARISON_TABLE_NOTE,
  head: comparisonTableHead(),
  row: comparisonRow,
  layer: (layer) => comparedLayerMarkup(layer),
};

const skippedCodes = (layers: ModelAnalysis["layers"] | ModelComparison["layers"]) =>
  layers.flatMap((layer) => (layer.status === "skipped" ? [layer.code] : []));

const outcome = (complete: boolean, done: number, seconds: number) =>
  `${complete ? "" : "Stopped: "}${counted(done, "matrix", "matrices")} in ${duration(seconds)}`;

/** @throws WignerscopeError when the model cannot be read any more. */
export async function showAnalysis(model: Model, options: RunOptions, events: RunEvents): Promise<Shown> {
  const view = openResultView(ANALYSIS);
  const summary = (analysis: ModelAnalysis, running: boolean): Summary => ({
    intro: introSection(analysis, running),
    depth: depthSection(analysis),
    ...(!running && { closing: { skipped: skippedSection(analysis), about: aboutSection(analysis) } }),
  });
  const refresh = atTimes();
  const analysis = await runAnalysis(model, options, {
    ...events,
    onLayer(layer, soFar) {
      if (layer.status !== "analyzed") return;
      view.add(layer);
      refresh(() => view.summarise(summary(soFar(), true)));
    },
  });
  view.summarise(summary(analysis, false));
  const done = analysis.layers.filter((layer) => layer.status === "analyzed").length;
  return {
    status: outcome(analysis.complete, done, analysis.seconds),
    notice: memoryNotice(skippedCodes(analysis.layers)),
    name: () => analysis.model.name,
    write: {
      html: () => toHtml(analysis),
      json: () => toJson(analysis),
      csv: () => toCsv(analysis),
      parquet: () => toParquet(analysis),
    },
  };
}

/** One model is shown at a time; buttons switch between several. The report is of the one shown, the tables are of all. */
export async function showComparison(
  base: Model,
  models: readonly Compared[],
  options: RunOptions,
  events: RunEvents,
): Promise<Shown> {
  const start = performance.now();
  const compared: ((() => ModelComparison) | undefined)[] = models.map(() => undefined);
  let finished: readonly ModelComparison[] | undefined;
  let shown = 0;
  // The view follows the work until the reader picks a model.
  let picked = false;
  let view: ResultView<ComparedLayer>;

  function summarise(): void {
    const comparison = finished?.[shown] ?? compared[shown]?.();
    if (!comparison) return;
    const over = finished !== undefined;
    view.summarise({
      intro: comparisonIntro(comparison, !over),
      depth: changeSection(comparison),
      series: finished && seriesSection(finished),
      ...(over && {
        closing: { skipped: uncomparedSection(comparison), about: aboutComparison(comparison) },
      }),
    });
  }

  function show(index: number): void {
    shown = index;
    view = openResultView(COMPARISON);
    const comparison = finished?.[index] ?? compared[index]?.();
    for (const layer of comparison ? comparedLayers(comparison) : []) view.add(layer);
    summarise();
    for (const [k, button] of buttons.entries()) button.setAttribute("aria-pressed", String(k === index));
  }

  const buttons = models.map(({ name }, index) => {
    const button = make("button", "button", visible(name));
    button.type = "button";
    button.disabled = true;
    button.addEventListener("click", () => {
      picked = true;
      show(index);
    });
    return button;
  });
  byId("switch-buttons", HTMLElement).replaceChildren(...buttons);
  byId("switch", HTMLElement).hidden = models.length < 2;

  const refresh = atTimes();
  const comparisons = await runComparison(base, models, options, {
    ...events,
    onModel(index, soFar) {
      compared[index] = soFar;
      buttons[index]!.disabled = false;
      if (index === 0 || !picked) show(index);
    },
    onLayer(index, layer: ComparisonResult) {
      if (index !== shown || layer.status !== "compared") return;
      view.add(layer);
      refresh(summarise);
    },
  });
  finished = comparisons;
  summarise();
  const done = comparisons.reduce((sum, { summary }) => sum + summary.compared, 0);
  const complete = comparisons.length === models.length && comparisons.every((c) => c.complete);
  const current = () => comparisons[shown]!;
  return {
    status: outcome(complete, done, (performance.now() - start) / 1000),
    notice: memoryNotice(comparisons.flatMap(({ layers }) => skippedCodes(layers))),
    name: (format) =>
      format === "html" || models.length === 1 ? current().model.name : `${base.name}-compared`,
    write: {
      html: () => toComparisonHtml(current(), comparisons),
      json: () => toComparisonJson(comparisons),
      csv: () => toComparisonCsv(comparisons),
      parquet: () => toComparisonParquet(comparisons),
    },
  };
}
