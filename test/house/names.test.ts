/** Names and sizes: what STYLE asks of every file, so that nobody has to remember it. */
import { execFileSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { expect, test } from "vitest";
import { textOf } from "./house.ts";

const listed = execFileSync(
  "git",
  ["ls-files", "-co", "--exclude-standard", "src", "assembly", "test", "bench", "calibration", "scripts"],
  {
    encoding: "utf8",
  },
)
  .split("\n")
  .filter((path) => /\.(ts|mjs)$/.test(path));
const sources = listed.filter((path) => /^(src|assembly)\//.test(path) && !path.includes("__tests__"));

test("there are files to look at", () => {
  expect(sources.length).toBeGreaterThan(300);
});

test("file names are kebab-case", () => {
  const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|bench|node|web|d|config))*\.(ts|mjs)$/;
  expect(listed.filter((path) => !name.test(basename(path)))).toEqual([]);
});

test("no name says nothing", () => {
  expect(
    listed.filter((path) => /(^|-)(utils?|helpers?|misc|common|manager|data\d)\./.test(basename(path))),
  ).toEqual([]);
});

test("a file says in its first lines what it is", () => {
  expect(sources.filter((path) => !/^(#!.*\n)?\/\*\*/.test(textOf(path)))).toEqual([]);
});

/** STYLE: a file holds one idea and seldom passes 400 lines. */
const MOST_LINES = 400;
/** The list of public names has one a line, and is as long as the API. */
const LISTS = ["src/index.ts"];

test("a file holds one idea", () => {
  const ideas = sources.filter((path) => !LISTS.includes(path));
  expect(ideas.filter((path) => textOf(path).split("\n").length > MOST_LINES + 1)).toEqual([]);
});

test("a folder can be taken in at a glance", () => {
  const folders = new Map<string, number>();
  for (const path of sources) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1);
  expect([...folders].filter(([, count]) => count > 30)).toEqual([]);
});

test("the two precisions are spelled out once", () => {
  const union = /"f(32|64)" \| "f(32|64)"/;
  const once = listed.filter((path) => path.endsWith(".ts") && union.test(textOf(path)));
  expect(once).toEqual(["src/base/matrix.ts"]);
});
