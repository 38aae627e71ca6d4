/** Long runs: how far they are, how they are stopped, and turns for the event loop in between. */
import { throwIfAborted } from "../base/index.ts";

export interface RunOptions {
  /** Stops between two products with ABORTED. */
  readonly signal?: AbortSignal;
  /** Told after each product or block of products how many of how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The event loop gets a turn after this long. */
const BREATH_MS = 40;

export class Watch {
  private readonly options: RunOptions;
  private total: number;
  private breath = Date.now();
  /** Products so far. */
  done = 0;

  constructor(options: RunOptions, total: number) {
    this.options = options;
    this.total = total;
    throwIfAborted(options.signal);
  }

  /** Says that `count` more products are done. @throws ABORTED */
  async advance(count: number): Promise<void> {
    this.done += count;
    this.total = Math.max(this.total, this.done);
    this.options.onProgress?.(this.done, this.total);
    if (Date.now() - this.breath > BREATH_MS) {
      await new Promise((resume) => setTimeout(resume));
      this.breath = Date.now();
    }
    throwIfAborted(this.options.signal);
  }
}
