/** A layer in one line, when it is done. */
import type { ComparisonResult, LayerResult, MatrixAnalysis } from "../analysis/index.ts";
import { duration, visible } from "../report/index.ts";

/** `encoder.weight: 512 x 2048, bulk and spikes, 1.2 s`. */
export function finishedLine(row: LayerResult | ComparisonResult): string {
  const name = visible(row.name);
  switch (row.status) {
    case "skipped":
      return `${name}: skipped: ${visible(row.reason)}`;
    case "analyzed": {
      const { rows, cols, verdict } = row.analysis;
      return `${name}: ${rows} x ${cols}, ${kindOf(verdict)}, ${duration(row.seconds)}`;
    }
    case "compared": {
      const { rows, cols, identical, delta } = row.comparison;
      const change = identical ? "identical" : delta ? `change: ${kindOf(delta.verdict)}` : "changed";
      return `${name}: ${rows} x ${cols}, ${change}, ${duration(row.seconds)}`;
    }
  }
}

function kindOf(verdict: MatrixAnalysis["verdict"]): string {
  return verdict.available ? verdict.kind : "not judged";
}
