/** CSV, Parquet and JSON of a curvature analysis: one row a matrix, numbers with all their digits. */
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import {
  CURVATURE_COLUMNS,
  toCurvatureCsv,
  toCurvatureJson,
  toCurvatureParquet,
} from "../../../src/report/index.ts";
import { sampleCurvature } from "./sample-curvature.ts";

const table = (csv: string) => {
  const [head, ...lines] = csv.trimEnd().split("\r\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i], cell])));
};

describe("files of a curvature analysis", async () => {
  const { estimated, exact } = await sampleCurvature();

  it("have a row for the Hessian, its parts and its layers", () => {
    const rows = table(toCurvatureCsv(estimated));
    expect(rows.map(({ part, name }) => `${part} ${name}`)).toEqual([
      "hessian hessian",
      "gaussNewton gaussNewton",
      "residual residual",
      "layer fc1",
      "layer fc2",
    ]);
    expect(Number(rows[0].trace)).toBe(estimated.trace?.value);
    expect(Number(rows[0].largest)).toBe(Math.max(...(estimated.top?.values ?? [])));
    expect(Number(rows[0].structural_zeros)).toBe(estimated.structuralZeros);
    expect(Number(rows[0].zero_bound)).toBe(estimated.density?.atom.bound);
    expect(rows[0].order).toBe("");
    expect(Number(rows[3].parameters) + Number(rows[4].parameters)).toBe(estimated.network.parameters);
    expect(Number(rows[3].top_share) + Number(rows[4].top_share)).toBeCloseTo(1, 12);
  });

  it("have a row for each batch, whose squares are those of its eigenvalues", () => {
    const rows = table(toCurvatureCsv(exact));
    expect(rows).toHaveLength(8);
    const { values, genuine } = exact.batches[5];
    expect(Number(rows[5].squares)).toBeCloseTo(
      values.reduce((sum, x) => sum + x * x, 0),
      9,
    );
    expect(rows[5]).toMatchObject({ part: "batch", name: "5", genuine_levels: String(genuine.length) });
    expect(Number(rows[5].smallest)).toBe(values[0]);
  });

  it("say the same as Parquet", async () => {
    const bytes = await toCurvatureParquet(exact);
    const { buffer } = bytes.slice();
    const rows = await parquetReadObjects({ file: buffer });
    expect(Object.keys(rows[0])).toEqual(CURVATURE_COLUMNS.map(({ name }) => name));
    expect(rows.map((row) => String(row.trace))).toEqual(
      table(toCurvatureCsv(exact)).map(({ trace }) => trace),
    );
  });

  it("leave arrays out of the JSON on demand", () => {
    const whole = JSON.parse(toCurvatureJson(exact));
    expect(whole.batches[0].values).toEqual(Array.from(exact.batches[0].values));
    expect(whole.batchSize.values).toHaveLength(3);
    const short = JSON.parse(toCurvatureJson(exact, { spectra: false }));
    expect(short.batches[0].values).toBeUndefined();
    expect(short.batchSize.values).toBeUndefined();
    expect(short.batches[0].order).toBe(exact.batches[0].order);
    expect(() => toCurvatureJson(exact, { indents: 2 } as never)).toThrow(/indent/);
  });
});
