import { describe, expect, test } from "vitest";
import {
  filterCurve,
  filterModel,
  type Matrix,
  matrix,
  openModel,
  Random,
  type ShrinkRule,
  shrink,
  svdvals,
  type WriteModelOptions,
  writeSafetensors,
} from "../../../src/index.ts";
import { type Entry, safetensors } from "./safetensors.ts";

const normals = (n: number, seed: number) => new Random(seed).normals(n);

/** Noise and three strong directions. */
function spiked(rows: number, cols: number, seed: number): Matrix<Float64Array> {
  const data = normals(rows * cols, seed);
  for (let k = 0; k < 3; k++) {
    const [u, v] = [normals(rows, seed + 10 + k), normals(cols, seed + 20 + k)];
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] += 2 * u[i] * v[j];
  }
  return matrix(rows, cols, data);
}

async function filtered(entries: readonly Entry[], options: Parameters<typeof filterModel>[2]) {
  const model = await openModel(safetensors(entries), { name: "m.safetensors" });
  const chunks: Uint8Array[] = [];
  const write = (how: WriteModelOptions) =>
    writeSafetensors(model, { write: (chunk) => chunks.push(chunk.slice()) }, how);
  const report = await filterModel(model, write, options);
  const file = Buffer.concat(chunks);
  return { report, file, result: await openModel(new Uint8Array(file), { name: "out.safetensors" }) };
}

const a = spiked(60, 90, 1);
const entries: Entry[] = [
  { name: "fc.weight", shape: [60, 90], data: a.data },
  { name: "fc.bias", shape: [60], data: normals(60, 2) },
  { name: "other.weight", shape: [60, 60], data: normals(3600, 3) },
];

describe("filterModel", () => {
  test("keeps the spikes, zeroes the noise, and copies the rest byte for byte", async () => {
    const { report, result, file } = await filtered(entries, { rule: { method: "edge" }, layers: ["fc*"] });
    expect(report.filtered).toMatchObject([{ name: "fc.weight", rank: 3 }]);
    const s = svdvals(await result.read("fc.weight"));
    const before = svdvals(a);
    for (let k = 0; k < 3; k++) expect(s[k]).toBeCloseTo(before[k], 8);
    expect(s[3]).toBeLessThan(1e-10);
    const original = Buffer.from(safetensors(entries));
    const headerEnd = 8 + Number(original.readBigUInt64LE(0));
    expect(file.subarray(0, headerEnd).equals(original.subarray(0, headerEnd))).toBe(true);
    expect(file.subarray(headerEnd + 8 * 5400).equals(original.subarray(headerEnd + 8 * 5400))).toBe(true);
  });

  test("a rule that changes nothing copies the file", async () => {
    const { file } = await filtered(entries, { rule: { method: "cut", share: 0 } });
    expect(file.equals(Buffer.from(safetensors(entries)))).toBe(true);
  });

  test("a low rank above what a matrix has keeps it whole", async () => {
    const { report } = await filtered(entries, { rule: { method: "lowRank", rank: 60 }, minSize: 10 });
    expect(report.filtered.map(({ rank }) => rank)).toEqual([60, 60]);
  });

  test("at the boundary rank: directions that are not random stay, and the report says which", async () => {
    const noise = normals(5400, 4);
    for (let i = 0; i < 20; i++) for (let j = 0; j < 9; j++) noise[i * 90 + j] += 4;
    const file: Entry[] = [{ name: "w", shape: [60, 90], data: noise }];
    const { report, result } = await filtered(file, { rule: { method: "boundary" } });
    expect(report.filtered).toEqual([
      expect.objectContaining({ rank: 1, basis: { kind: "vectors", kept: { first: 1, last: 0 } } }),
    ]);
    expect(svdvals(await result.read("w"))[1]).toBeLessThan(1e-10);
    const short: Entry[] = [{ name: "w", shape: [5, 90], data: normals(450, 5) }];
    const { report: refused } = await filtered(short, { rule: { method: "boundary" }, minSize: 2 });
    expect(refused.kept).toMatchObject([{ name: "w", reason: expect.stringContaining("coordinates") }]);
  });

  test("says what each rule decided by", async () => {
    const basisOf = async (rule: ShrinkRule) => {
      const { report } = await filtered(entries, { rule, layers: ["fc*"] });
      return report.filtered[0].basis;
    };
    const { sigma } = shrink(a, { method: "edge" });
    expect(sigma).toBeGreaterThan(0);
    for (const method of ["edge", "optimal", "shift"] as const)
      expect(await basisOf({ method })).toEqual({ kind: "noise level", sigma });
    for (const rule of [
      { method: "cut", share: 0.5 },
      { method: "lowRank", rank: 2 },
    ] as const)
      expect(await basisOf(rule)).toEqual({ kind: "order" });
    const shifting = await basisOf({ method: "boundary", shift: true });
    expect(shifting).toMatchObject({ kind: "vectors", sigma });
  });

  test("keeps all of a matrix that has fewer ranks than the rule keeps", async () => {
    const { report } = await filtered(entries, { rule: { method: "lowRank", rank: 70 }, layers: ["fc*"] });
    expect(report.filtered).toMatchObject([{ rank: 60 }]);
    expect(report.filtered[0].after).toEqual(report.filtered[0].before);
  });

  test("refuses a rule outside its range", async () => {
    await expect(filtered(entries, { rule: { method: "cut", share: 1.5 } })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });
});

describe("filterCurve", () => {
  const weights = new Map<string, Matrix>([
    ["a", a],
    ["b", spiked(40, 50, 5)],
  ]);
  const energy = (all: ReadonlyMap<string, Matrix>) =>
    [...all.values()].reduce((sum, { data }) => sum + Math.hypot(...data) ** 2, 0);

  test("jointly: the removed share is the energy of the smallest values", async () => {
    const [{ names, values }] = await filterCurve(weights, energy, { shares: [0, 0.5, 1] });
    const kept = (share: number) =>
      [...weights.values()].reduce((sum, w) => {
        const s = svdvals(w);
        return (
          sum +
          s.subarray(0, s.length - Math.round(share * s.length)).reduce((total, nu) => total + nu * nu, 0)
        );
      }, 0);
    expect(names).toEqual(["a", "b"]);
    expect(values[0]).toBeCloseTo(kept(0), 6);
    expect(values[1]).toBeCloseTo(kept(0.5), 6);
    expect(values[2]).toBeCloseTo(0, 12);
  });

  test("one at a time: the other matrices stay whole", async () => {
    const curves = await filterCurve(weights, energy, { shares: [1], layers: "one at a time" });
    expect(curves.map(({ names }) => names)).toEqual([["a"], ["b"]]);
    const whole = (name: string) => energy(new Map([[name, weights.get(name) as Matrix]]));
    expect(curves[0].values[0]).toBeCloseTo(whole("b"), 6);
    expect(curves[1].values[0]).toBeCloseTo(whole("a"), 6);
  });

  test("refuses shares outside [0, 1]", async () => {
    await expect(filterCurve(weights, energy, { shares: [2] })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });
});
