/**
 * The Lanczos process, without the operator's own cost (a diagonal one), against the same process in numpy over OpenBLAS
 * on one thread: two rounds of classical Gram-Schmidt against the whole basis in every step. CPU time.
 */
import { lanczos } from "../src/kernel/index.ts";
import { time } from "./clock.ts";
import { python } from "./python.ts";
import type { Report } from "./run.ts";

export const title = "Lanczos";

const CASES: readonly { readonly n: number; readonly steps: number; readonly rounds: number }[] = [
  { n: 10_000, steps: 100, rounds: 5 },
  { n: 200_000, steps: 100, rounds: 3 },
  { n: 1_000_000, steps: 40, rounds: 1 },
];

/** Median CPU seconds of the process in numpy; undefined without python3 and numpy. */
function numpySeconds(n: number, steps: number, rounds: number): number | undefined {
  const program = `
import time, numpy as np
def lanczos(d, n, steps):
    q = np.empty((steps + 1, n))
    q[0] = np.random.default_rng(1).standard_normal(n)
    q[0] /= np.linalg.norm(q[0])
    t = np.zeros((steps, steps))
    for j in range(steps):
        w = d * q[j]
        t[j, j] = q[j] @ w
        for _ in range(2):
            w -= (q[:j + 1] @ w) @ q[:j + 1]
        beta = np.linalg.norm(w)
        if j + 1 < steps:
            t[j, j + 1] = t[j + 1, j] = beta
        q[j + 1] = w / beta
    return np.linalg.eigh(t)
d = np.cos(np.arange(${n}))
times = []
for _ in range(${rounds}):
    start = time.process_time()
    lanczos(d, ${n}, ${steps})
    times.append(time.process_time() - start)
print(sorted(times)[${rounds >> 1}])`;
  return python<number>(program);
}

export async function bench(report: Report): Promise<void> {
  for (const { n, steps, rounds } of CASES) {
    const d = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
    const product = new Float64Array(n);
    const multiply = (v: Float64Array) => {
      for (let i = 0; i < n; i++) product[i] = d[i] * v[i];
      return product;
    };
    report({
      name: `${steps} steps, n = ${n.toLocaleString("en-US")}`,
      ours: time(() => lanczos(multiply, n, { steps }), { rounds }),
      unit: "s",
      peer: "numpy",
      peerTime: numpySeconds(n, steps, rounds),
    });
  }
}
