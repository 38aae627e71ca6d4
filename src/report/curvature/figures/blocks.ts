/** Where the curvature is: each layer's share of the trace, of the squared eigenvalues and of the leading direction. */
import type { EstimatedCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { errorBars, label, legendRow, rect } from "../../svg/marks.ts";
import { linearScale, type Scale } from "../../svg/scale.ts";
import { percent } from "../../text/numbers.ts";
import { escapeHtml, shorten } from "../../text/text.ts";

const SERIES = ["parameters", "trace", "squares", "leading"] as const;
const ROLES = { parameters: "noise", trace: "bar-law", squares: "bar-other", leading: "bar-third" } as const;
/** The bars of a layer take this share of its place. */
const FILLED = 0.76;
/** Pixels between bars, and the height of one that is nearly nothing. */
const [BETWEEN, THINNEST] = [0.6, 0.4];
/** Width of a character of a name, about. */
const CHARACTER = 5.6;
/** Layers that are named; of more every second, third, ... is. */
const NAMED = 9;

export function blocksFigure({ blocks, network }: EstimatedCurvature): Figure | undefined {
  if (!blocks || blocks.length < 2) return undefined;
  const rows = rowsOf(blocks, network.parameters);
  const most = Math.max(...rows.flatMap((row) => SERIES.map((key) => row[key])));
  const least = Math.min(0, ...rows.map(({ trace }) => trace));
  const x: Scale = Object.assign(linearScale([0, rows.length], X_RANGE), { ticks: [] });
  const y = linearScale([least, Math.max(0.1, most * 1.1)], Y_RANGE, 5);
  const main = rows.reduce((best, row) => (row.squares > best.squares ? row : best));
  return {
    id: "layers",
    title: "Layer by layer",
    svg: figure({
      x,
      y,
      xLabel: "layer",
      yLabel: "share",
      description:
        "Each layer's share of the parameters, the trace, the squared eigenvalues and the leading eigenvector.",
      marks: [
        ...barsOf(rows, x, y),
        errorBars(errorsOf(rows, x, y), "err datum"),
        ...namesOf(rows, x),
        legendRow(KEYS, PLOT.right, PLOT.top - 4),
      ],
    }),
    caption: `Each layer’s share of the parameters (grey), of the trace (blue), of the sum of squared eigenvalues (its rows of the matrix, ochre) and of the leading eigenvector (green); strokes are two standard errors. Most of the squared curvature is in ${main.name} (${percent(main.squares)} of it in ${percent(main.parameters)} of the parameters).`,
  };
}

const KEYS = [
  { name: "parameters", role: "control-bar" },
  { name: "trace", role: "law" },
  { name: "λ²", role: "other solid" },
  { name: "leading", role: "control" },
];

type Blocks = NonNullable<EstimatedCurvature["blocks"]>;
type Rows = ReturnType<typeof rowsOf>;

/** All as shares of the whole network. */
function rowsOf(blocks: Blocks, parameters: number) {
  const total = (read: (one: Blocks[number]) => number) => blocks.reduce((sum, b) => sum + read(b), 0);
  const [trace, squares] = [total((b) => b.trace.value), total((b) => b.squares.value)];
  return blocks.map((b) => ({
    name: b.name,
    parameters: b.parameters / parameters,
    trace: b.trace.value / trace,
    traceError: b.trace.standardError / Math.abs(trace),
    squares: b.squares.value / squares,
    squaresError: b.squares.standardError / squares,
    leading: b.topShares[0],
  }));
}

/** Where bar k of layer i begins, in layers. */
const placeOf = (i: number, k: number) => i + (1 - FILLED) / 2 + (k * FILLED) / SERIES.length;

function barsOf(rows: Rows, x: Scale, y: Scale): string[] {
  return rows.flatMap((row, i) =>
    SERIES.map((key, k) => {
      const [left, right] = [x(placeOf(i, k)), x(placeOf(i, k + 1))];
      const [top, bottom] = [y(Math.max(0, row[key])), y(Math.min(0, row[key]))];
      return rect(left, top, right - left - BETWEEN, Math.max(THINNEST, bottom - top), ROLES[key]);
    }),
  );
}

function errorsOf(rows: Rows, x: Scale, y: Scale): [number, number, number][] {
  return rows.flatMap((row, i) =>
    (
      [
        ["trace", "traceError", 1.5],
        ["squares", "squaresError", 2.5],
      ] as const
    ).map(([key, error, k]): [number, number, number] => [
      x(placeOf(i, k)),
      y(row[key] - 2 * row[error]),
      y(row[key] + 2 * row[error]),
    ]),
  );
}

function namesOf(rows: Rows, x: Scale): string[] {
  const every = Math.ceil(rows.length / NAMED);
  const room = Math.max(3, Math.floor((x(every) - x(0)) / CHARACTER));
  return rows.flatMap(({ name }, i) =>
    i % every === 0
      ? [label(x(i + 0.5), PLOT.bottom + 14, escapeHtml(shorten(name, room)), "tk", "middle")]
      : [],
  );
}
