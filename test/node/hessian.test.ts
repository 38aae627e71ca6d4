/** `wignerscope hessian` as its users run it, on the example of the README. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./command.ts";

const example = (name: string) => resolve("examples/fashion", name);
const FILES = [example("net.json"), example("weights.safetensors")];
const DATA = ["--data", example("images.idx.gz"), "--labels", example("labels.idx.gz"), "--scale", "73,86"];
/** Few samples, few steps: seconds. */
const SMALL = ["--limit", "64", "--steps", "8", "--vectors", "2", "--top", "2", "--no-split", "--no-blocks"];
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "hessian-"));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (args: readonly string[], options = {}) => runCommand(["hessian", ...args], { cwd, ...options });

describe("wignerscope hessian", () => {
  it("prints a summary of 80 columns and writes what is asked for", async () => {
    const outputs = ["--json", "h.json", "--csv", "h.csv", "--parquet", "h.parquet", "--html", "h.html"];
    const { code, stdout, stderr } = await run([...FILES, ...DATA, ...SMALL, ...outputs]);
    expect(stderr).toMatch(/weights\.safetensors: 3594 parameters, 64 samples, at most about/);
    expect([code, stdout.split("\n")[0]]).toEqual([0, "weights.safetensors: 3594 parameters, 64 samples"]);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const json = JSON.parse(await readFile(join(cwd, "h.json"), "utf8"));
    expect(json).toMatchObject({ schema: 2, kind: "estimated", complete: true });
    expect(json.options).toMatchObject({ steps: 8, vectors: 2, reduction: "mean" });
    // The example was trained: most of its 1000 test images are right.
    expect(json.point.accuracy).toBeGreaterThan(0.8);
    expect((await readFile(join(cwd, "h.csv"), "utf8")).split("\r\n")[1]).toMatch(
      /^hessian,hessian,3594,64,/,
    );
    expect((await readFile(join(cwd, "h.parquet"))).subarray(0, 4).toString()).toBe("PAR1");
    expect(await readFile(join(cwd, "h.html"), "utf8")).toContain("Curvature report");
  });

  it("takes exact batches, a line each as they finish, and JSON on standard output", async () => {
    const exact = ["--exact", "--batch", "8", "--batches", "3", "--sizes", "none", "--json", "-"];
    const { code, stdout, stderr } = await run([...FILES, ...DATA, ...exact]);
    expect(code).toBe(0);
    expect(stderr.match(/^batch \d: 8 samples, \d+ genuine levels of \d+/gm)).toHaveLength(3);
    const json = JSON.parse(stdout);
    expect(json.kind).toBe("exact");
    expect(json.batches.map((one: { samples: number }) => one.samples)).toEqual([8, 8, 8]);
    expect(json.batchSize).toBeUndefined();
  });

  it("gives the same batches with any number of workers", async () => {
    const exact = [
      "--exact",
      "--batch",
      "8",
      "--batches",
      "5",
      "--sizes",
      "none",
      "--json",
      "-",
      "--no-progress",
    ];
    const [one, three] = await Promise.all(
      ["1", "3"].map(async (workers) =>
        JSON.parse((await run([...FILES, ...DATA, ...exact, "--workers", workers])).stdout),
      ),
    );
    expect(three.batches).toHaveLength(5);
    expect(three.batches).toEqual(one.batches);
    expect(three.local).toEqual(one.local);
  });

  it("keeps what is done at Ctrl-C", async () => {
    const exact = ["--exact", "--batch", "32", "--batches", "30", "--json", "stopped.json"];
    const { code } = await run([...FILES, ...DATA, ...exact], { interruptAfter: /^batch \d+:/m });
    expect(code).toBe(130);
    const json = JSON.parse(await readFile(join(cwd, "stopped.json"), "utf8"));
    expect(json.complete).toBe(false);
    expect(json.batches.length).toBeGreaterThanOrEqual(1);
    expect(json.batches.length).toBeLessThan(30);
  });

  it("killed over and over, loses the batch in flight alone, and resumes to the same numbers", async () => {
    const batches = ["--exact", "--batch", "16", "--batches", "6", "--sizes", "none", "--workers", "1"];
    const args = [...FILES, ...DATA, ...batches, "--json", "killed.json"];
    const kept = async () =>
      (await readFile(join(cwd, "killed.json.journal"), "utf8")).split("\n").slice(1, -1).length;
    for (let kills = 1; kills <= 3; kills++) {
      const { signal } = await run([...args, "--resume"], {
        interruptAfter: /^batch \d/m,
        signal: "SIGKILL",
      });
      expect(signal).toBe("SIGKILL");
      expect(await kept()).toBeGreaterThanOrEqual(kills);
    }
    const before = await kept();
    expect(before).toBeLessThan(6);
    const { code, stderr } = await run([...args, "--resume"]);
    expect(code).toBe(0);
    expect(stderr).toContain(`killed.json.journal: ${before} finished batches`);
    expect(stderr.match(/^batch \d/gm)).toHaveLength(6 - before);
    expect((await readdir(cwd)).filter((name) => name.startsWith("killed.json."))).toEqual([]);
    const untimed = async (file: string) =>
      JSON.parse(await readFile(join(cwd, file), "utf8"), (key, value) => (key === "seconds" ? 0 : value));
    await run([...FILES, ...DATA, ...batches, "--json", "undisturbed.json"]);
    expect(await untimed("killed.json")).toEqual(await untimed("undisturbed.json"));
  });

  it("takes nothing from the journal of other data, and keeps none of estimates", async () => {
    const exact = ["--exact", "--batch", "8", "--batches", "2", "--sizes", "none", "--json", "other.json"];
    const journal = ["--journal", "other.journal", "--keep-journal"];
    await run([...FILES, ...DATA, ...exact, ...journal]);
    const again = await run([...FILES, ...DATA, ...exact, ...journal, "--resume"]);
    expect(again.stderr).not.toMatch(/^batch \d/m);
    const rescaled = await run([...FILES, ...DATA, "--scale", "70,80", ...exact, ...journal, "--resume"]);
    expect(rescaled.stderr.match(/^batch \d/gm)).toHaveLength(2);
    const estimate = await run([...FILES, ...DATA, ...SMALL, "--json", "estimate.json", "--resume"]);
    expect(estimate.stderr).toContain("without --exact there is no --resume");
    expect(estimate.code).not.toBe(0);
  });

  it("takes a preset in place of the network's file", async () => {
    const preset = ["--preset", "mlp:196-16-16-10", FILES[1]];
    const { code, stdout } = await run([...preset, ...DATA, ...SMALL, "--no-progress"]);
    expect(code).toBe(0);
    expect(stdout).toContain("3594 parameters");
  });
});

describe("what cannot be", () => {
  it.each([
    ["one file without a preset", [FILES[0], ...DATA], 2, /give a network and its weights, .* got 1 files/],
    ["two with one", [...FILES, "--preset", "lenet", ...DATA], 2, /with --preset give the weights alone/],
    ["an unknown preset", [FILES[1], "--preset", "lenett", ...DATA], 2, /preset must be one of mlp:784/],
    [
      "weights of other shapes",
      [FILES[1], "--preset", "mlp:196-8-16-10", ...DATA],
      1,
      /fc1\.weight takes \[8, 196\]/,
    ],
    ["a file that is not there", [...FILES, "--data", "none.npy"], 1, /none\.npy: ENOENT/],
    [
      "samples of another size",
      [...FILES, "--data", example("labels.idx.gz"), "--labels", example("labels.idx.gz")],
      1,
      /must have 196 columns/,
    ],
    ["images without labels", [...FILES, ...DATA.slice(0, 2)], 2, /--labels is missing: .* \[1000, 14, 14\]/],
    [
      "an npz without a name",
      [
        ...FILES,
        "--data",
        resolve("test/fixtures/networks/stored.npz"),
        "--labels",
        example("labels.idx.gz"),
      ],
      1,
      /it has "x", "y"; .*stored\.npz#NAME names one/,
    ],
    [
      "a scale that is far off",
      [...FILES, ...DATA.slice(0, 4), "--scale", "0,1e-300"],
      1,
      /the loss is not a finite number/,
    ],
    ["a bad scale", [...FILES, ...DATA, "--scale", "3"], 2, /MEAN,SD/],
    ["an unknown loss", [...FILES, ...DATA, "--loss", "hinge"], 2, /cross-entropy/],
    [
      "an option of exact spectra",
      [...FILES, ...DATA, "--batch", "8"],
      2,
      /without --exact there is no --batch/,
    ],
    ["an option of estimates", [...FILES, ...DATA, "--exact", "--steps", "8"], 2, /--exact takes no --steps/],
    [
      "an output over an input",
      [...FILES, ...DATA, "--json", example("labels.idx.gz")],
      2,
      /would overwrite/,
    ],
  ])("%s", async (_, args, code, message) => {
    const outcome = await run([...args, "--no-progress"]);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
  });

  it("says what is wrong with a network's file", async () => {
    const net = JSON.parse(await readFile(FILES[0], "utf8"));
    const broken = async (text: string) => {
      await writeFile(join(cwd, "net.json"), text);
      return (await run(["net.json", FILES[1], ...DATA, "--no-progress"])).stderr;
    };
    expect(await broken("{ input")).toMatch(/net\.json: it is not the JSON of a network .* \[CORRUPT_FILE\]/);
    expect(await broken("[]")).toMatch(/net\.json: a network is an object with input and layers/);
    const unknown = { ...net, layers: [{ kind: "dens", units: 10 }] };
    expect(await broken(JSON.stringify(unknown))).toMatch(/net\.json: layers\[0\]\.kind must be one of/);
    const unchained = { ...net, input: [1, 14, 14] };
    expect(await broken(JSON.stringify(unchained))).toMatch(/net\.json|fc1/);
  });

  it("says that labels are out of range", async () => {
    await writeFile(join(cwd, "labels.csv"), `${"3\n".repeat(999)}12\n`);
    const { code, stderr } = await run([
      ...FILES,
      ...DATA.slice(0, 2),
      "--labels",
      "labels.csv",
      "--no-progress",
    ]);
    expect(stderr).toMatch(/label.*12/);
    expect(code).not.toBe(0);
  });
});
