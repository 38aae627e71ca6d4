/** The page: takes a model, or models and their base; says how long it takes; runs, shows and saves it. */
import "virtual:report.css";
import "./page.css";
import { type Depth, machineFactor, type Progress } from "../analysis/index.ts";
import { init, type KernelBuild } from "../kernel/index.ts";
import { formatTitles } from "../models/index.ts";
import { counted, duration, roughDuration, visible } from "../report/index.ts";
import { behave } from "../report/index.web.ts";
import { openDropVeil } from "./choose/drop-veil.ts";
import { DEPTHS, makePlan, type Plan } from "./choose/plan.ts";
import { sourcesOf } from "./choose/sources.ts";
import { type Chosen, openStage, type Place } from "./choose/stage.ts";
import { byId } from "./elements.ts";
import { inPlainWords } from "./results/plain-words.ts";
import { save, stem } from "./results/save.ts";
import { type SaveFormat, type Shown, showAnalysis, showComparison } from "./results/show.ts";
import type { Compared, RunOptions } from "./run.ts";

behave();
byId("formats", HTMLElement).textContent = formatTitles("or");

const start = byId("start", HTMLElement);
const run = byId("run", HTMLElement);
const result = byId("result", HTMLDivElement);
const form = byId("choose", HTMLFormElement);
const error = byId("error", HTMLParagraphElement);
const bar = byId("bar", HTMLProgressElement);
const status = byId("status", HTMLParagraphElement);
const cancel = byId("cancel", HTMLButtonElement);
const [again, back] = [byId("again", HTMLButtonElement), byId("back", HTMLButtonElement)];
const saves = byId("saves", HTMLSpanElement);
const go = byId("go", HTMLButtonElement);
const planText = byId("plan-text", HTMLParagraphElement);
const workers = byId("workers", HTMLInputElement);

workers.value = String(navigator.hardwareConcurrency ?? 1);

let stop: AbortController | undefined;
let finished: Shown | undefined;

/** For comparing the two builds of the kernel: ?build=simd */
const askedBuild = (["simd", "relaxed"] as const).find(
  (build) => build === new URLSearchParams(location.search).get("build"),
);
/** The kernel in this thread, and how fast this machine is. It is compiled when the first file is chosen. */
let kernel: Promise<{ build: KernelBuild; factor: number }> | undefined;
function prepare(): Promise<{ build: KernelBuild; factor: number }> {
  kernel ??= init({ build: askedBuild }).then((build) => ({ build, factor: machineFactor() }));
  return kernel;
}

function numberOf(id: string, least: number, fallback: number): number {
  const { valueAsNumber } = byId(id, HTMLInputElement);
  return valueAsNumber >= least ? valueAsNumber : fallback;
}

const wholeOf = (id: string, fallback: number) => Math.floor(numberOf(id, 1, fallback));

function options(build: KernelBuild): RunOptions {
  const depth = new FormData(form).get("depth");
  return {
    minSize: wholeOf("min-size", 50),
    precision: byId("precision", HTMLSelectElement).value === "f32" ? "f32" : "f64",
    depth: DEPTHS.find((known) => known === depth) ?? "standard",
    conv: byId("conv", HTMLSelectElement).value === "slices" ? "slices" : "flatten",
    gates: byId("gates", HTMLSelectElement).value === "split" ? "split" : "together",
    workers: wholeOf("workers", 1),
    directions: wholeOf("directions", 10),
    adapterScale: numberOf("adapter-scale", 1e-6, Number.NaN) || undefined,
    build,
  };
}

/** Shows what would be done with what is chosen; the plan, if it can start. */
async function showPlan(): Promise<{ plan: Plan; chosen: Chosen } | undefined> {
  const some = stage.chosen();
  byId("plan", HTMLDivElement).hidden = some.models.length === 0 && !some.base;
  go.disabled = true;
  if (some.models.length === 0 && !some.base) return undefined;
  const { factor, build } = await prepare();
  // More may have been chosen meanwhile.
  const chosen = stage.chosen();
  if (chosen.models.length === 0 && !chosen.base) return undefined;
  // Planned once all are open: with hundreds of checkpoints, a plan at each header would take minutes.
  if (chosen.opening) {
    planText.textContent = "Reading the header";
    planText.classList.remove("obstacle");
    for (const depth of DEPTHS) byId(`estimate-${depth}`, HTMLSpanElement).textContent = "";
    return undefined;
  }
  const plan = makePlan(chosen, { ...options(build), factor });
  form.classList.toggle("compares", plan.work === "compare");
  form.classList.toggle("adapts", plan.adapter);
  for (const depth of DEPTHS) showEstimate(depth, plan);
  go.textContent = plan.work === "compare" ? "Compare" : "Analyse";
  planText.textContent = plan.obstacle ?? plan.sentence;
  planText.classList.toggle("obstacle", plan.obstacle !== undefined);
  go.disabled = plan.obstacle !== undefined;
  return go.disabled ? undefined : { plan, chosen };
}

function showEstimate(depth: Depth, { obstacle, seconds }: Plan): void {
  const text = obstacle === undefined ? `about ${roughDuration(seconds[depth])}` : "";
  byId(`estimate-${depth}`, HTMLSpanElement).textContent = text.replace("about under", "under");
}

const stage = openStage(() => void planned());
const planned = () => showPlan().catch(report);

function report(cause: unknown): void {
  error.hidden = false;
  error.textContent = inPlainWords(cause);
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
  saves.hidden = again.hidden = back.hidden = true;
  byId("r-notice", HTMLDivElement).hidden = true;
  byId("switch", HTMLElement).hidden = true;
  cancel.hidden = false;
  bar.hidden = false;
  bar.value = 0;
  byId("run-name", HTMLParagraphElement).textContent = visible(name);
  status.textContent = "Starting the workers";
  scrollTo({ top: 0 });
  cancel.focus({ preventScroll: true });
}

function end(shown: Shown): void {
  finished = shown;
  bar.hidden = true;
  cancel.hidden = true;
  saves.hidden = again.hidden = back.hidden = false;
  status.textContent = shown.status;
  const notice = byId("r-notice", HTMLDivElement);
  notice.hidden = shown.notice === undefined;
  notice.textContent = shown.notice ?? "";
  if (document.activeElement === document.body) byId("save-html", HTMLButtonElement).focus();
}

/** Back to what is chosen. */
function showStart(): void {
  stop = undefined;
  run.hidden = true;
  result.hidden = true;
  start.hidden = false;
  error.hidden = true;
  scrollTo({ top: 0 });
  void planned();
}

/** Checkpoints often share a file name: each gets one of its own. */
function distinctNames(names: readonly string[]): string[] {
  return names.map((name, k) => {
    const before = names.slice(0, k).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

async function execute(): Promise<void> {
  if (stop) return;
  stop = new AbortController();
  try {
    const ready = await showPlan();
    if (!ready) {
      stop = undefined;
      return;
    }
    const { chosen } = ready;
    const { base, models } = chosen;
    const { build, factor } = await prepare();
    const settings = options(build);
    const events = { signal: stop.signal, onProgress: showProgress };
    const names = distinctNames(models.map((model) => model.name));
    const what = models.length > 1 ? `${models.length} models` : (names[0] ?? "");
    begin(base ? `${what} against ${base.name}` : what);
    let shown: Shown;
    if (base) {
      const compared = models.map(
        (model, k): Compared => ({
          model,
          name: names[k]!,
          expected: makePlan({ models: [model], base }, { ...settings, factor }).seconds[settings.depth],
        }),
      );
      shown = await showComparison(base, compared, settings, events);
    } else shown = await showAnalysis(models[0]!, settings, events);
    stop = undefined;
    end(shown);
  } catch (cause) {
    showStart();
    report(cause);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void execute();
});
form.addEventListener("input", (event) => {
  if (event.target instanceof HTMLElement && event.target.closest("#plan")) void planned();
});

function choose(place: Place, files: readonly File[]): void {
  if (stop || files.length === 0) return;
  if (!result.hidden) showStart();
  error.hidden = true;
  const sources = sourcesOf(files);
  stage.add(place, sources);
  if (place === "base" && sources.length > 1) {
    error.hidden = false;
    error.textContent = `A base is one model: the first of the ${sources.length} given was taken.`;
  }
}

function connect(place: Place, ids: { file: string; url: string; open: string }): void {
  const file = byId(ids.file, HTMLInputElement);
  const url = byId(ids.url, HTMLInputElement);
  file.addEventListener("change", () => {
    choose(place, [...(file.files ?? [])]);
    // The same file may be chosen again.
    file.value = "";
  });
  const openAddress = () => {
    const address = url.value.trim();
    if (!URL.canParse(address) || !/^https?:/.test(address)) {
      error.hidden = false;
      error.textContent = "An address begins with https:// and points to the file itself.";
      url.focus();
      return;
    }
    error.hidden = true;
    url.value = "";
    stage.add(place, [{ kind: "address", url: address }]);
  };
  byId(ids.open, HTMLButtonElement).addEventListener("click", openAddress);
  url.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    openAddress();
  });
}
connect("models", { file: "file", url: "url", open: "open-url" });
connect("base", { file: "base-file", url: "base-url", open: "open-base-url" });
openDropVeil(() => stop === undefined, choose);

cancel.addEventListener("click", () => stop?.abort());
back.addEventListener("click", showStart);
again.addEventListener("click", () => {
  stage.clear();
  showStart();
});

const TYPES: Readonly<Record<SaveFormat, string>> = {
  html: "text/html",
  json: "application/json",
  csv: "text/csv",
  parquet: "application/vnd.apache.parquet",
};
for (const [format, type] of Object.entries(TYPES) as [SaveFormat, string][])
  byId(`save-${format}`, HTMLButtonElement).addEventListener("click", async () => {
    if (!finished) return;
    save(`wignerscope-${stem(finished.name(format))}.${format}`, await finished.write[format](), type);
  });
