/** What was not analysed or compared, grouped so that two hundred biases read as one line. */
import type { ComparisonResult, SkippedLayer } from "../../analysis/index.ts";
import { shorten, visible } from "../text/text.ts";

/** What a skipped row of an analysis and of a comparison have in common. */
interface Skipped {
  readonly name: string;
  readonly code: SkippedLayer["code"] | (ComparisonResult & { status: "skipped" })["code"];
  readonly reason: string;
}

interface SkippedGroup<T extends Skipped> {
  readonly code: T["code"];
  /** The members' reason where they share it, else what the code stands for. */
  readonly title: string;
  readonly shared: boolean;
  readonly layers: readonly T[];
}

const TITLES: Partial<Record<Skipped["code"], string>> = {
  NOT_A_MATRIX: "not a matrix",
  NOT_A_WEIGHT: "not a weight",
  TOO_SMALL: "smaller than the size asked for",
  FILTERED: "not selected",
  INTEGER: "integers",
  UNSUPPORTED_DTYPE: "an element type that is not analysed",
  INVALID_SHAPE: "a shape that has no matrix",
  NOT_FINITE: "NaN or infinite entries",
  UNMATCHED: "without a partner of its shape in the other model",
};

/** The largest group first. */
export function groupSkipped<T extends Skipped>(skipped: readonly T[]): SkippedGroup<T>[] {
  const groups = new Map<T["code"], T[]>();
  for (const layer of skipped) {
    const group = groups.get(layer.code);
    if (group) group.push(layer);
    else groups.set(layer.code, [layer]);
  }
  return [...groups]
    .map(([code, members]) => {
      const shared = members.every((m) => m.reason === members[0]!.reason);
      return { code, title: shared ? members[0]!.reason : (TITLES[code] ?? code), shared, layers: members };
    })
    .sort((a, b) => b.layers.length - a.layers.length);
}

/** How many names of one reason are printed before the rest is counted. */
const NAMES_PER_REASON = 4;

/** For a terminal: each reason with its count, and below it the first names, in `dim`. */
export function skippedLines(
  skipped: readonly Skipped[],
  width: number,
  dim: (text: string) => string,
): string[] {
  const room = Math.max(20, width - 8);
  return groupSkipped(skipped).flatMap(({ title, shared, layers: members }) => {
    const names = members
      .slice(0, NAMES_PER_REASON)
      .map(({ name, reason }) =>
        shared ? visible(name) : `${shorten(visible(name), room >> 1)}: ${visible(reason)}`,
      );
    const rest = members.length - names.length;
    return [
      `  ${String(members.length).padStart(4)}  ${shorten(visible(title), room)}`,
      ...names.map((text) => dim(`        ${shorten(text, room)}`)),
      ...(rest > 0 ? [dim(`        and ${rest} more`)] : []),
    ];
  });
}

/** In a line: "12 one-dimensional, 3 not selected". */
export function skippedCounts(skipped: readonly Skipped[]): string {
  return groupSkipped(skipped)
    .map(({ title, layers: { length } }) => `${length} ${visible(title)}`)
    .join(", ");
}
