/** What the command line refuses before it starts, and how it goes on when one file of several is broken. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../src/index.ts";
import { raw, safetensors } from "../unit/models/encoders.ts";
import { runCommand } from "./command.ts";

let folder: string;
const wignerscope = (...args: string[]) => runCommand(args, { cwd: folder });
const model = (seed: number) =>
  safetensors([
    { name: "fc.weight", dtype: "F64", shape: [60, 60], data: raw(new Random(seed).normals(3600)) },
    { name: "fc.bias", dtype: "F64", shape: [2], data: raw(new Random(seed).normals(2)) },
  ]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-outputs-"));
  await writeFile(join(folder, "a.safetensors"), model(1));
  await writeFile(join(folder, "b.safetensors"), model(2));
  await writeFile(join(folder, "broken.safetensors"), "no model");
  await mkdir(join(folder, "directory"));
  await symlink("a.safetensors", join(folder, "link"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("refused before anything is computed", () => {
  test.each([
    [["analyze", "a.safetensors", "--json", "nowhere/a.json"], 1, /no such file or folder.*WRITE_FAILED/],
    [["analyze", "a.safetensors", "--json", "a.safetensors/x"], 1, /WRITE_FAILED/],
    [["analyze", "a.safetensors", "--html", "directory"], 1, /it is a directory/],
    [["analyze", "a.safetensors", "--json", "-", "--csv", "-"], 2, /--json and --csv both go to standard/],
    [["analyze", "a.safetensors", "--json", "x", "--csv", "./x"], 2, /--json and --csv both go to/],
    [["analyze", "a.safetensors", "--csv", "link"], 2, /would overwrite the model/],
    [["analyze", "a.safetensors", "b.safetensors", "--csv", "-"], 2, /--csv - takes one model/],
    [["analyze", "a.safetensors", "--workers", "1000000000"], 2, /whole number from 1 to 1024/],
    [["analyze", "a.safetensors", "--layers", "fx*"], 2, /--layers fx\* selects none.*inspect/],
    [["compare", "a.safetensors", "b.safetensors", "--layers", "fx*"], 2, /selects none/],
    [["compare", "a.safetensors", "b.safetensors", "--json", "nowhere/c"], 1, /WRITE_FAILED/],
    [["compare", "a.safetensors", "b.safetensors", "--csv", "b.safetensors"], 2, /overwrite the model/],
    [["filter", "a.safetensors", "--out", "new", "--layers", "fx*"], 2, /selects none/],
    [["filter", "a.safetensors", "--out", "directory"], 1, /no regular file/],
  ])("%j", async (args, code, message) => {
    const before = await readdir(folder);
    const outcome = await wignerscope(...args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    expect(outcome.stdout).toBe("");
    expect(outcome.code).toBe(code);
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(join(folder, "a.safetensors"))).toEqual(Buffer.from(model(1)));
  });
});

describe("several files", () => {
  test("one that is broken does not keep the others from their results", async () => {
    const files = ["a.safetensors", "broken.safetensors", "b.safetensors"];
    const { code, stdout, stderr } = await wignerscope(
      "analyze",
      ...files,
      "--depth",
      "quick",
      "--json",
      "-",
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/broken\.safetensors.*\[CORRUPT_FILE\]/);
    const models = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).model.name);
    expect(models).toEqual(["a.safetensors", "b.safetensors"]);
  });

  test("a checkpoint that is broken does not take the others' comparisons along", async () => {
    const files = ["a.safetensors", "broken.safetensors", "b.safetensors"];
    const outputs = ["--json", "all.json", "--html", "all.html"];
    const { code, stdout, stderr } = await wignerscope(
      "compare",
      "a.safetensors",
      ...files,
      ...outputs,
      "--depth",
      "quick",
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/broken\.safetensors.*\[CORRUPT_FILE\]/);
    expect(stdout).toMatch(/identical/);
    const comparisons: { model: { name: string } }[] = JSON.parse(
      await readFile(join(folder, "all.json"), "utf8"),
    ).comparisons;
    expect(comparisons.map(({ model }) => model.name)).toEqual(["a", "b"]);
    const pages = (await readdir(folder)).filter((name) => /^all.*html$/.test(name)).sort();
    expect(pages).toEqual(["all-a.html", "all-b.html"]);
    const none = await wignerscope("compare", "a.safetensors", "broken.safetensors", "--json", "none.json");
    expect(none.code).toBe(1);
    expect(await readdir(folder)).not.toContain("none.json");
  });

  // Linux alone has a device that is always full.
  test.runIf(existsSync("/dev/full"))(
    "an output that cannot be written does not keep the others from being written",
    async () => {
      const args = ["--depth", "quick", "--csv", "/dev/full", "--json", "whole.json"];
      const { code, stderr } = await wignerscope("compare", "a.safetensors", "b.safetensors", ...args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/dev\/full.*\[WRITE_FAILED\]/);
      expect(JSON.parse(await readFile(join(folder, "whole.json"), "utf8")).comparisons).toHaveLength(1);
    },
  );

  test("the same file twice, and outputs to a device", async () => {
    const args = ["analyze", "a.safetensors", "a.safetensors", "--depth", "quick", "--csv", "twice.csv"];
    expect((await wignerscope(...args)).code).toBe(0);
    const names = (await readdir(folder)).filter((name) => name.startsWith("twice")).sort();
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^twice-wignerscope-outputs-.*-a(-2)?\.csv$/);
    const nothing = ["--json", "/dev/null", "--csv", "/dev/null"];
    expect((await wignerscope("analyze", "a.safetensors", "--depth", "quick", ...nothing)).code).toBe(0);
  });
});

test("conditions say when there was no layer to hold them against", async () => {
  const { code, stderr } = await wignerscope(
    "analyze",
    "a.safetensors",
    "--min-size",
    "61",
    "--fail-if",
    "alpha < 2",
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(/no layer was analysed/);
});
