import { expect, test } from "vitest";
import { type Progress, ProgressMeter } from "../../../../src/analysis/jobs/progress.ts";

/** A meter on a clock that the test turns, in seconds. */
function meter(costs: readonly number[]) {
  const reports: Progress[] = [];
  let now = 1000;
  const made = new ProgressMeter(
    costs,
    (progress) => reports.push(progress),
    () => now,
  );
  return { meter: made, reports, wait: (seconds: number) => (now += 1000 * seconds) };
}

test("the time left is that of the costs left at the rate so far", () => {
  const { meter: run, reports, wait } = meter([6, 3, 1]);
  wait(12);
  run.finished("large", 6);
  wait(3);
  run.finished("middle", 3);
  wait(5);
  run.finished("small", 1);
  expect(reports).toEqual([
    { done: 1, total: 3, fraction: 0.6, secondsLeft: 8, name: "large" },
    { done: 2, total: 3, fraction: 0.9, secondsLeft: 15 / 9, name: "middle" },
    { done: 3, total: 3, fraction: 1, secondsLeft: 0, name: "small" },
  ]);
});

test("what was kept from an earlier run counts as done and says nothing about the rate", () => {
  const { meter: run, reports, wait } = meter([4, 4, 2]);
  run.kept("kept", 4);
  wait(10);
  run.finished("worked on", 4);
  expect(reports).toEqual([
    { done: 1, total: 3, fraction: 0.4, secondsLeft: undefined, name: "kept" },
    { done: 2, total: 3, fraction: 0.8, secondsLeft: 5, name: "worked on" },
  ]);
});

test("costs of nothing are done from the start", () => {
  const { meter: run, reports } = meter([0, 0]);
  run.finished("a", 0);
  expect(reports).toEqual([{ done: 1, total: 2, fraction: 1, secondsLeft: undefined, name: "a" }]);
});

test("nobody need listen", () => {
  expect(() => new ProgressMeter([1], undefined).finished("a", 1)).not.toThrow();
});
