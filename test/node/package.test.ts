/** The packed tarball in an empty project: import, types and the command, on the installed Node and on Node 24. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { node24 } from "../../scripts/node24.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const engines = [process.execPath, node24()].filter((engine) => engine !== undefined);

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "wignerscope-package-"));
  // --ignore-scripts: the package was built before the tests; packing must not build it again.
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", project], { cwd: root });
  const tarball = (await readdir(project)).find((file) => file.endsWith(".tgz"));
  await writeFile(
    join(project, "package.json"),
    JSON.stringify({ name: "empty", private: true, type: "module" }),
  );
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`], {
    cwd: project,
  });
  await writeFile(
    join(project, "use.ts"),
    `import { analyzeMatrix, analyzeModel, ensembles, laws, type Matrix, matrix, openModel, svdvals, workerPool } from "wignerscope";
const a: Matrix = matrix(2, 2, Float64Array.of(3, 0, 0, 4));
const s: Float64Array = svdvals(a);
if (s[0] !== 4 || s[1] !== 3) throw new Error("svdvals of a diagonal matrix: " + s);
if (analyzeMatrix(a).norms.matrixRank !== 2) throw new Error("rank");
if (!(laws.semicircle({}).pdf(0) > 0)) throw new Error("laws");
if (ensembles.goe(3).rows !== 3) throw new Error("ensembles");
const pool = workerPool({ workers: 1 });
const npy = "\\x93NUMPY\\x01\\x00\\x76\\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }".padEnd(127) + "\\n";
const bytes = Uint8Array.from([...npy].map((c) => c.charCodeAt(0)).concat([...new Uint8Array(a.data.buffer)]));
for await (const layer of analyzeModel(await openModel(bytes), { minSize: 1, executor: pool }))
  if (layer.status !== "analyzed" || layer.analysis.singularValues[0] !== 4) throw new Error("pool");
pool.close();
console.log("works", typeof openModel);
`,
  );
}, 180_000);
afterAll(() => rm(project, { recursive: true, force: true }));

test("types resolve and the script type-checks", async () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  const typeRoots = ["--typeRoots", join(root, "node_modules/@types")];
  await run(process.execPath, [tsc, ...options, ...typeRoots, "use.ts"], { cwd: project });
});

test.each(engines)("import and workers work on %s", async (engine) => {
  const { stdout } = await run(engine, ["use.js"], { cwd: project });
  expect(stdout).toContain("works function");
});

test.each(engines)("the command works on %s", async (engine) => {
  const { stdout } = await run(engine, [join(project, "node_modules/.bin/wignerscope"), "--version"], {
    cwd: project,
  });
  expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
});
