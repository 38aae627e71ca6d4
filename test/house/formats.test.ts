/** A format is a folder and a line in the registry: nobody else spells its name. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FORMATS } from "../../src/models/formats/registry.ts";
import { openModel } from "../../src/models/index.ts";
import { FIXTURE_FOLDER, FIXTURES } from "../unit/models/fixtures.ts";
import { house, textOf } from "./house.ts";

const { files } = await house();
const FOLDER = "src/models/formats";
const folders = readdirSync(fileURLToPath(new URL(`../../${FOLDER}`, import.meta.url)), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test("every folder of formats is in the registry, and nothing else", () => {
  expect(FORMATS.map(({ name }) => name).sort()).toEqual(folders);
});

test("no two formats share a name, an ending or the name of a folder's model", () => {
  const all = FORMATS.flatMap(({ name, endings, folderFiles = [] }) => [
    ...new Set([name, ...endings, ...folderFiles]),
  ]);
  expect(new Set(all).size).toBe(all.length);
});

describe.each(FORMATS.map((format) => [format.name, format] as const))("%s", (name, format) => {
  test("is a whole format", async () => {
    expect(format.title).not.toBe("");
    for (const ending of format.endings) expect(ending).toMatch(/^[a-z_]*\.[a-z0-9.]+$/);
    for (const file of format.folderFiles ?? [])
      expect(format.endings.some((ending) => file.endsWith(ending))).toBe(true);
    expect(await format.load()).toBeTypeOf("function");
  });

  test("has a fixture that opens, by its content and by its name", async () => {
    for (const { name: file, bytes } of FIXTURES[name]) {
      expect((await openModel(bytes, { name: file, folder: FIXTURE_FOLDER })).format).toBe(name);
      expect((await openModel(bytes, { name: "stranger", folder: FIXTURE_FOLDER })).format).toBe(name);
      expect(format.endings.some((ending) => file.endsWith(ending))).toBe(true);
    }
  });

  test("is read when the first file of it is opened, not before", () => {
    const own = textOf(`${FOLDER}/${name}/format.ts`);
    expect(own.match(/^import .*/gm)).toEqual([expect.stringContaining("../format.ts")]);
  });
});

test("the fuzz tests damage every fixture", () => {
  const fuzz = textOf("test/unit/models/hostile.test.ts");
  expect(fuzz).toContain("Object.values(FIXTURES)");
  expect(fuzz).toContain("describe.each(Object.entries(files))");
});

/** Comments may name a format, and so may sentences: what decides does not. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*/g, "");
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

test("a format's name and its endings are spelled in its folder alone", () => {
  const spelled = FORMATS.flatMap(({ name, endings }) => [name, ...endings]);
  const words = spelled.map(escaped).join("|");
  const bare = FORMATS.map(({ name }) => escaped(name)).join("|");
  // A literal of nothing else, a property of a table, or a branch of a regular expression.
  const decides = new RegExp(
    `(["'\`])(?:${words})\\1|^\\s*(?:${bare}):|(?:\\\\\\.|[|(])(?:${bare})(?=[|)$])`,
    "m",
  );
  const offenders = files.filter(
    (file) => !file.startsWith(`${FOLDER}/`) && decides.test(withoutComments(textOf(file))),
  );
  expect(offenders).toEqual([]);
  // The expression finds what it looks for.
  for (const line of [
    'if (format === "npy")',
    "  onnx: 1,",
    "/\\.(h5|onnx)$/",
    '[".safetensors"]',
    "/(npy|x)/",
  ])
    expect(decides.test(line), line).toBe(true);
});
