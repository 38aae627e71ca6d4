/** The listing of a file: what a terminal gets, what a pipe gets, and how much. */
import { expect, test } from "vitest";
import { csvLine, listing, overview } from "../../../src/cli/commands/inspect.ts";
import type { TensorInfo } from "../../../src/models/index.ts";

const info = (name: string, over: Partial<TensorInfo> = {}): TensorInfo => ({
  name,
  dtype: "F32",
  shape: [3, 4],
  bytes: 48,
  kind: "float",
  readable: true,
  ...over,
});
const lines = (tensors: readonly TensorInfo[], terminal = false) => [
  ...listing("m.safetensors", { format: "safetensors", tensors }, terminal),
];

test("has a line for each tensor in columns, and says why it is not read", () => {
  const tensors = [
    info("a.weight"),
    info("b", { dtype: "I64", shape: [], bytes: 8, readable: false, reason: "an integer type" }),
    info("c", { notWeight: "LSTM takes it as biases" }),
  ];
  expect(lines(tensors)).toEqual([
    "m.safetensors: safetensors, 3 tensors, 104 B",
    "  a.weight  F32  3 x 4   48 B",
    "  b         I64  scalar  8 B   an integer type",
    "  c         F32  3 x 4   48 B  LSTM takes it as biases",
  ]);
});

test("is not padded to the longest name: one long name among thousands costs its length once", () => {
  const long = "n".repeat(4096);
  const tensors = [info(long), ...Array.from({ length: 5000 }, (_, k) => info(`t${k}`))];
  const written = lines(tensors).reduce((sum, line) => sum + line.length, 0);
  expect(written).toBeLessThan(4096 + 5001 * 100);
  // A pipe has the name whole, a terminal cut.
  expect(lines(tensors)[1]).toContain(long);
  expect(lines(tensors, true)[1].length).toBeLessThan(100);
  // The columns of the others still stand below one another.
  expect(lines(tensors)[2]).toBe(`  ${"t0".padEnd(60)}  F32  3 x 4  48 B`);
});

test("cuts nothing that fits and pads nothing beyond 60", () => {
  for (const length of [59, 60]) expect(lines([info("n".repeat(length))], true)[1]).toContain(" ".repeat(2));
  expect(lines([info("n".repeat(60)), info("x")])[2]).toBe(`  ${"x".padEnd(60)}  F32  3 x 4  48 B`);
  expect(lines([info("n".repeat(59)), info("x")])[2]).toBe(`  ${"x".padEnd(59)}  F32  3 x 4  48 B`);
});

test("says parameters, bytes by element type, and what an analysis would do", () => {
  const estimate = (matrices: number, seconds: number) => ({ matrices, products: 0, skipped: 1, seconds });
  const depths = { quick: estimate(2, 0.5), standard: estimate(2, 3), full: estimate(2, 70) };
  const tensors = [info("a"), info("b"), info("c", { dtype: "I64", shape: [], bytes: 8 })];
  expect(overview({ tensors }, depths)).toEqual([
    "  25 parameters; F32 96 B, I64 8 B",
    "  analyze would look at 2 matrices: about 500 ms at depth quick, 3.0 s at standard, 1 min 10 s at full",
  ]);
  const none = { quick: estimate(0, 0), standard: estimate(0, 0), full: estimate(0, 0) };
  expect(overview({ tensors: [] }, none)[1]).toBe("  analyze would find no matrix here");
});

test("writes a tensor as a row of CSV that no spreadsheet runs", () => {
  expect(csvLine("m.npy", info('=a,"b"', { reason: "an integer type" }))).toBe(
    `m.npy,"'=a,""b""",F32,3x4,12,48,an integer type`,
  );
});
