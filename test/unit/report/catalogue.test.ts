/** The catalogue of quantities, and that tables, files and comparisons are lists of its keys. */
import { describe, expect, it } from "vitest";
import { analyzeMatrix, analyzeProduct } from "../../../src/analysis/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import { CATALOGUE, quantity } from "../../../src/report/columns/catalogue.ts";
import { partsOf } from "../../../src/report/columns/parts.ts";
import { type Quantity, real, show, snakeCase } from "../../../src/report/columns/quantity.ts";
import { COLUMNS, COMPARISON_COLUMNS, CURVATURE_COLUMNS } from "../../../src/report/index.ts";

const all = Object.values(CATALOGUE).flat();

describe("the catalogue", () => {
  it("has every key once, and digits for every number", () => {
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    for (const { key, type, digits } of all)
      expect([key, digits !== undefined]).toEqual([key, type === "integer" || type === "real"]);
    expect(() => quantity("alhpa")).toThrow(/no quantity "alhpa"/);
  });

  it("is behind every column of files, with its unit and meaning", () => {
    for (const one of all) {
      const column = [...COLUMNS, ...CURVATURE_COLUMNS].find(({ key }) => key === one.key);
      expect(column).toMatchObject({ name: snakeCase(one.key), type: one.type, meaning: one.meaning });
      expect(column?.unit).toBe(one.unit);
    }
    for (const [name, meaning] of [
      ["base_alpha", `${quantity("alpha").meaning}, of the base`],
      ["model_sigma_mp", `${quantity("sigmaMp").meaning}, of the model`],
      ["delta_learned_spikes", `${quantity("learnedSpikes").meaning}, of W - W0`],
    ])
      expect(COMPARISON_COLUMNS.find((column) => column.name === name)?.meaning).toBe(meaning);
  });

  it("reads a full matrix and a product, null where a kind has no such part", () => {
    const matrix = partsOf(analyzeMatrix(gaussian(60, 80), { depth: "quick" }));
    const product = partsOf(
      analyzeProduct({ b: gaussian(60, 8), a: gaussian(8, 80), scale: 1, scaleFrom: "option" }),
    );
    const has = (of: typeof matrix) =>
      ["sigmaMp", "productSigma", "boundaryRank", "randDistance", "M"].map(
        (key) => quantity(key).of(of) !== null,
      );
    expect(has(matrix)).toEqual([true, false, false, false, true]);
    expect(has(product)).toEqual([false, true, false, true, true]);
    expect(quantity("M").of({})).toBeNull();
  });

  it("prints numbers with their digits", () => {
    const printed = (digits: Quantity["digits"], value: number) => show({ digits, of: () => value }, {});
    expect(printed(real(4).digits, 12.34567)).toBe("12.35");
    expect(printed({ kind: "decimals", count: 2 }, 3)).toBe("3.00");
    expect(printed({ kind: "whole" }, 12345)).toBe("12\u2009345");
    expect(printed({ kind: "probability" }, 0.5)).toBe("0.50");
    expect(printed({ kind: "duration" }, 0.25)).toBe("250 ms");
    expect(show({ of: () => null }, {})).toBe("–");
    expect(show({ of: () => "random" }, {})).toBe("random");
  });
});
