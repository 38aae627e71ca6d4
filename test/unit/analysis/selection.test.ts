import { expect, test } from "vitest";
import { selectMatrices } from "../../../src/analysis/index.ts";
import type { TensorInfo } from "../../../src/models/index.ts";

const tensor = (name: string, shape: number[]): TensorInfo => ({
  name,
  dtype: "F32",
  shape,
  bytes: 4 * shape.reduce((product, size) => product * size, 1),
  kind: "float",
  readable: true,
});

test("slices that are too small are one row, however many; others one each", () => {
  const tensors = [tensor("tiny", [2, 3, 16, 16]), tensor("kernel", [4, 5, 1, 2]), tensor("fc", [3, 9])];
  const { matrices, skipped } = selectMatrices({ tensors }, { conv: "slices", minSize: 4 });
  expect(skipped.map(({ index, name, reason }) => [index, name, reason])).toEqual([
    [0, "tiny", "the smaller side of each of 256 slices 2 x 3 is below the minimum size 4"],
    [3, "fc", "the smaller side of 3 x 9 is below the minimum size 4"],
  ]);
  expect(matrices.map(({ source, plan }) => [source.index, plan.name])).toEqual([
    [1, "kernel[0,0]"],
    [2, "kernel[0,1]"],
  ]);
});
