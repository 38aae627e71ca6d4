/**
 * What is seen while the work goes on, on stderr, so that a pipe gets nothing but results: a line for each layer as it is
 * done, and on a terminal a progress bar below.
 */
import { MultiBar, Presets } from "cli-progress";
import type { Progress } from "../analysis/index.ts";
import { duration, visible } from "../report/index.ts";

interface ProgressDisplay {
  update(progress: Progress): void;
  /** Shows a line for good. */
  line(text: string): void;
  stop(): void;
}

const SILENT: ProgressDisplay = { update() {}, line() {}, stop() {} };

export function progressDisplay(
  wanted: boolean,
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
  unit = "layer",
): ProgressDisplay {
  if (!wanted) return SILENT;
  if (!stream.isTTY) return { ...SILENT, line: (text) => stream.write(`${text}\n`) };
  const bars = new MultiBar(
    {
      stream,
      clearOnComplete: true,
      hideCursor: true,
      // The bar moves with the work done, not with the number of layers: layers differ by orders of magnitude.
      format: " {bar} {percentage}%{state}",
    },
    Presets.shades_classic,
  );
  const bar = bars.create(1000, 0, { state: "" });
  return {
    update({ done, total, fraction, secondsLeft, name }) {
      const left = secondsLeft === undefined ? "" : ` | ${duration(secondsLeft)} left`;
      bar.update(Math.round(1000 * fraction), {
        state: ` | ${unit} ${done} of ${total}${left} | ${visible(name)}`,
      });
    },
    line: (text) => bars.log(`${text}\n`),
    stop() {
      // Lines wait for the next time that the bar is drawn.
      bars.update();
      bars.stop();
    },
  };
}
