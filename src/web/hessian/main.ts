/** The page's second tab: the curvature of a network's loss, out of four files, in a worker. */
import "virtual:report.css";
import "../page.css";
import type { CurvatureAnalysis, Progress } from "../../analysis/index.ts";
import { WignerscopeError } from "../../base/index.ts";
import {
  curvatureSections,
  duration,
  roughDuration,
  toCurvatureCsv,
  toCurvatureHtml,
  toCurvatureJson,
  toCurvatureParquet,
  visible,
} from "../../report/index.ts";
import { behave } from "../../report/index.web.ts";
import { carriesFiles } from "../choose/drop-veil.ts";
import { byId } from "../elements.ts";
import { inPlainWords } from "../results/plain-words.ts";
import { save, stem } from "../results/save.ts";
import { EXAMPLE_SCALE, exampleFiles } from "./example.ts";
import { openPlaces } from "./inputs.ts";
import type { Answer, Inputs, Question, Settings } from "./messages.ts";

behave();

const start = byId("start", HTMLElement);
const run = byId("run", HTMLElement);
const result = byId("result", HTMLDivElement);
const form = byId("choose", HTMLFormElement);
const error = byId("error", HTMLParagraphElement);
const bar = byId("bar", HTMLProgressElement);
const status = byId("status", HTMLParagraphElement);
const cancel = byId("cancel", HTMLButtonElement);
const back = byId("back", HTMLButtonElement);
const saves = byId("saves", HTMLSpanElement);
const go = byId("go", HTMLButtonElement);
const scale = byId("scale", HTMLInputElement);
const planText = byId("plan-text", HTMLParagraphElement);

let worker: Worker | undefined;
let finished: CurvatureAnalysis | undefined;

const places = openPlaces(() => {
  const chosen = places.chosen();
  go.disabled = "missing" in chosen;
  planText.textContent = "missing" in chosen ? chosen.missing : "";
});

function report(cause: unknown): void {
  error.hidden = false;
  error.textContent = inPlainWords(cause);
}

/** @throws INVALID_ARGUMENT for a scale that is none */
function settings(): Settings {
  const number = (id: string) => {
    const { valueAsNumber } = byId(id, HTMLInputElement);
    return Number.isFinite(valueAsNumber) ? Math.floor(valueAsNumber) : undefined;
  };
  const asked = new URLSearchParams(location.search).get("build");
  return {
    exact: new FormData(form).get("kind") === "exact",
    scale: scaleOf(scale.value.trim()),
    limit: number("limit"),
    steps: number("steps") ?? 80,
    vectors: number("vectors") ?? 10,
    batch: number("batch") ?? 64,
    batches: number("batches") ?? 8,
    build: (["simd", "relaxed"] as const).find((build) => build === asked),
  };
}

function scaleOf(text: string): Settings["scale"] {
  if (text === "" || text === "standard") return text || undefined;
  const [mean, sd, ...more] = text.split(",").map(Number);
  if (Number.isFinite(mean) && sd !== undefined && sd > 0 && Number.isFinite(sd) && more.length === 0)
    return { mean: mean!, sd };
  throw new WignerscopeError(
    "INVALID_ARGUMENT",
    `Scale must be empty, the word standard, or a mean and a standard deviation such as 73,86; got ${text}`,
  );
}

function begin(inputs: Inputs, chosen: Settings): void {
  finished = undefined;
  start.hidden = result.hidden = error.hidden = saves.hidden = back.hidden = true;
  run.hidden = cancel.hidden = bar.hidden = false;
  bar.removeAttribute("value");
  byId("run-name", HTMLParagraphElement).textContent = visible(inputs.weights.name);
  status.textContent = "Reading the files";
  scrollTo({ top: 0 });
  cancel.focus({ preventScroll: true });
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<Answer>) => take(data);
  worker.onerror = (event) => fail(new Error(event.message || "The worker could not be loaded."));
  ask({ kind: "run", inputs, settings: chosen });
}

const ask = (question: Question) => worker?.postMessage(question);

function take(answer: Answer): void {
  switch (answer.kind) {
    case "estimate":
      status.textContent = `About ${roughDuration(answer.seconds)}`.replace("About under", "Under");
      return;
    case "progress":
      showProgress(answer.progress);
      return;
    case "done":
      end(answer.analysis);
      return;
    case "failed":
      fail(
        answer.code ? new WignerscopeError(answer.code, answer.message) : new Error(answer.message),
        answer.code === "ABORTED",
      );
      return;
    default:
      answer satisfies never;
  }
}

const STAGES: Readonly<Record<string, string>> = {
  top: "the largest eigenvalues",
  density: "the spectral density",
  trace: "the trace",
  gaussNewton: "the Gauss–Newton part",
  residual: "the residual",
  blocks: "layer by layer",
  batches: "batch by batch",
  "batch sizes": "outliers at several batch sizes",
};

function showProgress({ fraction, secondsLeft, name }: Progress): void {
  bar.value = fraction;
  const left = secondsLeft === undefined ? "" : `, about ${duration(secondsLeft)} left`;
  status.textContent = `${STAGES[name] ?? name}${left}`;
}

function close(): void {
  worker?.terminate();
  worker = undefined;
}

function end(analysis: CurvatureAnalysis): void {
  close();
  finished = analysis;
  bar.hidden = cancel.hidden = true;
  saves.hidden = back.hidden = result.hidden = false;
  status.textContent = `${analysis.complete ? "Done" : "Stopped"} after ${duration(analysis.seconds)}`;
  // All markup comes from src/report, which escapes every name.
  result.innerHTML = curvatureSections(analysis).join("");
  if (document.activeElement === document.body) byId("save-html", HTMLButtonElement).focus();
}

/** Back to what is chosen; a stop before anything was done is no error. */
function fail(cause: unknown, stopped = false): void {
  close();
  showStart();
  if (!stopped) report(cause);
}

function showStart(): void {
  run.hidden = result.hidden = error.hidden = true;
  start.hidden = false;
  scrollTo({ top: 0 });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = places.chosen();
  if (worker || "missing" in chosen) return;
  try {
    begin(chosen.inputs, settings());
  } catch (cause) {
    report(cause);
  }
});
form.addEventListener("input", () => {
  form.classList.toggle("exact", new FormData(form).get("kind") === "exact");
});

byId("example", HTMLButtonElement).addEventListener("click", async () => {
  error.hidden = true;
  try {
    for (const { slot, file } of await exampleFiles()) places.put(slot, file);
    scale.value = EXAMPLE_SCALE;
    go.focus();
  } catch (cause) {
    report(cause);
  }
});

addEventListener("dragover", (event) => {
  if (carriesFiles(event)) event.preventDefault();
});
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  if (worker) return;
  if (!result.hidden) showStart();
  error.hidden = true;
  places.sort([...(event.dataTransfer?.files ?? [])]).catch(report);
});

cancel.addEventListener("click", () => {
  status.textContent = "Stopping";
  ask({ kind: "stop" });
});
back.addEventListener("click", showStart);

const WRITERS = {
  html: { type: "text/html", write: toCurvatureHtml },
  json: { type: "application/json", write: (analysis: CurvatureAnalysis) => toCurvatureJson(analysis) },
  csv: { type: "text/csv", write: toCurvatureCsv },
  parquet: { type: "application/vnd.apache.parquet", write: toCurvatureParquet },
} as const;
for (const [format, { type, write }] of Object.entries(WRITERS))
  byId(`save-${format}`, HTMLButtonElement).addEventListener("click", async () => {
    if (!finished) return;
    save(`wignerscope-hessian-${stem(finished.network.name)}.${format}`, await write(finished), type);
  });
places.clear();
