import { describe, expect, test, vi } from "vitest";
import { gaussLegendre, Remembered } from "../../../src/statistics/index.ts";
import { boundaryRank } from "../../../src/vectors/index.ts";

describe("Remembered", () => {
  test("gives the very object back and makes it once", () => {
    const kept = new Remembered<Float64Array>(2);
    const make = vi.fn(() => Float64Array.of(1, 2));
    const first = kept.recall(["goe", 3, 7], make);
    expect(kept.recall(["goe", 3, 7], make)).toBe(first);
    expect(make).toHaveBeenCalledTimes(1);
    expect(kept.get(["goe", 3, 7])).toBe(first);
  });

  test("another seed is another key", () => {
    const kept = new Remembered<{ seed: number }>(4);
    const [one, two] = [1, 2].map((seed) => kept.recall(["null", 10, seed], () => ({ seed })));
    expect([one.seed, two.seed]).toEqual([1, 2]);
    expect(kept.size).toBe(2);
  });

  test.each([
    [
      ["a", 1, 2],
      ["a", 12],
    ],
    [["1"], [1]],
    [["a b"], ["a", "b"]],
    [['a","b'], ["a", "b"]],
    [[0.1], [0.1 + 2 ** -55]],
  ])("%j and %j are two keys", (a, b) => {
    const kept = new Remembered<string>(4);
    kept.keep(a, "first");
    expect(kept.get(b)).toBeUndefined();
    kept.keep(b, "second");
    expect([kept.get(a), kept.get(b)]).toEqual(["first", "second"]);
  });

  test("keeps at most the number asked for, and drops what was not used for the longest", () => {
    const kept = new Remembered<number>(3);
    for (const k of [1, 2, 3]) kept.keep([k], k);
    expect(kept.size).toBe(3);
    expect(kept.get([1])).toBe(1);
    kept.keep([4], 4);
    expect(kept.size).toBe(3);
    expect([1, 2, 3, 4].map((k) => kept.get([k]))).toEqual([1, undefined, 3, 4]);
    for (let k = 5; k < 50; k++) kept.recall([k], () => k);
    expect([46, 47, 48, 49].map((k) => kept.get([k]))).toEqual([undefined, 47, 48, 49]);
  });

  test("a result kept again under its key takes no second place", () => {
    const kept = new Remembered<string>(2);
    kept.keep(["a"], "old");
    kept.keep(["b"], "b");
    kept.keep(["a"], "new");
    expect([kept.size, kept.get(["a"]), kept.get(["b"])]).toEqual([2, "new", "b"]);
    kept.keep(["b"], "newer");
    expect([kept.size, kept.get(["a"]), kept.get(["b"])]).toEqual([2, "new", "newer"]);
  });

  test("forgets when told to", () => {
    const kept = new Remembered<number>(2);
    kept.keep(["a"], 1);
    kept.clear();
    expect([kept.size, kept.get(["a"])]).toEqual([0, undefined]);
  });
});

test("what is simulated for one seed is not taken for another", () => {
  const p = [0.004, 0.03, 0.4, 0.9, 0.2, 0.7];
  const of = (seed: number) => boundaryRank(p, { seed, samples: 400 });
  const first = of(1);
  expect(of(2).pValue).not.toBe(first.pValue);
  expect(of(1)).toEqual(first);
});

test("rules of quadrature are remembered, a bounded number of them", () => {
  const rule = gaussLegendre(5);
  expect(gaussLegendre(5)).toBe(rule);
  for (let n = 100; n < 140; n++) gaussLegendre(n);
  expect(gaussLegendre(5)).not.toBe(rule);
  expect(gaussLegendre(5)).toEqual(rule);
});
