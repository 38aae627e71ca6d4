/** Columns of a curvature analysis in CSV and Parquet: what the row is of, and the catalogue's quantities. */
import { CATALOGUE } from "../columns/catalogue.ts";
import { type Column, snakeCase } from "../columns/quantity.ts";
import type { CurvatureRow } from "./rows.ts";

const text = (key: "part" | "name", meaning: string): Column<CurvatureRow> => ({
  key,
  name: key,
  type: "text",
  meaning,
  of: (row) => row[key],
});

export const CURVATURE_COLUMNS: readonly Column<CurvatureRow>[] = [
  text("part", "hessian, gaussNewton, residual, layer (its diagonal block) or batch"),
  text("name", "the layer's name or the batch's number, from 0"),
  ...CATALOGUE.curvature.map(({ key, type, meaning, of }) => ({
    key,
    name: snakeCase(key),
    type,
    meaning,
    of: (row: CurvatureRow) => of({ curvature: row }),
  })),
];
