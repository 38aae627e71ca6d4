/** The laws: first use, evaluation, quantiles, draws. Tracy-Widom's peer is its determinant in numpy and scipy. */
import { Random } from "../src/kernel/index.ts";
import * as laws from "../src/laws/index.ts";
import { time, timeOnce } from "./clock.ts";
import { python } from "./python.ts";
import type { Report } from "./run.ts";

export const title = "Laws";

/** Time of one evaluation, over 20,000 places inside the law. */
function each(law: laws.Law, of: (law: laws.Law, x: number, p: number) => number, count = 20_000): number {
  const p = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  const [low, high] = [law.quantile(0.001), law.quantile(0.999)];
  let sum = 0;
  const seconds = time(
    () => {
      for (let i = 0; i < count; i++) sum += of(law, low + (high - low) * p[i], p[i]);
    },
    { rounds: 3 },
  );
  if (!Number.isFinite(sum)) throw new Error(`${law.name} gave ${sum}`);
  return seconds / count;
}

/** CPU seconds that python3 with scipy takes for one evaluation of a Fredholm determinant F2(s) with 40 nodes, if it is there. */
function scipyDeterminant(): number | undefined {
  const program = `
import time, numpy as np
from scipy.special import airy
nodes, weights = np.polynomial.legendre.leggauss(40)
def f2(s):
    x = s + (nodes + 1) * 8; w = weights * 8
    ai, dai, _, _ = airy(x)
    d = x[:, None] - x[None, :]; np.fill_diagonal(d, 1)
    k = (np.outer(ai, dai) - np.outer(dai, ai)) / d
    np.fill_diagonal(k, dai**2 - x * ai**2)
    r = np.sqrt(w)
    return np.linalg.det(np.eye(40) - r[:, None] * k * r[None, :])
start = time.process_time()
for i in range(1000): f2(-4 + i * 0.006)
print((time.process_time() - start) / 1000)`;
  return python<number>(program);
}

export async function bench(report: Report): Promise<void> {
  const cold = laws.tracyWidom();
  const left = timeOnce(() => cold.cdf(-3));
  report({ name: "Tracy-Widom, first use left of s = -2", ours: left, unit: "s", note: "Painleve II, once" });
  const right = timeOnce(() => cold.survival(2));
  report({ name: "Tracy-Widom, first use on (1, 5)", ours: right, unit: "s", note: "28 determinants, once" });

  const scipy = scipyDeterminant();
  const peer = scipy === undefined ? {} : { peer: "numpy+scipy determinant", peerTime: scipy };
  const tw2 = laws.tracyWidom({ beta: 2 });
  report({ name: "Tracy-Widom cdf, beta = 2", ours: each(tw2, (law, x) => law.cdf(x)), unit: "s", ...peer });
  report({
    name: "Tracy-Widom quantile, beta = 1",
    ours: each(cold, (law, _, p) => law.quantile(p)),
    unit: "s",
  });

  const mp = laws.marchenkoPastur({ q: 0.5, variable: "nu" });
  report({ name: "Marchenko-Pastur cdf in nu", ours: each(mp, (law, x) => law.cdf(x)), unit: "s" });
  report({
    name: "Marchenko-Pastur quantile in nu",
    ours: each(mp, (law, _, p) => law.quantile(p)),
    unit: "s",
  });
  const random = new Random(1);
  report({
    name: "Marchenko-Pastur, 100,000 draws",
    ours: time(() => mp.sample(random, 100_000)),
    unit: "s",
  });
  const ratio = laws.spacingRatio();
  report({ name: "spacing-ratio cdf", ours: each(ratio, (law, x) => law.cdf(x)), unit: "s" });
  const product = laws.productWishart({ sizes: [300, 500, 400, 350] });
  report({
    name: "product of three Wisharts, density",
    ours: each(product, (law, x) => law.pdf(x), 2000),
    unit: "s",
  });
  const population = laws.discrete({
    atoms: [
      { at: 1, weight: 1 },
      { at: 10, weight: 1 },
    ],
  });
  report({
    name: "population of two x MP, whole law",
    ours: time(() => laws.freeMultiplicative(population, laws.marchenkoPastur({ q: 0.1 })), { rounds: 3 }),
    unit: "s",
    note: "support, density series, mass check",
  });
  const free = laws.freeMultiplicative(population, laws.marchenkoPastur({ q: 0.1 }));
  report({ name: "its cdf", ours: each(free, (law, x) => law.cdf(x)), unit: "s" });
}
