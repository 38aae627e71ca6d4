/** What was not analysed, grouped so that two hundred biases read as one line. */
import type { LayerResult, SkippedLayer } from "../analysis/index.ts";

interface SkippedGroup {
  readonly code: SkippedLayer["code"];
  /** The members' reason where they share it, else what the code stands for. */
  readonly title: string;
  readonly shared: boolean;
  readonly layers: readonly SkippedLayer[];
}

const TITLES: Partial<Record<SkippedLayer["code"], string>> = {
  NOT_A_MATRIX: "not a matrix",
  TOO_SMALL: "smaller than the size asked for",
  FILTERED: "not selected",
  INTEGER: "integers",
  UNSUPPORTED_DTYPE: "an element type that is not analysed",
  INVALID_SHAPE: "a shape that has no matrix",
  NOT_FINITE: "NaN or infinite entries",
};

/** The largest group first. */
export function groupSkipped(layers: readonly LayerResult[]): SkippedGroup[] {
  const groups = new Map<SkippedLayer["code"], SkippedLayer[]>();
  for (const layer of layers) {
    if (layer.status !== "skipped") continue;
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
