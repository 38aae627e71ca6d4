/** Power-law fits: the scan over every x_min and the bootstrap, in CPU time of one thread. */
import { Random } from "../src/kernel/index.ts";
import { comparePowerLaw, fitPowerLaw, powerLawTest } from "../src/tails/index.ts";
import type { BenchRow } from "./run.ts";

export const title = "Tails";

const LAWS: Record<string, (u: number) => number> = {
  Pareto: (u) => (1 - u) ** (-1 / 1.5),
  exponential: (u) => -Math.log(1 - u),
  uniform: (u) => u + 1e-3,
};

function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(rounds: number, run: () => void): number {
  run();
  return Array.from({ length: rounds }, () => cpuSeconds(run)).sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

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

export async function bench(report: (row: BenchRow) => void): Promise<void> {
  for (const [name, law] of Object.entries(LAWS)) {
    const x = new Random(1).uniforms(14_336).map(law);
    report({
      name: `scan of 14,336 values, ${name}`,
      ours: median(5, () => fitPowerLaw(x)),
      unit: "s",
      peer: "full scan in JavaScript",
      peerTime: cpuSeconds(() => fullScan(x)),
      note: "target 0.05 s",
    });
  }
  const x = new Random(2).uniforms(2000).map(LAWS.Pareto);
  report({
    name: "2,500 bootstraps of 2,000 values",
    ours: median(1, () => powerLawTest(x, { samples: 2500 })),
    unit: "s",
    note: "target 10 s",
  });
  const fit = fitPowerLaw(x);
  report({
    name: "four alternatives on 2,000 values",
    ours: median(5, () => comparePowerLaw(x, fit)),
    unit: "s",
  });
}
