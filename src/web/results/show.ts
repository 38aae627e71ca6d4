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

/** Several comparisons of which one is shown at a time. */
interface Gallery {
  /** A comparison has begun; `soFar` is its record as far as it has come. */
  begin(index: number, soFar: () => ModelComparison): void;
  add(index: number, layer: ComparisonResult): void;
  /** All are over: what sums up is shown. */
  finish(comparisons: readonly ModelComparison[]): void;
  /** The number of the one that is shown. */
  readonly shown: number;
}

/** Buttons switch between the models. The view follows the work until the reader picks one. */
function openGallery(models: readonly Compared[]): Gallery {
  const records: ((() => ModelComparison) | undefined)[] = models.map(() => undefined);
  let finished: readonly ModelComparison[] | undefined;
  let shown = 0;
  let picked = false;
  let view: ResultView<ComparedLayer>;
  const refresh = atTimes();

  function summarise(): void {
    const comparison = records[shown]?.();
    if (comparison) view.summarise(comparisonSummary(comparison, finished));
  }

  function show(index: number): void {
    shown = index;
    view = openResultView(COMPARISON);
    const comparison = records[index]?.();
    for (const layer of comparison ? comparedLayers(comparison) : []) view.add(layer);
    summarise();
    for (const [k, button] of buttons.entries()) button.setAttribute("aria-pressed", String(k === index));
  }

  const buttons = switchButtons(models, (index) => {
    picked = true;
    show(index);
  });

  return {
    get shown() {
      return shown;
    },
    begin(index, soFar) {
      records[index] = soFar;
      buttons[index]!.disabled = false;
      if (index === 0 || !picked) show(index);
    },
    add(index, layer) {
      if (index !== shown || layer.status !== "compared") return;
      view.add(layer);
      refresh(summarise);
    },
    finish(comparisons) {
      finished = comparisons;
      for (const [index, comparison] of comparisons.entries()) records[index] = () => comparison;
      summarise();
    },
  };
}

/** A disabled button for each model, in their place on the page. */
function switchButtons(models: readonly Compared[], pick: (index: number) => void): HTMLButtonElement[] {
  const buttons = models.map(({ name }, index) => {
    const button = make("button", "button", visible(name));
    button.type = "button";
    button.disabled = true;
    button.addEventListener("click", () => pick(index));
    return button;
  });
  byId("switch-buttons", HTMLElement).replaceChildren(...buttons);
  byId("switch", HTMLElement).hidden = models.length < 2;
  return buttons;
}

function comparisonSummary(
  comparison: ModelComparison,
  finished: readonly ModelComparison[] | undefined,
): Summary {
  return {
    intro: comparisonIntro(comparison, !finished),
    depth: changeSection(comparison),
    ...(finished && {
      series: seriesSection(finished),
      closing: { skipped: uncomparedSection(comparison), about: aboutComparison(comparison) },
    }),
  };
}

/** Compares one model after the other. The report is of the one shown at the end, the tables are of all. */
export async function showComparison(
  base: Model,
  models: readonly Compared[],
  options: RunOptions,
  events: RunEvents,
): Promise<Shown> {
  const start = performance.now();
  const gallery = openGallery(models);
  const comparisons = await runComparison(base, models, options, {
    ...events,
    onModel: gallery.begin,
    onLayer: gallery.add,
  });
  gallery.finish(comparisons);
  const done = comparisons.reduce((sum, { summary }) => sum + summary.compared, 0);
  const complete = comparisons.length === models.length && comparisons.every((c) => c.complete);
  const current = () => comparisons[gallery.shown]!;
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
