import { afterEach, describe, expect, test } from "vitest";
import { type AnalyzeJob, matricesOf, type Task } from "../../../src/analysis/index.ts";
import { type Matrix, WignerscopeError } from "../../../src/base/index.ts";
import type { Reply, Request, SpawnWorker, WorkerEvents } from "../../../src/run/executors/messages.ts";
import { createPool } from "../../../src/run/executors/pool.ts";
import { answer } from "../../../src/run/executors/worker.ts";
import type { Pool } from "../../../src/run/index.ts";

/** Workers under the test's control: each remembers its requests and answers when told to. */
function stage() {
  const workers: { events: WorkerEvents; requests: Request[]; alive: boolean }[] = [];
  const spawn: SpawnWorker = (events) => {
    const worker = { events, requests: [] as Request[], alive: true };
    workers.push(worker);
    return {
      post: (request) => worker.requests.push(request),
      terminate: () => {
        worker.alive = false;
      },
    };
  };
  const reply = (k: number, content: (id: number) => Reply) => {
    const request = workers[k].requests.at(-1);
    if (request) workers[k].events.reply(content(request.id));
  };
  return { workers, spawn, reply };
}

const matrix = (value: number): Matrix => ({ rows: 1, cols: 1, data: Float64Array.of(value) });
const job = (a: Matrix): AnalyzeJob => ({ kind: "analyze", matrix: a, options: {} });
const plan = { name: "w", tensor: "w", rows: 1, cols: 1 };
const task: Task<AnalyzeJob> = {
  id: "w",
  cost: 1,
  work: "analyze",
  input: { matrix: { of: "model", plan } },
  options: {},
};
const run = (a: Matrix, signal?: AbortSignal) => pool.run(task, async () => job(a), signal);
/** Until everything that waits for nothing else has happened. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
/** A real answer: what a worker would send. */
const solve = (value: number) => (id: number) => answer({ id, job: job(matrix(value)) });

let pool: Pool;
afterEach(() => pool.close());

describe("a pool", () => {
  test("starts no more workers than asked for and reuses them", async () => {
    const { workers, spawn, reply } = stage();
    pool = createPool(2, spawn);
    const results = [1, 2, 3].map((value) => run(matrix(value)));
    await settled();
    expect(workers.length).toBe(2);
    reply(0, solve(1));
    reply(1, solve(2));
    expect((await results[0]).result.singularValues[0]).toBe(1);
    expect((await results[1]).result.singularValues[0]).toBe(2);
    await settled();
    reply(0, solve(3));
    expect((await results[2]).result.singularValues[0]).toBe(3);
    expect(workers.length).toBe(2);
  });

  test("rebuilds a worker's typed error", async () => {
    const { spawn, reply } = stage();
    pool = createPool(1, spawn);
    const result = run(matrix(Number.NaN));
    await settled();
    reply(0, solve(Number.NaN));
    await expect(result).rejects.toMatchObject({ name: "WignerscopeError", code: "NOT_FINITE" });
  });

  test("fails the task of a worker that dies, and replaces the worker", async () => {
    const { workers, spawn, reply } = stage();
    pool = createPool(1, spawn);
    const first = run(matrix(1));
    const second = run(matrix(2));
    await settled();
    workers[0].events.died("out of memory");
    await expect(first).rejects.toMatchObject({
      code: "WORKER_FAILED",
      message: "a worker died: out of memory",
    });
    await settled();
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
        post: (request, transfer) => {
          structuredClone(request);
          worker.post(request, transfer);
        },
      };
    });
    const failed = {
      name: "WignerscopeError",
      code: "WORKER_FAILED",
      message: expect.stringContaining("no more threads"),
    };
    const first = run(matrix(1));
    const second = run(matrix(2));
    await expect(first).rejects.toMatchObject(failed);
    await expect(second).rejects.toMatchObject(failed);
    const depth: unknown = () => "quick"; // what a caller without types may pass
    const unsendable = Object.assign(job(matrix(3)), { options: { depth } });
    await expect(Reflect.apply(pool.run, pool, [task, async () => unsendable])).rejects.toMatchObject({
      code: "WORKER_FAILED",
      message: expect.stringMatching(/could not take the task: .*could not be cloned/),
    });
    const last = run(matrix(4));
    await settled();
    reply(1, solve(4));
    expect((await last).result.singularValues[0]).toBe(4);
  });

  test("an abort ends the worker at work and takes waiting tasks off the queue", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    const stop = new AbortController();
    const results = [1, 2].map((value) => run(matrix(value), stop.signal));
    await settled();
    stop.abort();
    for (const result of results) await expect(result).rejects.toMatchObject({ code: "ABORTED" });
    expect(workers.map((worker) => worker.alive)).toEqual([false]);
    await expect(run(matrix(3), stop.signal)).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("closing fails what is under way and takes nothing more", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    const result = run(matrix(1));
    await settled();
    pool.close();
    await expect(result).rejects.toMatchObject({ code: "ABORTED" });
    expect(workers[0].alive).toBe(false);
    await expect(run(matrix(1))).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("asks for no matrix before a worker is free for it", async () => {
    const { spawn, reply } = stage();
    pool = createPool(2, spawn);
    const asked: number[] = [];
    const results = [1, 2, 3].map((value) =>
      pool.run(task, async () => {
        asked.push(value);
        return job(matrix(value));
      }),
    );
    await settled();
    expect(asked).toEqual([1, 2]);
    reply(1, solve(2));
    await results[1];
    await settled();
    expect(asked).toEqual([1, 2, 3]);
    pool.close();
    for (const k of [0, 2]) await expect(results[k]).rejects.toMatchObject({ code: "ABORTED" });
  });

  test("gives the place back of a task whose matrices cannot be read", async () => {
    const { spawn, reply } = stage();
    pool = createPool(1, spawn);
    const unreadable = pool.run(task, async (): Promise<AnalyzeJob> => {
      throw new WignerscopeError("READ_FAILED", "gone");
    });
    const next = run(matrix(7));
    await expect(unreadable).rejects.toMatchObject({ code: "READ_FAILED" });
    await settled();
    reply(0, solve(7));
    expect((await next).result.singularValues[0]).toBe(7);
  });

  test("one signal sends away who waits, and the next caller gets the place", async () => {
    const { workers, spawn, reply } = stage();
    pool = createPool(1, spawn);
    const stop = new AbortController();
    const stopped = [1, 2, 3].map((value) => run(matrix(value), stop.signal));
    const last = run(matrix(4));
    await settled();
    stop.abort();
    for (const result of stopped) await expect(result).rejects.toMatchObject({ code: "ABORTED" });
    await settled();
    expect(workers).toHaveLength(2);
    expect(workers.flatMap(({ requests }) => requests)).toHaveLength(2);
    reply(1, solve(4));
    expect((await last).result.singularValues[0]).toBe(4);
  });

  test("does not take the answer to a job that is over for that of the next", async () => {
    const { workers, spawn, reply } = stage();
    pool = createPool(1, spawn);
    const first = run(matrix(1));
    await settled();
    reply(0, solve(1));
    await first;
    const second = run(matrix(2));
    await settled();
    workers[0].events.reply(answer({ id: workers[0].requests[0].id, job: job(matrix(1)) }));
    reply(0, solve(2));
    expect((await second).result.singularValues[0]).toBe(2);
  });

  test("sends a view's own part, not the buffer that it looks into", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    const shared = Float64Array.of(1, 2, 3, 4);
    run({ rows: 1, cols: 2, data: shared.subarray(1, 3) }).catch(() => {});
    await settled();
    const { data } = matricesOf(workers[0].requests[0].job)[0];
    expect([...data]).toEqual([2, 3]);
    expect(data.buffer.byteLength).toBe(16);
  });

  test("refuses a matrix whose memory was transferred before", async () => {
    pool = createPool(1, stage().spawn);
    const gone = matrix(1);
    structuredClone(gone.data, { transfer: [gone.data.buffer as ArrayBuffer] });
    await expect(run(gone)).rejects.toMatchObject({ code: "INVALID_SHAPE" });
  });

  test("refuses a matrix of 4 GiB, whose length a message would cut to 32 bits", async () => {
    const { workers, spawn } = stage();
    pool = createPool(1, spawn);
    // Never touched, and so never more than an address range.
    const large = { rows: 2 ** 13, cols: 2 ** 16, data: new Float64Array(2 ** 29) };
    await expect(run(large)).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
    expect(workers).toHaveLength(0);
  });

  test("refuses a number of workers that is none", () => {
    pool = createPool(1, stage().spawn);
    for (const workers of [0, -1, 1.5, Number.NaN])
      expect(() => createPool(workers, stage().spawn)).toThrow(/workers must be a whole number/);
  });
});
