/** Replicates by their stream, the law that they are drawn from, and data drawn with replacement. */
import { powerLawBootstrap, powerLawBootstrapWorkspace } from "../statistics/power-law-bootstrap";

function array(values: StaticArray<f64>): usize {
  return changetype<usize>(values);
}

function run(
  logs: StaticArray<f64>,
  start: i32,
  logMax: f64,
  fixed: i32,
  firstStream: f64,
  count: i32,
  conditional: i32 = 0,
): StaticArray<f64> {
  const n = logs.length;
  const work = new StaticArray<u8>((powerLawBootstrapWorkspace(n) as i32) + 16);
  const aligned = (changetype<usize>(work) + 15) & ~15;
  const out = new StaticArray<f64>(4 * count);
  powerLawBootstrap(
    array(logs),
    n,
    start,
    0,
    1.5,
    logMax,
    conditional ? 20 : 2,
    fixed,
    conditional,
    7,
    firstStream,
    count,
    aligned,
    array(out),
  );
  return out;
}

function ladder(n: i32): StaticArray<f64> {
  const logs = new StaticArray<f64>(n);
  for (let i = 0; i < n; i++) logs[i] = -Math.log(1 - (i + 0.5) / (n as f64)) / 1.5;
  return logs;
}

describe("powerLawBootstrap", () => {
  test("replicate r depends on its stream alone", () => {
    const logs = ladder(50);
    const all = run(logs, 20, Infinity, 0, 0, 6);
    const rest = run(logs, 20, Infinity, 0, 4, 2);
    for (let k = 0; k < 8; k++) expect(rest[k]).toBe(all[16 + k]);
  });

  test("refits scatter about the law that they came from, with and without a cut-off", () => {
    const n = 200;
    const count = 400;
    for (let cut = 0; cut < 2; cut++) {
      const out = run(ladder(n), 0, cut ? 2.0 : Infinity, 1, 0, count);
      let mean: f64 = 0;
      for (let r = 0; r < count; r++) {
        mean += out[4 * r + 1] / (count as f64);
        expect(out[4 * r + 3]).toBe(n as f64);
      }
      // alpha = 2.5; one refit scatters by .106 (.19 with the cut-off), their mean by a twentieth of that
      expect(abs(mean - 2.5)).toBeLessThan(cut ? 0.06 : 0.04);
    }
  });

  test("drawing data with replacement only returns data", () => {
    const logs = ladder(40);
    const out = run(logs, 40, Infinity, 0, 0, 50);
    for (let r = 0; r < 50; r++) {
      let known = false;
      for (let i = 0; i < 40; i++) known = known || logs[i] == out[4 * r];
      expect(known).toBe(true);
    }
  });

  test("a conditional resample keeps the body as it is", () => {
    const logs = ladder(40);
    const out = run(logs, 30, Infinity, 0, 0, 50, 1);
    for (let r = 0; r < 50; r++) {
      // tails of 20 and more reach into the body, and start at the value of their rank because none of it has moved
      const tail = out[4 * r + 3] as i32;
      expect(tail).toBeGreaterThan(19);
      expect(out[4 * r]).toBe(logs[40 - tail]);
    }
  });
});
