/** The flat table of comparisons: one row per matrix of each model, one column per scalar. See columns.ts for the names. */
import type { ComparisonResult, MatrixComparison, ModelComparison } from "../../analysis/index.ts";
import { type Cell, type Column, type ColumnType, snakeCase } from "./columns.ts";
import { held, partsOf, spikeCount } from "./parts.ts";

/** A row of one of several comparisons. */
export interface ComparisonRow {
  readonly of: ModelComparison;
  readonly layer: ComparisonResult;
}

/** The rows of all comparisons, one model after the other. */
export function comparisonRows(comparisons: readonly ModelComparison[]): ComparisonRow[] {
  return comparisons.flatMap((of) => of.layers.map((layer) => ({ of, layer })));
}

function column(
  key: string,
  type: ColumnType,
  meaning: string,
  of: (row: ComparisonRow) => Cell,
): Column<ComparisonRow> {
  return { key, name: snakeCase(key), type, meaning, of };
}

function compared(
  key: string,
  type: ColumnType,
  meaning: string,
  read: (comparison: MatrixComparison) => Cell | undefined,
): Column<ComparisonRow> {
  return column(key, type, meaning, ({ layer }) =>
    layer.status === "compared" ? (read(layer.comparison) ?? null) : null,
  );
}

/** The same number of base and of model. */
function both(
  key: string,
  type: ColumnType,
  meaning: string,
  read: (state: MatrixComparison["base"]) => number | undefined,
): Column<ComparisonRow>[] {
  return (["base", "model"] as const).map((state) =>
    compared(`${state}${key}`, type, `${meaning}, of the ${state}`, (c) => read(c[state])),
  );
}

type Delta = NonNullable<MatrixComparison["delta"]>;
const delta = (key: string, type: ColumnType, meaning: string, read: (of: Delta) => Cell | undefined) =>
  compared(`delta${key}`, type, meaning, (c) => (c.delta ? read(c.delta) : null));

export const COMPARISON_COLUMNS: readonly Column<ComparisonRow>[] = [
  column("base", "text", "the base's name", ({ of }) => of.base.name),
  column("model", "text", "the model's name", ({ of }) => of.model.name),
  column("layerId", "integer", "position of the matrix in the base, from 0", ({ layer }) => layer.index),
  column("name", "text", "the tensor's name", ({ layer }) => layer.name),
  column("status", "text", "compared or skipped", ({ layer }) => layer.status),
  column("reason", "text", "why a matrix was not compared, or its change has no verdict", reasonOf),
  compared("rows", "integer", "rows of the matrix", (c) => c.rows),
  compared("cols", "integer", "columns of the matrix", (c) => c.cols),
  compared("identical", "flag", "equal to the last bit", (c) => c.identical),
  compared("distance", "real", "Frobenius norm of W - W0", (c) => c.distance),
  compared("relativeDistance", "real", "distance over the Frobenius norm of W0", (c) => c.relativeDistance),
  ...both("SpectralNorm", "real", "lambda_max", (s) => s.spectralNorm),
  ...both("StableRank", "real", "norm / lambda_max", (s) => s.stableRank),
  ...both("Alpha", "real", "power-law exponent of the tail of lambda", (s) => held(s.tail)?.alpha),
  ...both("Sigma", "real", "standard deviation of the noise entries", (s) => held(s.bulk)?.sigma),
  ...both("NumSpikes", "integer", "singular values above the bulk", (s) => held(s.bulk)?.numSpikes),
  compared("directions", "integer", "leading singular vectors compared, k", (c) => c.directions),
  compared(
    "leftOverlap",
    "real",
    "overlap of the first k left singular vectors: 1 is the same subspace",
    (c) => c.leftOverlap[c.directions - 1],
  ),
  compared(
    "rightOverlap",
    "real",
    "overlap of the first k right singular vectors",
    (c) => c.rightOverlap[c.directions - 1],
  ),
  delta("Kind", "text", "the verdict on W - W0 in a word", ({ verdict }) =>
    verdict.available ? verdict.kind : null,
  ),
  delta(
    "P",
    "real",
    "p-value of W - W0 being nothing but independent entries, not corrected for the number of matrices",
    ({ verdict }) => (verdict.available ? verdict.p : null),
  ),
  delta(
    "LearnedSpikes",
    "integer",
    "spikes of W - W0 that neither noise nor the sizes of the entries explain",
    ({ verdict }) => (verdict.available ? verdict.learnedSpikes : null),
  ),
  delta("NumSpikes", "integer", "singular values of W - W0 above its bulk", (d) => spikeCount(d)),
  delta(
    "Sigma",
    "real",
    "standard deviation of the noise entries of W - W0",
    (d) => held(partsOf(d).bulk)?.sigma,
  ),
  delta("SpectralNorm", "real", "lambda_max of W - W0", (d) => d.norms.spectralNorm),
  delta("StableRank", "real", "stable rank of W - W0", (d) => d.norms.stableRank),
  delta("MatrixRank", "integer", "numerical rank of W - W0", (d) => d.norms.matrixRank),
  delta("Alpha", "real", "power-law exponent of the tail of W - W0", ({ tail }) =>
    tail.available ? tail.alpha : null,
  ),
  column("seconds", "real", "time of the numerical work", ({ layer }) =>
    layer.status === "compared" ? layer.seconds : null,
  ),
];

function reasonOf({ layer }: ComparisonRow): string | null {
  if (layer.status === "skipped") return `${layer.code}: ${layer.reason}`;
  const { delta } = layer.comparison;
  return delta && !delta.verdict.available ? `verdict: ${delta.verdict.reason}` : null;
}
