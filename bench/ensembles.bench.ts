/** Spectra of huge beta ensembles against scipy's tridiagonal solvers, and the dense samplers against numpy's generator. */
import { ensembles } from "../src/index.ts";
import { time } from "./clock.ts";
import { python } from "./python.ts";
import type { Report } from "./run.ts";

export const title = "Ensembles";

const PEER = `
import time, json
import numpy as np
from scipy.linalg import eigh_tridiagonal
rng = np.random.default_rng(1)
def clock(run, rounds):
    times = []
    for _ in range(rounds):
        start = time.process_time(); run(); times.append(time.process_time() - start)
    return sorted(times)[rounds // 2]
n = 10000
d = rng.standard_normal(n) * np.sqrt(2 / n)
e = np.sqrt(rng.chisquare(np.arange(n - 1, 0, -1)) / n)
print(json.dumps({
    "sterf": clock(lambda: eigh_tridiagonal(d, e, eigvals_only=True, lapack_driver="sterf"), 1),
    "normal": clock(lambda: rng.standard_normal((2000, 2000)), 3),
    "goe": clock(lambda: (lambda a: (a + a.T) / np.sqrt(4000))(rng.standard_normal((2000, 2000))), 3),
}))
`;

export async function bench(report: Report): Promise<void> {
  const theirs = python<Readonly<Record<string, number>>>(PEER) ?? {};
  const row = (name: string, ours: number, peer?: string, peerName?: string, note?: string) =>
    report({
      name,
      ours,
      unit: "s",
      note,
      ...(peer !== undefined && theirs[peer] !== undefined && { peer: peerName, peerTime: theirs[peer] }),
    });
  ensembles.betaHermiteLevels(2000);
  row(
    "GOE levels, N = 10,000",
    time(() => ensembles.betaHermiteLevels(10_000), { rounds: 3 }),
    "sterf",
    "scipy eigh_tridiagonal (sterf)",
  );
  row(
    "GOE levels, N = 100,000",
    time(() => ensembles.betaHermiteLevels(100_000), { rounds: 1 }),
    undefined,
    undefined,
    "sterf would take a hundred times its 10,000",
  );
  row(
    "Wishart singular values, 100,000 x 100,000",
    time(() => ensembles.betaLaguerreSingularValues(100_000, 100_000), { rounds: 1 }),
  );
  row(
    "largest GOE level, N = 10^9",
    time(() => ensembles.betaHermiteEdge(10 ** 9, 1), { rounds: 1 }),
  );
  row(
    "CUE phases, N = 1000",
    time(() => ensembles.circularPhases(1000, { beta: 2 }), { rounds: 3 }),
  );
  row(
    "gaussian(2000, 2000)",
    time(() => ensembles.gaussian(2000, 2000), { rounds: 3 }),
    "normal",
    "numpy standard_normal",
  );
  row(
    "goe(2000)",
    time(() => ensembles.goe(2000), { rounds: 3 }),
    "goe",
    "numpy",
  );
  row(
    "heavyTailed(2000, 2000), Student t3",
    time(() => ensembles.heavyTailed(2000, 2000, { mu: 3 }), { rounds: 3 }),
  );
}
