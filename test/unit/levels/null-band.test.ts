import { describe, expect, test } from "vitest";
import { goe } from "../../../src/ensembles/index.ts";
import { eigvalsh, Random } from "../../../src/kernel/index.ts";
import { wignerSurmise } from "../../../src/laws/index.ts";
import {
  clearNullBands,
  nullBand,
  nullBandSync,
  nullPValue,
  nullSpectrum,
  spacings,
  unfold,
} from "../../../src/levels/index.ts";
import { ksDistance } from "../../../src/statistics/index.ts";
import { codeOf } from "../error-code.ts";

describe("null spectra", () => {
  /** Two-sample distance, below 1.95 sqrt(2/n) in 999 of 1,000 pairs. */
  function twoSampleDistance(x: Float64Array, y: Float64Array): number {
    x.sort();
    y.sort();
    let [i, j, distance] = [0, 0, 0];
    while (i < x.length && j < y.length) {
      if (x[i] <= y[j]) i++;
      else j++;
      distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
    }
    return distance;
  }

  test("the reduced and the dense sampler agree in the law of each singular value", () => {
    for (const [rows, cols] of [
      [12, 12],
      [20, 7],
    ]) {
      const draw = (sampler: "reduced" | "dense", k: number) =>
        Float64Array.from(
          { length: 800 },
          (_, stream) => nullSpectrum({ kind: "gaussian", rows, cols }, { stream, sampler, seed: 4 })[k],
        );
      for (const k of [0, 3, 6])
        expect(twoSampleDistance(draw("reduced", k), draw("dense", k))).toBeLessThan(
          1.95 * Math.sqrt(2 / 800),
        );
    }
  });

  test("GOE levels have the law of dense GOE matrices", () => {
    const reduced = Float64Array.from(
      { length: 500 },
      (_, stream) => nullSpectrum({ kind: "goe", n: 9 }, { stream })[4],
    );
    const dense = Float64Array.from(
      { length: 500 },
      (_, stream) => eigvalsh(goe(9, { stream, seed: 77 }))[4],
    );
    expect(twoSampleDistance(reduced, dense)).toBeLessThan(1.95 * Math.sqrt(2 / 500));
  });

  test("singular values descend, GOE levels ascend, wide and tall are one", () => {
    const s = nullSpectrum({ kind: "gaussian", rows: 5, cols: 9 }, { stream: 3 });
    expect([...s]).toEqual([...s].sort((a, b) => b - a));
    expect(nullSpectrum({ kind: "gaussian", rows: 9, cols: 5 }, { stream: 3 })).toEqual(s);
    const levels = nullSpectrum({ kind: "goe", n: 20 });
    expect([...levels]).toEqual([...levels].sort((a, b) => a - b));
    expect(() => nullSpectrum({ kind: "gaussian", rows: 0, cols: 3 })).toThrow(
      /rows must be an integer >= 1, got 0/,
    );
  });
});

describe("null bands", () => {
  const top = (spectrum: Float64Array) => spectrum[0];

  test("mean, median, band and p-values are those of the replicates", async () => {
    const band = await nullBand(
      (s) => [s[0], s[s.length - 1]],
      { kind: "gaussian", rows: 6, cols: 10 },
      { samples: 99, seed: 5 },
    );
    const direct = Array.from(
      { length: 99 },
      (_, stream) => nullSpectrum({ kind: "gaussian", rows: 6, cols: 10 }, { stream, seed: 5 })[0],
    );
    expect([...band.replicates[0]]).toEqual(direct);
    direct.sort((a, b) => a - b);
    expect(band.median[0]).toBe(direct[49]);
    // Ranks .025 and .975 of 100, halfway between the second and the third from either end.
    expect(band.lower[0]).toBeCloseTo((direct[1] + direct[2]) / 2, 12);
    expect(band.upper[0]).toBeCloseTo((direct[96] + direct[97]) / 2, 12);
    expect(band.replicates.length).toBe(2);
    expect(nullPValue(band, direct[98])).toBe(2 / 100);
    expect(nullPValue(band, direct[98] + 1)).toBe(1 / 100);
    expect(nullPValue(band, 0, { component: 1, tail: "lower" })).toBe(1 / 100);
    expect(nullPValue(band, direct[49], { tail: "two-sided" })).toBe(1);
    expect(() => nullPValue(band, 1, { component: 2 })).toThrow(/component/);
  });

  test("one more draw lies in the band as often as it says", async () => {
    const [bands, shape] = [400, { kind: "gaussian", rows: 4, cols: 6 } as const] as const;
    let inside = 0;
    for (let seed = 1; seed <= bands; seed++) {
      const { lower, upper } = await nullBand((s) => s[0], shape, { samples: 39, seed });
      const [drawn] = nullSpectrum(shape, { seed, stream: 39 });
      if (lower[0] <= drawn && drawn <= upper[0]) inside++;
    }
    // Two standard errors of 400 are .022; the percentiles of the sample would hold .90.
    expect(Math.abs(inside / bands - 0.95)).toBeLessThan(0.022);
    const few = await nullBand((s) => s[0], shape, { samples: 3 });
    expect([few.lower[0], few.upper[0]]).toEqual([
      Math.min(...few.replicates[0]),
      Math.max(...few.replicates[0]),
    ]);
  });

  test("a key keeps the replicates, another seed or shape does not take them", async () => {
    clearNullBands();
    let calls = 0;
    const counted = (s: Float64Array) => {
      calls++;
      return top(s);
    };
    const run = (rows: number, seed: number, key?: string) =>
      nullBand(counted, { kind: "gaussian", rows, cols: 4 }, { samples: 10, seed, key });
    const first = await run(4, 1, "top");
    expect((await run(4, 1, "top")).replicates).toBe(first.replicates);
    expect(calls).toBe(10);
    await run(4, 2, "top");
    await run(5, 1, "top");
    await run(4, 1);
    expect(calls).toBe(40);
  });

  test("reports progress and stops on a signal", async () => {
    const seen: number[] = [];
    await nullBand(
      top,
      { kind: "goe", n: 5 },
      { samples: 3, onProgress: (done, samples) => seen.push(done / samples) },
    );
    expect(seen).toEqual([1 / 3, 2 / 3, 1]);
    const controller = new AbortController();
    const stopped = nullBand(
      top,
      { kind: "goe", n: 5 },
      {
        samples: 100,
        signal: controller.signal,
        onProgress: (done) => done === 4 && controller.abort(),
      },
    );
    await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("errors of the statistic reach the caller; curves must keep their length", async () => {
    const small = nullBand((s) => unfold(s, { method: "gaussian" }).levels.length, {
      kind: "gaussian",
      rows: 20,
      cols: 20,
    });
    await expect(small).rejects.toMatchObject({ code: "TOO_FEW" });
    let length = 1;
    await expect(nullBand(() => Array(length++).fill(0), { kind: "goe", n: 3 })).rejects.toThrow(
      /1 values at first and 2/,
    );
    await expect(nullBand(top, { kind: "goe", n: 3 }, { coverage: 2 })).rejects.toThrow(/coverage/);
  });

  test("KS of spacings: the same-shape null is far from Kolmogorov's law", async () => {
    const law = wignerSurmise({ beta: 1 });
    const distance = (s: Float64Array) => ksDistance(spacings(unfold(s, { method: "gaussian" }).levels), law);
    const band = await nullBand(distance, { kind: "gaussian", rows: 128, cols: 128 }, { samples: 200 });
    // the 5 % point for 67 independent draws is .163
    expect(band.upper[0]).toBeLessThan(0.14);
    const poisson = unfold(new Random(2).uniforms(128).sort(), { method: "gaussian" });
    expect(nullPValue(band, ksDistance(spacings(poisson.levels), law))).toBe(1 / 201);
  });
});

test("in one go or in turns the band is the same, and one key serves both", async () => {
  clearNullBands();
  const shape = { kind: "gaussian", rows: 5, cols: 7 } as const;
  let calls = 0;
  const largest = (s: Float64Array) => {
    calls++;
    return s[0];
  };
  const sync = nullBandSync(largest, shape, { samples: 12, seed: 3, key: "largest" });
  const band = await nullBand(largest, shape, { samples: 12, seed: 3, key: "largest" });
  expect(band.replicates).toBe(sync.replicates);
  expect(calls).toBe(12);
  for (const other of [
    { samples: 13, seed: 3, key: "largest" },
    { samples: 12, seed: 3, key: "largest", sampler: "dense" },
    { samples: 12, seed: 3, key: "other" },
  ] as const)
    expect(nullBandSync(largest, shape, other).replicates).not.toBe(sync.replicates);
  expect(calls).toBe(12 + 13 + 12 + 12);
  // another coverage is read off the same replicates
  const half = nullBandSync(largest, shape, { samples: 12, seed: 3, key: "largest", coverage: 0.5 });
  expect(half.replicates).toBe(sync.replicates);
  expect(half.coverage).toBe(0.5);
  expect(half.upper[0]).toBeLessThan(sync.upper[0]);
});

test("the band and its p-values by hand: 4, 1, 3, 2 as replicates", () => {
  const values = [4, 1, 3, 2];
  let call = 0;
  const band = nullBandSync(
    () => values[call++],
    { kind: "goe", n: 2 },
    { samples: 4, coverage: 0.5, seed: 9 },
  );
  expect(band).toMatchObject({ samples: 4, seed: 9, coverage: 0.5, shape: { kind: "goe", n: 2 } });
  expect([band.mean[0], band.median[0]]).toEqual([2.5, 2.5]);
  // ranks 1.25 and 3.75 of 5
  expect([band.lower[0], band.upper[0]]).toEqual([1.25, 3.75]);
  expect(nullPValue(band, 3)).toBe(3 / 5);
  expect(nullPValue(band, 3, { tail: "upper" })).toBe(3 / 5);
  expect(nullPValue(band, 1, { tail: "lower" })).toBe(2 / 5);
  expect(nullPValue(band, 1, { tail: "two-sided" })).toBe(4 / 5);
  expect(nullPValue(band, 4.5, { tail: "two-sided" })).toBe(2 / 5);
  expect(codeOf(() => nullPValue(band, Number.NaN))).toBe("NOT_FINITE");
  expect(codeOf(() => nullBandSync(() => 1, { kind: "goe", n: 2 }, { samples: 1 }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => nullSpectrum({ kind: "wigner", n: 2 } as never))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => nullSpectrum({ kind: "goe", n: 0 }))).toBe("INVALID_ARGUMENT");
});
