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
  private readonly report: ((progress: Progress) => void) | undefined;
  private readonly now: () => number;
  private readonly start: number;
  private done = 0;
  private doneCost = 0;
  /** Of what this run did itself: what was kept from another says nothing about the rate. */
  private ownCost = 0;

  /** @param now milliseconds since any moment */
  constructor(
    costs: readonly number[],
    report: ((progress: Progress) => void) | undefined,
    now: () => number = () => performance.now(),
  ) {
    this.total = costs.length;
    this.totalCost = costs.reduce((sum, cost) => sum + cost, 0);
    this.report = report;
    this.now = now;
    this.start = now();
  }

  /** A matrix was worked on. */
  finished(name: string, cost: number): void {
    this.ownCost += cost;
    this.advance(name, cost);
  }

  /** A matrix needs no work: its result was kept from an earlier run. */
  kept(name: string, cost: number): void {
    this.advance(name, cost);
  }

  private advance(name: string, cost: number): void {
    this.done++;
    this.doneCost += cost;
    const fraction = this.totalCost > 0 ? this.doneCost / this.totalCost : 1;
    const elapsed = (this.now() - this.start) / 1000;
    const left = Math.max(0, this.totalCost - this.doneCost);
    const secondsLeft = this.ownCost > 0 ? (elapsed * left) / this.ownCost : undefined;
    this.report?.({ done: this.done, total: this.total, fraction, secondsLeft, name });
  }
}
