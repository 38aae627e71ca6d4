/** The journal of a run: killed fifty times it ends with the results of a run that nobody disturbed. */
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../src/index.ts";
import { raw, safetensors } from "../unit/models/encoders.ts";
import { type CommandOptions, runCommand } from "./command.ts";

const LAYERS = 160;
const KILLS = 50;

let folder: string;
const wignerscope = (args: readonly string[], options: Omit<CommandOptions, "cwd"> = {}) =>
  runCommand(args, { cwd: folder, ...options });
const model = (seed: number, layers: number) =>
  safetensors(
    Array.from({ length: layers }, (_, k) => ({
      name: `layer${k}.weight`,
      dtype: "F64",
      shape: [50, 50 + (k % 3)],
      data: raw(new Random(seed + k).normals(50 * (50 + (k % 3)))),
    })),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-journal-"));
  await writeFile(join(folder, "many.safetensors"), model(1, LAYERS));
  await writeFile(join(folder, "few.safetensors"), model(500, 6));
  await writeFile(join(folder, "base.safetensors"), model(900, 6));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a record says, without what no two runs share: times. */
async function untimed(file: string): Promise<unknown> {
  const text = await readFile(join(folder, file), "utf8");
  return JSON.parse(text, (key, value: unknown) => (key === "seconds" ? 0 : value));
}
const journaled = async (file: string) =>
  (await readFile(join(folder, file), "utf8").catch(() => "")).split("\n").slice(1, -1).length;

test(`killed ${KILLS} times, a run loses no more than the layers in flight`, async () => {
  const whole = ["analyze", "many.safetensors", "--depth", "quick", "--workers", "1"];
  const args = [...whole, "--json", "killed.json"];
  const random = new Random(11);
  let [kills, kept] = [0, 0];
  while (kills < KILLS) {
    // After so many layers of its own, at any moment of the next.
    const after = Math.floor(3 * random.uniform());
    const lines = new RegExp(`(?:: 50 x \\d+, .*\\n[^]*){${after + 1}}`);
    const { signal } = await wignerscope([...args, "--resume"], {
      interruptAfter: after === 0 ? /matrices at depth quick/ : lines,
      signal: "SIGKILL",
      delay: 12 * random.uniform(),
    });
    expect(signal).toBe("SIGKILL");
    kills++;
    const now = await journaled("killed.json.journal");
    expect(now).toBeGreaterThanOrEqual(kept + Math.max(0, after));
    kept = now;
    expect(kept).toBeLessThan(LAYERS);
    expect(await readdir(folder)).not.toContain("killed.json");
  }
  expect(kept).toBeGreaterThan(KILLS / 2);
  const { code, stderr } = await wignerscope([...args, "--resume"]);
  expect(code).toBe(0);
  expect(stderr).toContain(`many.safetensors: ${kept} of ${LAYERS} matrices are already in the journal`);
  expect(stderr.match(/: 50 x \d+, /g)).toHaveLength(LAYERS - kept);
  await wignerscope([...whole, "--json", "undisturbed.json"]);
  expect(await untimed("killed.json")).toEqual(await untimed("undisturbed.json"));
  expect((await readdir(folder)).filter((name) => /journal|partial/.test(name))).toEqual([]);
}, 180_000);

describe("a run that was stopped", () => {
  const few = ["analyze", "few.safetensors", "--depth", "standard", "--workers", "1"];

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s writes what is done, exits with %i and goes on", async (signal, code) => {
    const args = [...few, "--json", `${signal}.json`];
    const stopped = await wignerscope(args, { interruptAfter: /: 50 x \d+, /, signal });
    expect(stopped.code).toBe(code);
    expect(stopped.stderr).toMatch(
      /keeps \d finished layers?; the same command with --resume continues from there/,
    );
    const part = JSON.parse(await readFile(join(folder, `${signal}.json`), "utf8"));
    expect(part.complete).toBe(false);
    expect(part.layers.length).toBeGreaterThan(0);
    expect(part.layers.length).toBeLessThan(6);
    const resumed = await wignerscope([...args, "--resume"]);
    expect(resumed.code).toBe(0);
    expect(JSON.parse(await readFile(join(folder, `${signal}.json`), "utf8"))).toMatchObject({
      complete: true,
      layers: { length: 6 },
    });
    expect((await readdir(folder)).filter((name) => name.includes("journal"))).toEqual([]);
  });
});

describe("a journal", () => {
  const quick = ["--depth", "quick"];

  test("is not taken for that of other options or of another file, and says so", async () => {
    const kept = ["--journal", "kept.journal", "--keep-journal"];
    const first = await wignerscope(["analyze", "few.safetensors", ...quick, ...kept]);
    expect(first.stderr).toMatch(/kept\.journal keeps 6 finished layers\n/);
    const others = [
      ["analyze", "few.safetensors", ...quick, "--seed", "5"],
      ["analyze", "base.safetensors", ...quick],
      ["compare", "base.safetensors", "few.safetensors", ...quick],
    ];
    for (const other of others) {
      const { code, stderr } = await wignerscope([...other, ...kept, "--resume"]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/kept\.journal: \d+ finished layers\n/);
      expect(stderr).toMatch(/none of the 6 matrices are in the journal/);
    }
    const again = await wignerscope([
      "compare",
      "base.safetensors",
      "few.safetensors",
      ...quick,
      ...kept,
      "--resume",
    ]);
    expect(again.stderr).toContain("few.safetensors: 6 of 6 matrices are already in the journal");
  });

  test("knows a file that has changed", async () => {
    const args = [
      "analyze",
      "changing.safetensors",
      ...quick,
      "--journal",
      "changing.journal",
      "--keep-journal",
    ];
    await writeFile(join(folder, "changing.safetensors"), model(1, 3));
    await wignerscope(args);
    await writeFile(join(folder, "changing.safetensors"), model(2, 3));
    const { stderr } = await wignerscope([...args, "--resume"]);
    expect(stderr).toContain("changing.safetensors: none of the 3 matrices are in the journal");
  });

  test("that ends in a torn line goes on behind the last whole one", async () => {
    const args = ["analyze", "few.safetensors", ...quick, "--journal", "torn.journal", "--keep-journal"];
    await wignerscope(args);
    await appendFile(join(folder, "torn.journal"), '{"id":"abc","result":{"rows":');
    const { code, stderr } = await wignerscope([...args, "--resume"]);
    expect(code).toBe(0);
    expect(stderr).toContain("few.safetensors: 6 of 6 matrices are already in the journal");
    expect(await journaled("torn.journal")).toBe(6);
  });

  test("without --resume is moved aside, in words", async () => {
    const args = ["analyze", "few.safetensors", ...quick, "--journal", "aside.journal", "--keep-journal"];
    await wignerscope(args);
    const before = await readFile(join(folder, "aside.journal"));
    const { stderr } = await wignerscope(args);
    expect(stderr).toMatch(
      /aside\.journal: the journal of a run that did not finish is now aside\.journal\.previous/,
    );
    expect(await readFile(join(folder, "aside.journal.previous"))).toEqual(before);
  });

  test("leaves standard output to the results", async () => {
    const { stdout, stderr } = await wignerscope(["analyze", "few.safetensors", ...quick, "--json", "-"]);
    expect(JSON.parse(stdout).layers).toHaveLength(6);
    expect(stderr.match(/layer\d\.weight: 50 x \d+, .*, \d+ ms\n/g)).toHaveLength(6);
    const silent = await wignerscope([
      "analyze",
      "few.safetensors",
      ...quick,
      "--json",
      "-",
      "--no-progress",
    ]);
    expect(silent.stderr).toBe("");
  });
});
