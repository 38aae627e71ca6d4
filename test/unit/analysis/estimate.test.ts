import { describe, expect, test } from "vitest";
import { estimateSeconds } from "../../../src/analysis/index.ts";
import {
  type Depth,
  estimateAnalysis,
  estimateComparison,
  estimateFilter,
  openModel,
} from "../../../src/index.ts";
import { type Entry, safetensors } from "./safetensors.ts";

const factor = 1;

describe("seconds for shapes", () => {
  const time = (n: number, depth: Depth, workers = 1, count = 8) =>
    estimateSeconds(
      Array.from({ length: count }, () => ({ rows: n, cols: n })),
      { depth, workers, factor },
    );

  test("grow with the depth, the size and the number, and shrink with workers", () => {
    expect(time(512, "standard")).toBeGreaterThan(time(512, "quick"));
    expect(time(512, "full")).toBeGreaterThan(time(512, "standard"));
    expect(time(2048, "quick")).toBeGreaterThan(16 * time(512, "quick"));
    expect(time(1024, "quick", 1, 16)).toBeGreaterThan(time(1024, "quick", 1, 8));
    expect(time(2048, "quick", 4)).toBeLessThan(0.3 * time(2048, "quick"));
    // The last matrix must be waited for, however many workers there are.
    expect(time(2048, "quick", 1000)).toBeGreaterThan(0.9 * time(2048, "quick", 1, 1));
  });

  test("scale with the machine, and are nothing for nothing", () => {
    const shapes = [{ rows: 300, cols: 400 }];
    const [one, two] = [1, 2].map((speed) =>
      estimateSeconds(shapes, { depth: "quick", workers: 1, factor: speed }),
    );
    expect(two / one).toBeCloseTo(2, 12);
    expect(estimateSeconds([], { depth: "full", workers: 2 })).toBe(0);
  });

  test("a low-rank product costs less than the full matrix, and more with its rank", () => {
    const product = (rank?: number) =>
      estimateSeconds([{ rows: 2048, cols: 2048, rank }], { depth: "standard", workers: 1, factor });
    expect(product(16)).toBeLessThan(0.2 * product());
    expect(product(128)).toBeGreaterThan(product(16));
  });
});

describe("of a model", () => {
  const entry = (name: string, shape: readonly number[]): Entry => ({
    name,
    shape,
    data: new Float64Array(shape.reduce((product, size) => product * size, 1)),
  });
  const entries = [
    entry("fc.weight", [80, 120]),
    entry("fc.bias", [80]),
    entry("tiny.weight", [4, 4]),
    entry("q.lora_A.weight", [4, 60]),
    entry("q.lora_B.weight", [90, 4]),
  ];
  const open = () => openModel(safetensors(entries), { name: "m" });

  test("counts what a run will work on, and follows its options", async () => {
    const model = await open();
    const all = estimateAnalysis(model, { factor });
    expect(all).toMatchObject({ matrices: 2, products: 1, skipped: 2 });
    const one = estimateAnalysis(model, { factor, layers: ["fc*"] });
    expect(one).toMatchObject({ matrices: 1, products: 0, skipped: 3 });
    expect(one.seconds).toBeLessThan(all.seconds);
    expect(estimateAnalysis(model, { factor, lowRank: "factors", minSize: 4 }).matrices).toBe(4);
    expect(estimateAnalysis(model, { factor, depth: "full" }).seconds).toBeGreaterThan(all.seconds);
    expect(() => estimateAnalysis(model, { minSize: 0 })).toThrow(/minSize/);
  });

  test("measures the machine when its speed is not given", async () => {
    expect(estimateAnalysis(await open()).seconds).toBeGreaterThan(0);
  });

  test("of a comparison and of a filter", async () => {
    const [base, model] = [await open(), await open()];
    const compared = estimateComparison(base, model, { factor });
    expect(compared.matrices).toBe(1);
    expect(compared.seconds).toBeGreaterThan(estimateAnalysis(model, { factor, layers: ["fc*"] }).seconds);
    expect(estimateFilter(model, { factor })).toMatchObject({ matrices: 1, skipped: 3 });
  });
});
