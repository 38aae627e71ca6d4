/** The worker of the Hessian tab: reads the files, analyses, and says how far it is. A stop keeps what is done. */
import { analyzeCurvature, estimateCurvature } from "../../analysis/index.ts";
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { init } from "../../kernel/index.ts";
import { openModel } from "../../models/index.ts";
import { labelled, loadNetwork, parseNetwork, preset, readNumbers } from "../../networks/index.ts";
import type { Answer, Inputs, Question, Settings } from "./messages.ts";

let stop = new AbortController();
const say = (answer: Answer) => self.postMessage(answer);

self.onmessage = ({ data }: MessageEvent<Question>) => {
  if (data.kind === "stop") stop.abort();
  else void run(data.inputs, data.settings);
};

async function run(inputs: Inputs, settings: Settings): Promise<void> {
  stop = new AbortController();
  try {
    await init({ build: settings.build });
    const { network, parameters, data } = await read(inputs, settings, stop.signal);
    const { exact, steps, vectors, batch, batches } = settings;
    const options = {
      name: inputs.weights.name,
      ...(exact ? { exact, batch, batches } : { steps, vectors }),
    };
    say({ kind: "estimate", ...estimateCurvature(network, parameters, data, options) });
    // Whoever has stopped meanwhile has sent the message by now.
    await new Promise((resume) => setTimeout(resume));
    throwIfAborted(stop.signal);
    const analysis = await analyzeCurvature(network, parameters, data, {
      ...options,
      signal: stop.signal,
      onProgress: (progress) => say({ kind: "progress", progress }),
    });
    say({ kind: "done", analysis });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say({ kind: "failed", message, ...(error instanceof WignerscopeError && { code: error.code }) });
  }
}

async function read(
  { network: given, weights, data, labels }: Inputs,
  settings: Settings,
  signal: AbortSignal,
) {
  const net = typeof given === "string" ? preset(given) : parseNetwork(await given.text(), given.name);
  const model = await openModel(weights, { signal });
  try {
    const loaded = await loadNetwork(net, model, { signal });
    const samples = await readNumbers(data, { name: data.name, signal });
    const classes = labels && (await readNumbers(labels, { name: labels.name, signal }));
    const { scale, limit } = settings;
    return { ...loaded, data: labelled(samples, classes, { scale, limit }) };
  } finally {
    await model.close();
  }
}
