/** How far a long run is, by the arithmetic done and not by the number of layers: layers differ by orders of magnitude. */

export interface Progress {
  /** Matrices finished, and matrices to do. */
  readonly done: number;
  readonly total: number;
  /** Share of the estimated arithmetic that is done, 0 to 1. */
  readonly fraction: number;
  /** From the rate so far; undefined before the first matrix is done. */
  readonly secondsLeft: number | undefined;
  /** The matrix that finished last. */
  readonly name: string;
}

export class ProgressMeter {
  private readonly total: number;
  private readonly totalCost: number;
  private readonly start = performance.now();
  private readonly report: ((progress: Progress) => void) | undefined;
  private done = 0;
  private doneCost = 0;

  constructor(costs: readonly number[], report: ((progress: Progress) => void) | undefined) {
    this.total = costs.length;
    this.totalCost = costs.reduce((sum, cost) => sum + cost, 0);
    this.report = report;
  }

  finished(name: string, cost: number): void {
    this.done++;
    this.doneCost += cost;
    const fraction = this.totalCost > 0 ? this.doneCost / this.totalCost : 1;
    const elapsed = (performance.now() - this.start) / 1000;
    const secondsLeft = fraction > 0 ? (elapsed * (1 - fraction)) / fraction : undefined;
    this.report?.({ done: this.done, total: this.total, fraction, secondsLeft, name });
  }
}
