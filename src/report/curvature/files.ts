/** A curvature analysis as files: JSON, CSV, Parquet. */
import type { CurvatureAnalysis } from "../../analysis/index.ts";
import { knownOptions, requireObject } from "../../base/index.ts";
import { csvTable } from "../files/csv.ts";
import { type JsonOptions, jsonOf } from "../files/json.ts";
import { parquetTable } from "../files/parquet.ts";
import { CURVATURE_COLUMNS } from "./columns.ts";
import { curvatureRows } from "./rows.ts";

/** The record as JSON (docs/schema.md), as `toJson`. */
export function toCurvatureJson(analysis: CurvatureAnalysis, options: JsonOptions = {}): string {
  knownOptions("toCurvatureJson", options, { spectra: true, indent: true });
  return jsonOf(analysis, options);
}

/** One line for the Hessian, G, R and each layer, or for each batch (see CURVATURE_COLUMNS), as `toCsv`. */
export function toCurvatureCsv(analysis: CurvatureAnalysis): string {
  requireObject("analysis", analysis, ["kind", "network", "point", "options", "generator"]);
  return csvTable(CURVATURE_COLUMNS, curvatureRows(analysis));
}

/** The columns of `toCurvatureCsv` with their types. */
export async function toCurvatureParquet(analysis: CurvatureAnalysis): Promise<Uint8Array> {
  requireObject("analysis", analysis, ["kind", "network", "point", "options", "generator"]);
  const { schema, network, options, generator } = analysis;
  const metadata = { schema, network: network.name, options };
  return parquetTable(CURVATURE_COLUMNS, curvatureRows(analysis), generator.version, metadata);
}
