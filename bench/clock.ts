/** Time as the bench counts it: CPU seconds of this process, medians over rounds. */

/** CPU seconds so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** CPU seconds of one call. */
export function timeOnce(run: () => unknown): number {
  const start = cpuSeconds();
  run();
  return cpuSeconds() - start;
}

/** The upper median; sorts `times`. */
export function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Median CPU seconds of `rounds` calls, after `warmUp` that do not count. */
export function time(run: () => unknown, { rounds = 5, warmUp = 0 } = {}): number {
  for (let round = 0; round < warmUp; round++) run();
  return median(Array.from({ length: rounds }, () => timeOnce(run)));
}
