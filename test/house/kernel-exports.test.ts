/** The kernel exports what src calls, and nothing else. */
import ts from "typescript";
import { expect, test } from "vitest";
import { house, textOf } from "./house.ts";

/** The names that a list of exports has. */
function exported(path: string): string[] {
  const list = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  return list.statements.flatMap((node) =>
    ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)
      ? node.exportClause.elements.map((element) => element.name.text)
      : [],
  );
}

const texts = (await house()).files.map(textOf);

test("nothing is exported that src does not call", () => {
  const single = exported("assembly/index.ts");
  expect(single.length).toBeGreaterThan(30);
  expect(single.filter((name) => !texts.some((text) => text.includes(name)))).toEqual([]);
});

test("what exists in both precisions is called in both", () => {
  const pairs = exported("assembly/precisions.ts");
  expect(pairs.length).toBeGreaterThan(40);
  // By one name: exports[`gemm${suffix}`], or from a list of names without their ends.
  const called = (name: string) => {
    const both = new RegExp(`["\`]${name}(["]|\\$\\{)`);
    return texts.some((text) => both.test(text));
  };
  expect(pairs.filter((name) => !called(name))).toEqual([]);
});

test("nobody writes the two precisions of a kernel by hand", () => {
  const names = exported("assembly/index.ts").filter((name) => /F(32|64)$/.test(name));
  const stems = names.map((name) => name.slice(0, -3));
  expect(stems.filter((stem, i) => stems.indexOf(stem) !== i)).toEqual([]);
});
