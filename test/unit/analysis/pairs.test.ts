/** Pairs of low-rank factors by their headers alone: what a row says of them, and at which sizes they have no product. */
import { describe, expect, test } from "vitest";
import { planAnalysis, selectMatrices } from "../../../src/analysis/index.ts";
import { costliestFirst } from "../../../src/analysis/model/steps.ts";
import { blobFolder, openModel, type TensorInfo } from "../../../src/models/index.ts";
import { safetensors } from "./safetensors.ts";

const info = (name: string, shape: readonly number[], dtype = "F32"): TensorInfo => ({
  name,
  dtype,
  shape,
  bytes: 0,
  kind: "float",
  readable: true,
});
const [A, B] = ["fc.lora_A.weight", "fc.lora_B.weight"];
const selected = (a: readonly number[], b: readonly number[], ...others: readonly TensorInfo[]) =>
  selectMatrices({ tensors: [info(A, a), info(B, b), ...others] }, { minSize: 1 });

test("factors of two types are both named, B before A as they stand in the product", () => {
  const tensors = [info(A, [4, 60], "F16"), info(B, [90, 4], "BF16")];
  expect(selectMatrices({ tensors }).products[0].source.dtype).toBe("BF16 F16");
  expect(selected([4, 60], [90, 4]).products[0].source.dtype).toBe("F32");
});

describe("alpha is one number", () => {
  test.each([
    [[], 1],
    [[1], 1],
    [[2, 3], 6],
    [[0], 0],
  ])("of shape %j, %i entries", (shape, count) => {
    const { products } = selected([4, 60], [90, 4], info("fc.alpha", shape));
    expect(products[0].product.pair).toMatchObject({ alpha: "fc.alpha", alphaCount: count });
  });
});

describe("no product", () => {
  test.each([
    ["B of one dimension", [4, 60], [4], "are not matrices"],
    ["A of one dimension", [60], [90, 60], "are not matrices"],
    ["no outputs", [4, 60], [0, 4], "have no entries"],
    ["no inputs", [4, 0], [90, 4], "have no entries"],
    ["no rank", [0, 60], [90, 0], "have no entries"],
    ["inner sizes that differ", [4, 60], [90, 5], "have no product"],
    ["one row more than the most", [1, 2 ** 17], [2 ** 17 + 1, 1], "at most 17179869184 are gone through"],
  ])("of %s", (_, a, b, reason) => {
    const { products, skipped } = selected(a, b);
    expect(products).toEqual([]);
    expect(skipped).toMatchObject([{ code: "INVALID_SHAPE", reason: expect.stringContaining(reason) }]);
  });

  test("but of the most entries there is one", () => {
    expect(selected([1, 2 ** 17], [2 ** 17, 1]).products[0].product).toMatchObject({
      rows: 2 ** 17,
      cols: 2 ** 17,
      rank: 1,
    });
  });
});

test("tasks of an adapter are named by the configuration beside it, too", async () => {
  const data = new Float64Array(4 * 60);
  const file = safetensors([
    { name: A, shape: [4, 60], data },
    { name: B, shape: [60, 4], data },
  ]);
  const ids = async (config: string) => {
    const folder = blobFolder(new Map([["adapter_config.json", new Blob([config])]]));
    const model = await openModel(file, { name: "m", folder });
    return planAnalysis(model).steps.map(({ task }) => task.id);
  };
  const known = await ids('{"lora_alpha": 8}');
  expect(known).toHaveLength(1);
  expect(await ids('{"lora_alpha": 8}')).toEqual(known);
  expect(await ids('{"lora_alpha": 16}')).not.toEqual(known);
});

test("the costliest come first, those of one cost by their place in the model", () => {
  const step = (index: number, cost: number) =>
    ({ index, task: { cost } }) as Parameters<typeof costliestFirst>[0][number];
  const given = [step(3, 1), step(0, 1), step(1, 5), step(2, 1)];
  expect(costliestFirst(given).map(({ index }) => index)).toEqual([1, 0, 2, 3]);
  expect(given.map(({ index }) => index)).toEqual([3, 0, 1, 2]);
});
