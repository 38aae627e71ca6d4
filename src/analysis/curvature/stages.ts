/** An analysis is a row of stages of known cost: one progress over all of them, and a stop that keeps what is done. */
import { WignerscopeError } from "../../base/index.ts";
import type { Progress } from "../jobs/progress.ts";

interface Stage<T> {
  readonly name: string;
  /** In products with the operator, or in whatever all stages of a run are counted in. */
  readonly cost: number;
  readonly work: (run: StageRun) => Promise<T>;
}

/** What the functions of the curvature room take. */
export interface StageRun {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

export class Stages {
  private readonly total: number;
  private readonly count: number;
  private readonly options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: Progress) => void;
  };
  private readonly start = performance.now();
  private before = 0;
  private finished = 0;
  private stopped = false;

  constructor(costs: readonly number[], options: Stages["options"]) {
    this.total = costs.reduce((sum, cost) => sum + cost, 0);
    this.count = costs.length;
    this.options = options;
  }

  /** Whether no stage was stopped. */
  get complete(): boolean {
    return !this.stopped;
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** The result of a stage; undefined when the caller stopped it, or one before it. */
  async run<T>({ name, cost, work }: Stage<T>): Promise<T | undefined> {
    if (this.stopped) return undefined;
    const { signal } = this.options;
    try {
      const result = await work({
        signal,
        onProgress: (done, total) => this.report(name, cost * Math.min(1, done / total)),
      });
      this.before += cost;
      this.finished++;
      this.report(name, 0);
      return result;
    } catch (error) {
      if (!(error instanceof WignerscopeError && error.code === "ABORTED" && signal?.aborted)) throw error;
      this.stopped = true;
      return undefined;
    }
  }

  private report(name: string, within: number): void {
    const done = this.before + within;
    const fraction = this.total > 0 ? Math.min(1, done / this.total) : 1;
    this.options.onProgress?.({
      done: this.finished,
      total: this.count,
      fraction,
      secondsLeft: fraction > 0 ? (this.seconds * (1 - fraction)) / fraction : undefined,
      name,
    });
  }
}
