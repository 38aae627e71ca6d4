/** Where the curvature is: each layer's share of the trace, of the squared eigenvalues and of the leading direction. */
import type { EstimatedCurvature } from "../../../analysis/index.ts";
import type { Figure } from "../../figures/types.ts";
import { figure, PLOT, X_RANGE, Y_RANGE } from "../../svg/figure.ts";
import { errorBars, label, legendRow, rect } from "../../svg/marks.ts";
import { linearScale } from "../../svg/scale.ts";
import { percent } from "../../text/numbers.ts";
import { escapeHtml, shorten } from "../../text/text.ts";

const SERIES = ["parameters", "trace", "squares", "leading"] as const;
const ROLES = { parameters: "noise", trace: "bar-law", squares: "bar-other", leading: "bar-third" } as const;
/** The bars of a layer take this share of its place. */
const FILLED = 0.76;
/** Width of a character of a name, about. */
const CHARACTER = 5.6;
/** Layers that are named; of more every second, third, ... is. */
const NAMED = 9;

export function blocksFigure({ blocks, network }: EstimatedCurvature): Figure | undefined {
  if (!blocks || blocks.length < 2) return undefined;
  const total = (read: (one: NonNullable<EstimatedCurvature["blocks"]>[number]) => number) =>
    blocks.reduce((sum, b) => sum + read(b), 0);
  const sums = { trace: total((b) => b.trace.value), squares: total((b) => b.squares.value) };
  const rows = blocks.map((b) => ({
    name: b.name,
    parameters: b.parameters / network.parameters,
    trace: b.trace.value / sums.trace,
    traceError: b.trace.standardError / Math.abs(sums.trace),
    squares: b.squares.value / sums.squares,
    squaresError: b.squares.standardError / sums.squares,
    leading: b.topShares[0],
  }));
  const most = Math.max(...rows.flatMap((row) => SERIES.map((key) => row[key])));
  const least = Math.min(0, ...rows.map(({ trace }) => trace));
  const x = { ...linearScale([0, rows.length], X_RANGE), ticks: [] };
  const scale = Object.assign((v: number) => PLOT.left + ((PLOT.right - PLOT.left) * v) / rows.length, x);
  const y = linearScale([least, Math.max(0.1, most * 1.1)], Y_RANGE, 5);
  const width = FILLED / SERIES.length;
  const bars = rows.flatMap((row, i) =>
    SERIES.map((key, k) => {
      const left = scale(i + (1 - FILLED) / 2 + k * width);
      const [top, bottom] = [y(Math.max(0, row[key])), y(Math.min(0, row[key]))];
      return rect(left, top, scale(width) - PLOT.left - 0.6, Math.max(0.4, bottom - top), ROLES[key]);
    }),
  );
  const errors = rows.flatMap((row, i) =>
    (
      [
        ["trace", "traceError", 1],
        ["squares", "squaresError", 2],
      ] as const
    ).map(([key, error, k]): [number, number, number] => [
      scale(i + (1 - FILLED) / 2 + (k + 0.5) * width),
      y(row[key] - 2 * row[error]),
      y(row[key] + 2 * row[error]),
    ]),
  );
  const every = Math.ceil(rows.length / NAMED);
  const room = Math.max(3, Math.floor((every * (PLOT.right - PLOT.left)) / rows.length / CHARACTER));
  const names = rows.flatMap(({ name }, i) =>
    i % every === 0
      ? [label(scale(i + 0.5), PLOT.bottom + 14, escapeHtml(shorten(name, room)), "tk", "middle")]
      : [],
  );
  const main = rows.reduce((best, row) => (row.squares > best.squares ? row : best));
  return {
    id: "layers",
    title: "Layer by layer",
    svg: figure({
      x: scale,
      y,
      xLabel: "layer",
      yLabel: "share",
      description:
        "Each layer's share of the parameters, the trace, the squared eigenvalues and the leading eigenvector.",
      marks: [
        ...bars,
        errorBars(errors, "err datum"),
        ...names,
        legendRow(
          [
            { name: "parameters", role: "control-bar" },
            { name: "trace", role: "law" },
            { name: "λ²", role: "other solid" },
            { name: "leading", role: "control" },
          ],
          PLOT.right,
          PLOT.top - 4,
        ),
      ],
    }),
    caption: `Each layer’s share of the parameters (grey), of the trace (blue), of the sum of squared eigenvalues (its rows of the matrix, ochre) and of the leading eigenvector (green); strokes are two standard errors. Most of the squared curvature is in ${main.name} (${percent(main.squares)} of it in ${percent(main.parameters)} of the parameters).`,
  };
}
