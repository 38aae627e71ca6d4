/** What the command line refuses before it starts, and how it goes on when one file of several is broken. */
import { existsSync } from "node:fs";
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
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
const tensor = (name: string) =>
  safetensors([{ name, dtype: "F64", shape: [60, 60], data: raw(new Random(5).normals(3600)) }]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-outputs-"));
  await writeFile(join(folder, "a.safetensors"), model(1));
  await writeFile(join(folder, "b.safetensors"), model(2));
  await writeFile(join(folder, "broken.safetensors"), "no model");
  await mkdir(join(folder, "directory"));
  await symlink("a.safetensors", join(folder, "link"));
  await link(join(folder, "a.safetensors"), join(folder, "hard"));
  await writeFile(join(folder, "notes"), "not to be lost");
  await mkdir(join(folder, "sharded"));
  const parts = ["part-1.safetensors", "part-2.safetensors", "part-a.safetensors"];
  for (const [k, part] of parts.entries())
    await writeFile(join(folder, "sharded", part), k === 0 ? model(3) : tensor(`w${k}`));
  await writeFile(
    join(folder, "sharded", "model.safetensors.index.json"),
    JSON.stringify({
      weight_map: { "fc.weight": parts[0], "fc.bias": parts[0], w1: parts[1], w2: parts[2] },
    }),
  );
  await symlink(join("sharded", "part-1.safetensors"), join(folder, "shard-link"));
  await mkdir(join(folder, "adapter"));
  await writeFile(
    join(folder, "adapter", "adapter_model.safetensors"),
    safetensors([
      { name: "q.lora_A.weight", dtype: "F64", shape: [4, 60], data: raw(new Random(7).normals(240)) },
      { name: "q.lora_B.weight", dtype: "F64", shape: [60, 4], data: raw(new Random(8).normals(240)) },
    ]),
  );
  await writeFile(join(folder, "adapter", "adapter_config.json"), '{"lora_alpha": 8}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("refused before anything is computed", () => {
  test.each([
    [["analyze", "a.safetensors", "--json", "nowhere/a.json"], 1, /no such file or folder.*WRITE_FAILED/],
    [["analyze", "a.safetensors", "--json", "a.safetensors/x"], 1, /WRITE_FAILED/],
    [["analyze", "a.safetensors", "--html", "directory"], 1, /it is a directory/],
    [["analyze", "a.safetensors", "--json", "-", "--csv", "-"], 2, /--json and --csv both go to standard/],
    [["analyze", "a.safetensors", "--json", "x", "--csv", "./x"], 2, /--json and --csv both go to/],
    [
      ["analyze", "a.safetensors", "--csv", "link"],
      2,
      /--csv link would overwrite .*a\.safetensors, which belongs to the model/,
    ],
    [["analyze", "a.safetensors", "b.safetensors", "--csv", "-"], 2, /--csv - takes one model/],
    [["analyze", "a.safetensors", "--workers", "1000000000"], 2, /whole number from 1 to 1024/],
    [["analyze", "a.safetensors", "--layers", "fx*"], 2, /--layers fx\* matches none.*inspect/],
    [["compare", "a.safetensors", "b.safetensors", "--layers", "fx*"], 2, /matches none/],
    [["compare", "a.safetensors", "b.safetensors", "--json", "nowhere/c"], 1, /WRITE_FAILED/],
    [
      ["compare", "a.safetensors", "b.safetensors", "--csv", "b.safetensors"],
      2,
      /overwrite .*b\.safetensors, which belongs/,
    ],
    [["filter", "a.safetensors", "--out", "new", "--layers", "fx*"], 2, /matches none/],
    [["analyze", "a.safetensors", "--csv", "hard"], 2, /--csv hard would overwrite .*, which belongs/],
    [["analyze", "a.safetensors", "--journal", "hard"], 2, /--journal hard would overwrite/],
    [["analyze", "a.safetensors", "--csv", "x", "--journal", "x"], 2, /--csv and --journal both go to x/],
    [
      ["analyze", "a.safetensors", "--csv", "b.safetensors"],
      2,
      /b\.safetensors already exists and is named like a model/,
    ],
    [["analyze", "a.safetensors", "--journal", "notes"], 2, /notes exists and is not the journal of a run/],
    [["analyze", "a.safetensors", "--resume"], 2, /--resume needs --journal FILE, or an output file/],
    [
      ["analyze", "sharded", "--json", "sharded/model.safetensors.index.json"],
      2,
      /index\.json, which belongs/,
    ],
    [["analyze", "sharded", "--json", "sharded/part-2.safetensors"], 2, /part-2\.safetensors, which belongs/],
    [["analyze", "sharded", "--html", "shard-link"], 2, /part-1\.safetensors, which belongs/],
    [
      ["analyze", "a.safetensors", "sharded", "--json", "sharded/part.safetensors"],
      2,
      /part-a\.safetensors.*belongs/,
    ],
    [
      ["analyze", "adapter", "--csv", "adapter/adapter_config.json"],
      2,
      /adapter_config\.json, which belongs/,
    ],
    [["compare", "a.safetensors", "sharded", "--csv", "sharded/part-1.safetensors"], 2, /which belongs/],
    [
      ["filter", "a.safetensors", "--out", "a.safetensors"],
      2,
      /--out a\.safetensors already exists; --force/,
    ],
    [["filter", "a.safetensors", "--out", "hard"], 2, /--out hard already exists; --force replaces it/],
    [["filter", "a.safetensors", "--out", "notes"], 2, /--out notes already exists/],
    [
      ["filter", "sharded", "--force", "--out", "sharded/part-1.safetensors"],
      1,
      /needs this file; write to another/,
    ],
    [["filter", "a.safetensors", "--out", "directory"], 1, /it is a directory/],
  ])("%j", async (args, code, message) => {
    const before = await readdir(folder);
    const outcome = await wignerscope(...args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
    expect(outcome.stdout).toBe("");
    expect(outcome.code).toBe(code);
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(join(folder, "a.safetensors"))).toEqual(Buffer.from(model(1)));
    expect(await readFile(join(folder, "sharded", "part-1.safetensors"))).toEqual(Buffer.from(model(3)));
  });
});

describe("outputs", () => {
  const quick = ["--depth", "quick"];

  test("keep the mode of what they replace, follow a link to it, and leave nothing beside", async () => {
    await mkdir(join(folder, "kept"));
    const real = join(folder, "kept", "real.csv");
    await writeFile(real, "old");
    await chmod(real, 0o604);
    await symlink(join("kept", "real.csv"), join(folder, "latest.csv"));
    const { code } = await wignerscope("analyze", "a.safetensors", ...quick, "--csv", "latest.csv");
    expect(code).toBe(0);
    expect(await readFile(real, "utf8")).toMatch(/^index,|^name,|fc\.weight/);
    expect((await stat(real)).mode & 0o777).toBe(0o604);
    expect(await readdir(join(folder, "kept"))).toEqual(["real.csv"]);
    await rm(join(folder, "latest.csv"));
  });

  test.runIf(existsSync("/dev/full"))("that fail do not stop the others, and all are named", async () => {
    const outputs = [
      "--csv",
      "/dev/full",
      "--json",
      "one.json",
      "--parquet",
      "/dev/full",
      "--html",
      "one.html",
    ];
    const { code, stderr } = await wignerscope("analyze", "a.safetensors", ...quick, ...outputs);
    expect(code).toBe(1);
    expect(stderr.match(/\/dev\/full: cannot be written: .*\[WRITE_FAILED\]/g)).toHaveLength(2);
    expect(stderr).toMatch(
      /one\.json\.journal keeps 1 finished layer; the same command with --resume continues/,
    );
    expect(JSON.parse(await readFile(join(folder, "one.json"), "utf8")).layers).toHaveLength(2);
    expect(await readFile(join(folder, "one.html"), "utf8")).toMatch(/<\/html>\s*$/);
  });

  test("filter replaces a file with --force only, the model itself too", async () => {
    await writeFile(join(folder, "own.safetensors"), model(9));
    const args = [
      "filter",
      "own.safetensors",
      "--out",
      "own.safetensors",
      "--method",
      "low-rank",
      "--rank",
      "2",
    ];
    expect((await wignerscope(...args)).code).toBe(2);
    expect(await readFile(join(folder, "own.safetensors"))).toEqual(Buffer.from(model(9)));
    expect((await wignerscope(...args, "--force")).code).toBe(0);
    const filtered = await readFile(join(folder, "own.safetensors"));
    expect(filtered.length).toBe(model(9).length);
    expect(filtered).not.toEqual(Buffer.from(model(9)));
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

test("conditions without a layer to hold them against are no pass", async () => {
  const { code, stderr } = await wignerscope(
    "analyze",
    "a.safetensors",
    "--min-size",
    "61",
    "--fail-if",
    "alpha < 2",
  );
  expect(code).toBe(4);
  expect(stderr).toMatch(/a\.safetensors: no layer was analysed, so there was nothing to check/);
});
