/** The kernel's contract: every `*Workspace` returns bytes, as f64, and says so. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { sources } from "./assembly.ts";
import { textOf } from "./house.ts";

const workspaces = sources.flatMap((path) =>
  [...textOf(path).matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export function (\w+Workspace)[^{]*/g)].map(
    ([head, doc = "", name]) => ({ path, name, doc, result: head.trim().split(":").at(-1)?.trim() }),
  ),
);

test("there are workspaces to look at", () => {
  expect(workspaces.length).toBeGreaterThan(20);
});

test("each returns bytes in f64: two squares of a large matrix pass 2^32", () => {
  expect(
    workspaces.filter(({ result }) => result !== "f64").map(({ path, name }) => `${path}: ${name}`),
  ).toEqual([]);
});

test("each says that they are bytes", () => {
  const silent = workspaces.filter(({ doc }) => !/bytes/i.test(doc));
  expect(silent.map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
});

test("nobody multiplies a workspace by the size of an entry", () => {
  const callers = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "src", "bench"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((path) => path.endsWith(".ts"));
  const scaled =
    /(\b8 \* |frame\.f(32|64)\()(exports|calls|e)[.[][^;]*Workspace|Workspace[^;]*\) \* (type\.)?bytes/;
  expect(callers.filter((path) => scaled.test(textOf(path)))).toEqual([]);
});
