/**
 * The Hessian layer by layer. Of random signs v, v_i (Hv)_i summed over a layer's parameters is an estimate of the trace of its
 * diagonal block, and |Hv|^2 over them one of the squared norm of its rows: one set of products serves all layers.
 */
import { throwIfAborted } from "../../base/index.ts";
import { type LinearOperator, type TopEigenpairs, topEigenpairs } from "../../curvature/index.ts";
import { applyRows, operator, Random } from "../../kernel/index.ts";
import type { Network } from "../../networks/index.ts";
import type { BlockCurvature, Scattered } from "./records.ts";
import type { StageRun } from "./stages.ts";

/** Products for the traces of all layers. */
export const BLOCK_PROBES = 48;
/** Vectors at a time. */
const AT_ONCE = 16;
/** Lanczos steps for a block's largest eigenvalue. */
export const BLOCK_STEPS = 40;
const TOLERANCE = 1e-3;
/** Streams of a seed for these vectors: no other probe has them. */
const STREAM = 2 ** 33;

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Layers with parameters: each is a stretch of the flat vector. */
export function blocksOf(net: Network): readonly Span[] {
  return net.nodes.flatMap(({ name, parameters }) => {
    if (parameters.length === 0) return [];
    const last = parameters[parameters.length - 1];
    return [{ name, from: parameters[0].offset, to: last.offset + last.size }];
  });
}

export async function blockCurvature(
  op: LinearOperator,
  net: Network,
  top: Pick<TopEigenpairs, "vectors">,
  seed: number,
  { signal, onProgress }: StageRun,
): Promise<readonly BlockCurvature[]> {
  const spans = blocksOf(net);
  const total = BLOCK_PROBES + spans.length * BLOCK_STEPS;
  const sums = await probed(op, spans, seed, { signal, onProgress: (done) => onProgress(done, total) });
  const blocks: BlockCurvature[] = [];
  for (const [k, span] of spans.entries()) {
    const before = BLOCK_PROBES + k * BLOCK_STEPS;
    const { values, residuals } = await topEigenpairs(block(op, span), 1, {
      which: "magnitude",
      tolerance: TOLERANCE,
      steps: BLOCK_STEPS,
      seed,
      signal,
      onProgress: (done) => onProgress(before + Math.min(done, BLOCK_STEPS), total),
    });
    blocks.push(
      Object.freeze({
        name: span.name,
        parameters: span.to - span.from,
        trace: scattered(sums.map((one) => one[k].trace)),
        squares: scattered(sums.map((one) => one[k].squares)),
        largest: values[0],
        residual: residuals[0],
        topShares: sharesOf(top, span),
      }),
    );
  }
  return Object.freeze(blocks);
}

/** For each vector of random signs the two sums over each span. */
async function probed(op: LinearOperator, spans: readonly Span[], seed: number, run: StageRun) {
  const n = op.size;
  const found: { trace: number; squares: number }[][] = [];
  for (let first = 0; first < BLOCK_PROBES; first += AT_ONCE) {
    const v = { rows: AT_ONCE, cols: n, data: new Float64Array(AT_ONCE * n) };
    for (let k = 0; k < AT_ONCE; k++) {
      const signs = new Random(seed, STREAM + first + k).uniforms(n).map((u) => (u < 0.5 ? -1 : 1));
      v.data.set(signs, k * n);
    }
    const out = { ...v, data: new Float64Array(AT_ONCE * n) };
    applyRows(op, v, out);
    for (let k = 0; k < AT_ONCE; k++)
      found.push(spans.map((span) => sumsOver(span, k * n, v.data, out.data)));
    run.onProgress(first + AT_ONCE, BLOCK_PROBES);
    // A turn for the event loop, and for a stop.
    await new Promise((resume) => setTimeout(resume));
    throwIfAborted(run.signal);
  }
  return found;
}

function sumsOver({ from, to }: Span, row: number, v: Float64Array, out: Float64Array) {
  let trace = 0;
  let squares = 0;
  for (let i = row + from; i < row + to; i++) {
    trace += v[i] * out[i];
    squares += out[i] * out[i];
  }
  return { trace, squares };
}

function scattered(values: readonly number[]): Scattered {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Object.freeze({ value: mean, standardError: Math.sqrt(squares / (n - 1) / n) });
}

/** The diagonal block of a span. */
function block(op: LinearOperator, { from, to }: Span): LinearOperator {
  const wide = new Float64Array(op.size);
  const image = new Float64Array(op.size);
  return operator(to - from, (v, out) => {
    wide.set(v, from);
    op.apply(wide, image);
    out.set(image.subarray(from, to));
  });
}

function sharesOf({ vectors: { rows, cols, data } }: Pick<TopEigenpairs, "vectors">, { from, to }: Span) {
  const shares = new Float64Array(cols);
  for (let i = from; i < Math.min(to, rows); i++)
    for (let k = 0; k < cols; k++) shares[k] += data[i * cols + k] ** 2;
  return shares;
}
