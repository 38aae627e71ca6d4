/** Every `@example` of the source passes strict TypeScript and gives what it says. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import * as door from "../../src/index.ts";
import {
  agrees,
  compileErrors,
  countExamples,
  endsWithCheck,
  examplesOf,
  root,
  runExample,
} from "./example-runner.ts";

const sources = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "src"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path.endsWith(".ts"));
const examples = sources.flatMap(examplesOf);

test("every example is found", () => {
  expect(examples.length).toBe(sources.reduce((sum, path) => sum + countExamples(path), 0));
  expect(examples.length).toBeGreaterThanOrEqual(20);
});

test("every example passes strict TypeScript", () => {
  expect(compileErrors(examples)).toEqual([]);
});

test.each(examples)("$name", async ({ code }) => {
  expect(endsWithCheck(code), "ends with a value").toBe(true);
  for (const { code: line, actual, expected } of await runExample(code, door))
    expect(agrees(actual, expected), `${line} gives ${String(actual)}, not ${expected}`).toBe(true);
});

test.each<[unknown, string, boolean]>([
  [1 / 3, "0.333", true],
  [0.3336, "0.333", false],
  [2, "2", true],
  [2.001, "2", false],
  [-1.5e-7, "-1.5e-7", true],
  [-1.6e-7, "-1.5e-7", false],
  [Float64Array.of(1, 0.25), "[1, 0.25]", true],
  [[1, 2], "[1]", false],
  [[[0.25, 2.25]], "[[0.25, 2.25]]", true],
  ["goe", '"goe"', true],
  [undefined, "undefined", true],
  ["true", "true", false],
  [true, "true", true],
  [1, "about 1", false],
])("%j against %s", (actual, literal, same) => {
  expect(agrees(actual, literal)).toBe(same);
});

test("an example that is wrong is noticed, in type and in value", async () => {
  const wrong = 'import { spacings } from "wignerscope";\nspacings("levels"); // [1]\n';
  expect(compileErrors([{ name: "wrong", code: wrong }])).toEqual([
    expect.stringMatching(/^wrong: Argument of type 'string' is not assignable/),
  ]);
  const [check] = await runExample('import { spacings } from "wignerscope";\nspacings([1, 3]); // [1]', door);
  expect(agrees(check.actual, check.expected)).toBe(false);
  expect(endsWithCheck("const x = 1;")).toBe(false);
});
