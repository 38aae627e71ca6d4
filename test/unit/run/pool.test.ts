import { afterEach, describe, expect, test } from "vitest";
import { matricesOf } from "../../../src/analysis/index.ts";
import type { Matrix } from "../../../src/base/index.ts";
import type { Reply, Task } from "../../../src/run/executors/messages.ts";
import { createPool, type SpawnWorker, type WorkerEvents } from "../../../src/run/executors/pool.ts";
import { answer } from "../../../src/run/executors/worker.ts";
import type { Pool } from "../../../src/run/index.ts";

/** Workers under the test's control: each remembers its tasks and answers when told to. */
function stage() {
  const workers: { events: WorkerEvents; tasks: Task[]; alive: boolean }[] = [];
  const spawn: SpawnWorker = (events) => {
    const worker = { events, tasks: [] as Task[], alive: true };
    workers.push(worker);
    return {
      post: (task) => worker.tasks.push(task),
      terminate: () => {
        worker.alive = false;
      },
    };
  };
  const reply = (k: number, content: (id: number) => Reply) => {
    const task = workers[k].tasks.at(-1);
    if (task) workers[k].events.reply(content(task.id));
  };
  return { workers, spawn, reply };
}

const matrix = (value: number): Matrix => ({ rows: 1, cols: 1, data: Float64Array.of(value) });
const job = (a: Matrix) => ({ kind: "analyze", matrix: a, options: {} }) as const;
/** A real answer: what a worker would send. */
const solve = (value: number) => (id: number) => answer({ id, job: job(matrix(value)) });

let pool: Pool;
afterEach(() => pool.close());

describe("a pool", () => {
  test("starts no more workers than asked for and reuses them", async () => {
    const { workers, spawn, reply } = stage();
    pool = createPool(2, spawn);
    const results = [1, 2, 3].map((value) => pool.run(job(matrix(value))));
    await Promise.resolve();
    expect(workers.length).toBe(2);
    reply(0, solve(1));
    reply(1, solve(2));
    expect((await results[0]).result.singularValues[0]).toBe(1);
    expect((await results[1]).result.singularValues[0]).toBe(2);
    reply(0, solve(3));
    expect((await results[2]).result.singularValues[0]).toBe(3);
    expect(workers.length).toBe(2);
  });

  test("rebuilds a worker's typed error", async () => {
    const { spawn, reply } = stage();
    pool = createPool(1, spawn);
    const result = pool.run(job(matrix(Number.NaN)));
    await Promise.resolve();
    reply(0, solve(Number.NaN));
    await expect(result).rejects.toMatchObject({ name: "WignerscopeError", code: "NOT_FINITE" });
  });

  test("fails the task of a worker that dies, and replaces the worker", async () => {
    const { workers, spawn, reply } = stage();
    pool = createPool(1, spawn);
    const first = pool.run(job(matrix(1)));
    const second = pool.run(job(matrix(2)));
    await Promise.resolve();
    workers[0].events.died("out of memory");
    await expect(first).rejects.toMatchObject({
      code: "WORKER_FAILED",
      message: expect.stringContaining("out of memory"),
    });
    expect(workers.length).toBe(2);
    reply(1, solve(2));
    expect((await second).result.singularValues[0]).toBe(2);
  });

  test("fails tasks that no worker can be started for, or that cannot be sent, and goes on", async () => {
    const { spawn, reply } = stage();
    let refused = 2;
    pool = createPool(1, (events) => {
      if (refused-- > 0) throw new Error("no more threads");
      const worker = spawn(events);
      return {
        ...worker,
        post: (task, transfer) => {
          structuredClone(task);
          worker.post(task, transfer);
        },
      };
    });
    const failed = {
      name: "WignerscopeError",
      code: "WORKER_FAILED",
      message: expect.stringContaining("no more threads"),
    };
    const first = pool.run(job(matrix(1)));
    const second = pool.run(job(matrix(2)));
    await expect(first).rejects.toMatchObject(failed);
    await expect(second).rejects.toMatchObject(failed);
    const depth: unknown = () => "quick"; // what a caller without types may pass
    const unsendable = Object.assign(job(matrix(3)), { options: { depth } });
    await expect(Reflect.apply(pool.run, pool, [unsendable])).rejects.toMatchObject({
      code: "WORKER_FAILED",
      message: expect.stringMatching(/could not take the task: .*could not be cloned/),
    });
    const last = pool.run(job(matrix(4)));
    await Promise.resolve();
    reply(1, solve(4));
    expect((await last).result.singularValues[0]).toBe(4);
  });

  test("an abort ends the worker at work and takes waiting tasks off the queue", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    const stop = new AbortController();
    const results = [1, 2].map((value) => pool.run(job(matrix(value)), stop.signal));
    await Promise.resolve();
    stop.abort();
    for (const result of results) await expect(result).rejects.toMatchObject({ code: "ABORTED" });
    expect(workers.map((worker) => worker.alive)).toEqual([false]);
    await expect(pool.run(job(matrix(3)), stop.signal)).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("closing fails what is under way and takes nothing more", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    const result = pool.run(job(matrix(1)));
    await Promise.resolve();
    pool.close();
    await expect(result).rejects.toMatchObject({ code: "ABORTED" });
    expect(workers[0].alive).toBe(false);
    await expect(pool.run(job(matrix(1)))).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("sends a view's own part, not the buffer that it looks into", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    const shared = Float64Array.of(1, 2, 3, 4);
    pool.run(job({ rows: 1, cols: 2, data: shared.subarray(1, 3) })).catch(() => {});
    await Promise.resolve();
    const { data } = matricesOf(workers[0].tasks[0].job)[0];
    expect([...data]).toEqual([2, 3]);
    expect(data.buffer.byteLength).toBe(16);
  });

  test("refuses a matrix whose memory was transferred before", async () => {
    pool = createPool(1, stage().spawn);
    const gone = matrix(1);
    structuredClone(gone.data, { transfer: [gone.data.buffer as ArrayBuffer] });
    await expect(pool.run(job(gone))).rejects.toMatchObject({ code: "INVALID_SHAPE" });
  });

  test("refuses a matrix of 4 GiB, whose length a message would cut to 32 bits", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    // Never touched, and so never more than an address range.
    const large = { rows: 2 ** 13, cols: 2 ** 16, data: new Float64Array(2 ** 29) };
    await expect(pool.run(job(large))).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
    expect(workers).toHaveLength(0);
  });

  test("refuses a number of workers that is none", () => {
    pool = createPool(1, stage().spawn);
    for (const workers of [0, -1, 1.5, Number.NaN])
      expect(() => createPool(workers, stage().spawn)).toThrow(/workers must be a whole number/);
  });
});
