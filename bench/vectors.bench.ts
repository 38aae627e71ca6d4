/** Porter-Thomas tests with the null at hand, and against a plain evaluation by sorting. */
import { boundaryRank, ensembles, localization, porterThomas } from "../src/index.ts";
import { time, timeOnce } from "./clock.ts";
import type { Report } from "./run.ts";

export const title = "Singular vectors";

/** What a script would do: normalise, sort, search a pooled empirical law of a million entries. */
function plainDistances(data: Float64Array, count: number, length: number, pool: Float64Array): number[] {
  return Array.from({ length: count }, (_, k) => {
    const v = data.slice(k * length, (k + 1) * length);
    const norm = Math.sqrt(v.reduce((s, x) => s + x * x, 0) / length);
    let distance = 0;
    v.sort().forEach((x, i) => {
      let low = 0;
      let high = pool.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (pool[middle] <= x / norm) low = middle + 1;
        else high = middle;
      }
      distance = Math.max(distance, Math.abs(low / pool.length - i / (length - 1)));
    });
    return distance;
  });
}

export async function bench(report: Report): Promise<void> {
  const [count, length] = [1000, 1024];
  const vectors = ensembles.gaussian(count, length, { seed: 1 });
  const cold = timeOnce(() => porterThomas(vectors, { axis: "rows", seed: 99 }));
  report({
    name: "Porter-Thomas null, N = 1024, 5000 draws",
    ours: cold,
    unit: "s",
    note: "once per N, then kept",
  });
  const pool = ensembles.gaussian(1000, 1000, { seed: 2 }).data.sort();
  report({
    name: "1,000 Porter-Thomas tests, N = 1024, null kept",
    ours: time(() => porterThomas(vectors, { axis: "rows" })),
    unit: "s",
    peer: "sorting and a pooled law",
    peerTime: time(() => plainDistances(vectors.data, count, length, pool), { rounds: 3 }),
  });
  porterThomas(vectors, { axis: "rows", neighbours: 15 });
  report({
    name: "the same with 1,000 pools of 30",
    ours: time(() => porterThomas(vectors, { axis: "rows", neighbours: 15 }), { rounds: 3 }),
    unit: "s",
  });
  report({
    name: "localisation of 1,000, N = 1024",
    ours: time(() => localization(vectors, { axis: "rows" })),
    unit: "s",
  });
  const { p } = porterThomas(vectors, { axis: "rows" });
  boundaryRank(p);
  report({
    name: "boundary rank of 1,000 p-values, null kept",
    ours: time(() => boundaryRank(p)),
    unit: "s",
  });
}
