import { expect, test } from "vitest";
import { schedule } from "../../../../src/analysis/jobs/scheduler.ts";

/** Work that ends when the test says so. */
function stage() {
  const started: number[] = [];
  const ends = new Map<number, { done(): void; fail(error: Error): void }>();
  const start = (item: number) => {
    started.push(item);
    return new Promise<string>((resolve, reject) => {
      ends.set(item, { done: () => resolve(`done ${item}`), fail: reject });
    });
  };
  return { started, ends, start };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test("starts in order, no more at once than wanted, and yields as they finish", async () => {
  const { started, ends, start } = stage();
  const rows = schedule([1, 2, 3, 4], start, { concurrency: 2 });
  const first = rows.next();
  await settled();
  expect(started).toEqual([1, 2]);
  ends.get(2)?.done();
  expect(await first).toEqual({ done: false, value: "done 2" });
  const second = rows.next();
  await settled();
  expect(started).toEqual([1, 2, 3]);
  ends.get(3)?.done();
  expect((await second).value).toBe("done 3");
  const third = rows.next();
  await settled();
  ends.get(1)?.done();
  expect((await third).value).toBe("done 1");
  const last = rows.next();
  await settled();
  ends.get(4)?.done();
  expect((await last).value).toBe("done 4");
  expect(await rows.next()).toEqual({ done: true, value: undefined });
});

test("in order, a finished one waits for the one before it and takes its place in the count", async () => {
  const { started, ends, start } = stage();
  const rows = schedule([1, 2, 3], start, { concurrency: 2, inOrder: true });
  const first = rows.next();
  await settled();
  ends.get(2)?.done();
  await settled();
  expect(started).toEqual([1, 2]);
  ends.get(1)?.done();
  expect((await first).value).toBe("done 1");
  expect((await rows.next()).value).toBe("done 2");
  const third = rows.next();
  await settled();
  ends.get(3)?.done();
  expect((await third).value).toBe("done 3");
});

test("throws what the work throws, and an error of one that nobody waits for is no unhandled one", async () => {
  const { ends, start } = stage();
  const rows = schedule([1, 2], start, { concurrency: 2 });
  const first = rows.next();
  await settled();
  ends.get(2)?.fail(new Error("broken"));
  await expect(first).rejects.toThrow("broken");
  ends.get(1)?.fail(new Error("later"));
  await settled();
});

test("stops before it starts more once the signal has fired", async () => {
  const { started, ends, start } = stage();
  const stop = new AbortController();
  const rows = schedule([1, 2], start, { concurrency: 1, signal: stop.signal });
  const first = rows.next();
  await settled();
  ends.get(1)?.done();
  await first;
  stop.abort();
  await expect(rows.next()).rejects.toMatchObject({ code: "ABORTED" });
  expect(started).toEqual([1]);
});
