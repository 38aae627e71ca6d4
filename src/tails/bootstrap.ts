/**
 * How well a fitted power law stands: the semi-parametric p-value and bootstrap intervals, both with x_min refitted in
 * every resample (Clauset, Shalizi and Newman, SIAM Review 51, 661, 2009, Secs. 3.3 and 4.1).
 */
import { DEFAULT_SEED } from "../kernel/index.ts";
import { kernel } from "../kernel/wasm.ts";
import type { CutSample, TailStart } from "./power-law.ts";

/** One refit per resample; NaN where the resample had no tail. */
export interface Refits {
  readonly xmin: Float64Array;
  readonly alpha: Float64Array;
  readonly D: Float64Array;
  readonly tailCount: Float64Array;
}

export function refits(
  sample: CutSample,
  start: TailStart,
  kind: "semiparametric" | "nonparametric",
  {
    minTail,
    samples,
    seed = DEFAULT_SEED,
    firstStream = 0,
  }: { minTail: number; samples: number; seed?: number; firstStream?: number },
): Refits {
  const n = sample.logs.length;
  const { exports, memory } = kernel();
  const rows = memory.frame((frame) => {
    const logs = frame.putF64(sample.logs);
    const workspace = frame.bytes(exports.powerLawBootstrapWorkspace(n));
    const out = frame.f64(4 * samples);
    exports.powerLawBootstrap(
      logs,
      n,
      kind === "semiparametric" ? start.index : n,
      Math.log(start.xmin),
      start.alpha - 1,
      sample.logMax,
      minTail,
      seed,
      firstStream,
      samples,
      workspace,
      out,
    );
    return frame.takeF64(out, 4 * samples);
  });
  const column = (k: number) => Float64Array.from({ length: samples }, (_, r) => rows[4 * r + k]);
  return { xmin: column(0).map(Math.exp), alpha: column(1), D: column(2), tailCount: column(3) };
}
