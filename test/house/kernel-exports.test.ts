/** The kernel exports what src calls, and nothing else. */
import ts from "typescript";
import { expect, test } from "vitest";
import { house, textOf } from "./house.ts";

const index = ts.createSourceFile("index.ts", textOf("assembly/index.ts"), ts.ScriptTarget.Latest, true);
const exported = index.statements.flatMap((node) =>
  ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause)
    ? node.exportClause.elements.map((element) => element.name.text)
    : [],
);

test("nothing is exported that src does not call", async () => {
  const texts = (await house()).files.map(textOf);
  // Both precisions are called by one name: exports[`gemm${suffix}`], or from a list of names without their ends.
  const called = (name: string) => {
    const stem = name.replace(/F(32|64)$/, "");
    const pair = new RegExp(`["\`]${stem}(["]|\\$\\{)`);
    return texts.some((text) => text.includes(name) || (stem !== name && pair.test(text)));
  };
  expect(exported.length).toBeGreaterThan(50);
  expect(exported.filter((name) => !called(name))).toEqual([]);
});
