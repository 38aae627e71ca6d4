/** Unfolding and window statistics, against the same definitions written with numpy and scipy. */
import { poissonLevels } from "../src/ensembles/index.ts";
import { meanSpacingRatio, nullBand, numberVariance, spectralRigidity, unfold } from "../src/levels/index.ts";
import { cpuSeconds, time } from "./clock.ts";
import { python } from "./python.ts";
import type { Report } from "./run.ts";

export const title = "Level statistics";

const TIMING = { rounds: 9, warmUp: 2 };

/**
 * The peers: the broadened staircase as one numpy expression; number variance and rigidity over 1,000 random windows per
 * L, as Monte-Carlo packages do it (rigidity by a least-squares line through a sampled staircase).
 */
const PEER = `
import json, time
import numpy as np
from scipy.special import ndtr

rng = np.random.default_rng(1)
x10 = np.cumsum(rng.exponential(size=10000))
x5 = np.cumsum(rng.exponential(size=5000))
lengths = np.linspace(0.5, 50, 20)

def clock(run, rounds):
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return sorted(times)[rounds // 2]

def unfold(x, a=15):
    m = len(x)
    k = np.arange(a, m - a)
    width = (x[k + a] - x[k - a]) / 2
    points = x[2 * a:m - 2 * a]
    return ndtr((points[:, None] - x[k][None, :]) / width[None, :]).sum(1)

def variance(x, windows=1000):
    out = []
    for L in lengths:
        t = rng.uniform(x[0], x[-1] - L, windows)
        out.append(np.var(np.searchsorted(x, t + L) - np.searchsorted(x, t)))
    return out

def rigidity(x, windows=1000, grid=100):
    out = []
    for L in lengths:
        total = 0.0
        for t in rng.uniform(x[0], x[-1] - L, windows):
            s = np.linspace(t, t + L, grid)
            n = np.searchsorted(x, s)
            slope, cut = np.polyfit(s - t, n, 1)
            total += np.mean((n - slope * (s - t) - cut) ** 2)
        out.append(total / windows)
    return out

print(json.dumps({
    "unfold": clock(lambda: unfold(x10), 3),
    "variance": clock(lambda: variance(x5), 3),
    "rigidity": clock(lambda: rigidity(x5), 1),
}))
`;

export async function bench(report: Report): Promise<void> {
  const peer = python<{ unfold: number; variance: number; rigidity: number }>(PEER);
  const x10 = poissonLevels(10_000);
  const x5 = poissonLevels(5000);
  const lengths = Float64Array.from({ length: 20 }, (_, i) => 0.5 + (i * 49.5) / 19);
  report({
    name: "unfold 10,000 levels, gaussian a = 15",
    ours: time(() => unfold(x10, { method: "gaussian" }), TIMING),
    unit: "s",
    peer: "numpy + scipy.special.ndtr",
    peerTime: peer?.unfold,
  });
  report({
    name: "unfold 10,000 levels, polynomial of degree 7",
    ours: time(() => unfold(x10, { method: "polynomial" }), TIMING),
    unit: "s",
  });
  report({
    name: "Sigma^2 at 20 L, 5,000 levels",
    ours: time(() => numberVariance(x5, lengths), TIMING),
    unit: "s",
    peer: "numpy, 1,000 random windows per L",
    peerTime: peer?.variance,
    note: "ours is the exact average over all windows",
  });
  report({
    name: "Delta_3 at 20 L, 5,000 levels",
    ours: time(() => spectralRigidity(x5, lengths), TIMING),
    unit: "s",
    peer: "numpy, 1,000 random windows per L",
    peerTime: peer?.rigidity,
    note: "ours is the exact average over all windows",
  });
  report({
    name: "mean spacing ratio, 10,000 levels",
    ours: time(() => meanSpacingRatio(x10), TIMING),
    unit: "s",
  });
  const start = cpuSeconds();
  await nullBand(
    (s) => unfold(s, { method: "gaussian" }).diagnostics.varianceSpacing,
    { kind: "gaussian", rows: 512, cols: 512 },
    { samples: 100 },
  );
  const seconds = cpuSeconds() - start;
  report({
    name: "null band of 100 matrices 512 x 512, unfolded",
    ours: seconds,
    unit: "s",
    note: "bidiagonal sampler",
  });
}
