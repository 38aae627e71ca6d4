/** Power-law fits: the scan over every x_min and the bootstrap, in CPU time of one thread. */
import { Random } from "../src/kernel/index.ts";
import { comparePowerLaw, fitPowerLaw, powerLawTest } from "../src/tails/index.ts";
import { time, timeOnce } from "./clock.ts";
import type { Report } from "./run.ts";

export const title = "Tails";

const LAWS: Record<string, (u: number) => number> = {
  Pareto: (u) => (1 - u) ** (-1 / 1.5),
  exponential: (u) => -Math.log(1 - u),
  uniform: (u) => u + 1e-3,
};

/** The same scan in plain JavaScript, every D in full: what the pruning saves. */
function fullScan(values: Float64Array): number {
  const logs = values.slice().sort().map(Math.log);
  const n = logs.length;
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = n - 2; i >= 0; i--) {
    sum += (n - 1 - i) * (logs[i + 1] - logs[i]);
    const b = (n - i) / sum;
    let D = 0;
    for (let j = i; j < n; j++) {
      const f = 1 - Math.exp(-b * (logs[j] - logs[i]));
      D = Math.max(D, f - (j - i) / (n - i), (j - i + 1) / (n - i) - f);
    }
    least = Math.min(least, D);
  }
  return least;
}

export async function bench(report: Report): Promise<void> {
  for (const [name, law] of Object.entries(LAWS)) {
    const x = new Random(1).uniforms(14_336).map(law);
    report({
      name: `scan of 14,336 values, ${name}`,
      ours: time(() => fitPowerLaw(x), { warmUp: 1 }),
      unit: "s",
      peer: "full scan in JavaScript",
      peerTime: timeOnce(() => fullScan(x)),
      note: "target 0.05 s",
    });
  }
  const x = new Random(2).uniforms(2000).map(LAWS.Pareto);
  report({
    name: "2,500 bootstraps of 2,000 values",
    ours: time(() => powerLawTest(x, { samples: 2500 }), { rounds: 1, warmUp: 1 }),
    unit: "s",
    note: "target 10 s",
  });
  const fit = fitPowerLaw(x);
  report({
    name: "four alternatives on 2,000 values",
    ours: time(() => comparePowerLaw(x, fit), { warmUp: 1 }),
    unit: "s",
  });
}
