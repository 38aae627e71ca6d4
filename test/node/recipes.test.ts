/** CONTRIBUTING's recipes: each is scaffolded in a copy of the tree, and the copy still passes types, lint, house and the new tests. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const TESTS = ["test/house", "test/unit", "test/setup", "test/fixtures", "test/as-pect"];
const COPIED = ["src", "assembly", "scripts", "reproductions", "build/wasm", "build/report", ...TESTS];
const CONFIG = [
  "package.json",
  "tsconfig.json",
  "asconfig.json",
  "biome.json",
  ".gitignore",
  "vitest.config.ts",
];

/** Kinds of recipes, and where the test of each goes. */
const RECIPES = {
  law: "laws",
  ensemble: "ensembles",
  statistic: "statistics",
  format: "models",
  kernel: "kernel",
  figure: "report",
} as const;

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "wignerscope-recipes-"));
  for (const path of [...COPIED, ...CONFIG]) await cp(root + path, join(copy, path), { recursive: true });
  await symlink(`${root}node_modules`, join(copy, "node_modules"));
  await run("git", ["init", "-q"], { cwd: copy });
  for (const kind of Object.keys(RECIPES))
    await run(process.execPath, ["scripts/scaffold.mjs", kind, `my-${kind}`], { cwd: copy });
  await run(bin("biome"), ["check", "--write", "src", "test/unit"], { cwd: copy });
  await run(process.execPath, ["scripts/format-assembly.mjs"], { cwd: copy });
  await run(process.execPath, ["scripts/build-wasm.mjs", BUILD], { cwd: copy });
  await run(bin("tsx"), ["test/house/public-names.ts"], { cwd: copy });
}, 180_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

/** The one build that is made anew there, and tested. */
const BUILD = "simd";

const bin = (name: string) => join(root, "node_modules/.bin", name);
const outcome = (command: string, args: readonly string[]) =>
  run(command, args, {
    cwd: copy,
    maxBuffer: 2 ** 26,
    env: { ...process.env, WIGNERSCOPE_BUILD: BUILD },
  }).then(
    () => "passes",
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );

test("what the recipes make passes the compiler", async () => {
  expect(await outcome(bin("tsc"), ["-p", "."])).toBe("passes");
});

test("and the tests that they make, and the house's", async () => {
  const tests = Object.entries(RECIPES).map(([kind, room]) => `test/unit/${room}/my-${kind}.test.ts`);
  const laws = ["floors", "doors", "public-door", "sizes", "formats", "kernel-exports"];
  const house = laws.map((name) => `test/house/${name}.test.ts`);
  expect(await outcome(bin("vitest"), ["run", ...tests, ...house])).toBe("passes");
});

test("and the kernel's spec", async () => {
  const config = ["--config", "test/as-pect/as-pect.config.js"];
  const compiler = ["--as-config", "test/as-pect/as-pect.asconfig.json"];
  const specs = join(copy, "assembly/__tests__");
  for (const spec of await readdir(specs, { recursive: true }))
    if (spec.endsWith(".spec.ts") && spec !== "my-kernel.spec.ts") await rm(join(specs, spec));
  expect(await outcome(bin("asp"), [...config, ...compiler])).toBe("passes");
});

test("a name that is taken or no name is refused", async () => {
  expect(await outcome(process.execPath, ["scripts/scaffold.mjs", "law", "my-law"])).toContain(
    "exists already",
  );
  expect(await outcome(process.execPath, ["scripts/scaffold.mjs", "law", "My_Law"])).toContain("kebab-case");
});
