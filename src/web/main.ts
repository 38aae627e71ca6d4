/** The page: takes a file, runs the analysis, shows and saves it. */
import "virtual:report.css";
import "./page.css";
import "virtual:report-behaviour";
import {
  assembleAnalysis,
  type Depth,
  type LayerResult,
  type ModelAnalysis,
  type Progress,
} from "../analysis/index.ts";
import { WignerscopeError } from "../kernel/index.ts";
import type { Model } from "../models/index.ts";
import { toCsv } from "../report/csv.ts";
import { toHtml } from "../report/html/report.ts";
import { toJson } from "../report/json.ts";
import { counted, duration } from "../report/numbers.ts";
import { toParquet } from "../report/parquet.ts";
import { visible } from "../report/text.ts";
import { openResultView } from "./result-view.ts";
import { type RunInput, type RunOptions, runAnalysis } from "./run-analysis.ts";
import { save, stem } from "./save.ts";

function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}

const start = byId("start", HTMLElement);
const run = byId("run", HTMLElement);
const form = byId("choose", HTMLFormElement);
const file = byId("file", HTMLInputElement);
const url = byId("url", HTMLInputElement);
const error = byId("error", HTMLParagraphElement);
const bar = byId("bar", HTMLProgressElement);
const status = byId("status", HTMLParagraphElement);
const cancel = byId("cancel", HTMLButtonElement);
const again = byId("again", HTMLButtonElement);
const saves = byId("saves", HTMLSpanElement);
const veil = byId("veil", HTMLDivElement);
const workers = byId("workers", HTMLInputElement);

workers.value = String(navigator.hardwareConcurrency ?? 1);

type OpenedModel = Pick<Model, "name" | "format" | "tensors">;

let stop: AbortController | undefined;
let finished: ModelAnalysis | undefined;

const DEPTHS: readonly Depth[] = ["quick", "standard", "full"];

function options(): RunOptions {
  const whole = (input: HTMLInputElement, fallback: number) =>
    input.valueAsNumber >= 1 ? Math.floor(input.valueAsNumber) : fallback;
  const build = new URLSearchParams(location.search).get("build");
  return {
    minSize: whole(byId("min-size", HTMLInputElement), 50),
    precision: byId("precision", HTMLSelectElement).value === "f32" ? "f32" : "f64",
    depth: DEPTHS.find((d) => d === byId("depth", HTMLSelectElement).value) ?? "standard",
    conv: byId("conv", HTMLSelectElement).value === "slices" ? "slices" : "flatten",
    workers: whole(workers, 1),
    // For comparing the two builds of the kernel: ?build=simd
    build: build === "simd" || build === "relaxed" ? build : undefined,
  };
}

function showProgress({ done, total, fraction, secondsLeft }: Progress): void {
  bar.value = fraction;
  const left = secondsLeft === undefined ? "" : `, about ${duration(secondsLeft)} left`;
  status.textContent = `${done} of ${counted(total, "matrix", "matrices")}${left}`;
}

function begin(name: string): void {
  finished = undefined;
  start.hidden = true;
  error.hidden = true;
  run.hidden = false;
  saves.hidden = again.hidden = true;
  cancel.hidden = false;
  bar.hidden = false;
  bar.removeAttribute("value");
  byId("run-name", HTMLParagraphElement).textContent = visible(name);
  status.textContent = "Reading the header";
}

function end(analysis: ModelAnalysis): void {
  finished = analysis;
  bar.hidden = true;
  cancel.hidden = true;
  saves.hidden = again.hidden = false;
  const done = analysis.layers.filter((l) => l.status === "analyzed").length;
  const outcome = analysis.complete ? "" : "Stopped: ";
  status.textContent = `${outcome}${counted(done, "matrix", "matrices")} in ${duration(analysis.seconds)}`;
}

/** Back to the start, with a reason if there is one. */
function restart(reason?: string): void {
  stop = undefined;
  run.hidden = true;
  start.hidden = false;
  byId("result", HTMLDivElement).hidden = true;
  error.hidden = reason === undefined;
  error.textContent = reason === undefined ? "" : visible(reason);
  file.value = "";
}

async function analyse(input: RunInput): Promise<void> {
  if (stop) return;
  stop = new AbortController();
  const since = performance.now();
  const layers: LayerResult[] = [];
  let model: OpenedModel | undefined;
  const soFar = (opened: OpenedModel) =>
    assembleAnalysis(opened, layers, {
      options: {},
      complete: false,
      seconds: (performance.now() - since) / 1000,
    });
  begin("url" in input ? input.url : input.files[0]!.name);
  const view = openResultView();
  try {
    const analysis = await runAnalysis(input, options(), {
      signal: stop.signal,
      onOpen(opened) {
        model = opened;
        bar.value = 0;
        status.textContent = counted(opened.tensors.length, "tensor");
      },
      onLayer(layer) {
        layers.push(layer);
        view.add(layer);
        if (model && layer.status === "analyzed") view.summarise(soFar(model), true);
      },
      onProgress: showProgress,
    });
    view.summarise(analysis, false);
    stop = undefined;
    end(analysis);
  } catch (cause) {
    const aborted = cause instanceof WignerscopeError && cause.code === "ABORTED";
    restart(aborted ? undefined : cause instanceof Error ? cause.message : String(cause));
  }
}

file.addEventListener("change", () => {
  if (file.files?.length) void analyse({ files: [...file.files] });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = url.value.trim();
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    error.hidden = false;
    error.textContent = "An address begins with https:// and points to the file itself.";
    url.focus();
    return;
  }
  void analyse({ url: address });
});

cancel.addEventListener("click", () => stop?.abort());
again.addEventListener("click", () => {
  restart();
  scrollTo({ top: 0 });
});

const saved = (
  id: string,
  ending: string,
  type: string,
  write: (a: ModelAnalysis) => string | Promise<Uint8Array>,
) =>
  byId(id, HTMLButtonElement).addEventListener("click", async () => {
    if (finished) save(`wignerscope-${stem(finished.model.name)}.${ending}`, await write(finished), type);
  });
saved("save-html", "html", "text/html", toHtml);
saved("save-json", "json", "application/json", (a) => toJson(a));
saved("save-csv", "csv", "text/csv", toCsv);
saved("save-parquet", "parquet", "application/vnd.apache.parquet", toParquet);

// Files may be dropped anywhere; a drag that carries none (text, a link) is left alone.
const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  veil.hidden = stop !== undefined;
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) veil.hidden = true;
});
addEventListener("drop", (event) => {
  veil.hidden = true;
  if (!carriesFiles(event)) return;
  event.preventDefault();
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length) void analyse({ files });
});
