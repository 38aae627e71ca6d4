/** STYLE: a function seldom passes 60 lines, straight-line kernels aside. Those that do stand here with their reason. */
import ts from "typescript";
import { expect, test } from "vitest";
import { house, textOf } from "./house.ts";

const MOST_LINES = 60;

/** Longer than that, and why. */
const REASONED: Readonly<Record<string, string>> = {};

/** To be split. A line goes when its function is. */
const TO_SPLIT: readonly string[] = [];

/** The name of a function, or of what it is assigned to; undefined for one that is passed on nameless. */
function nameOf(node: ts.Node): string | undefined {
  const named = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : node;
  const name = (named as Partial<ts.NamedDeclaration>).name;
  return name && ts.isIdentifier(name)
    ? name.text
    : ts.isConstructorDeclaration(node)
      ? "constructor"
      : undefined;
}

/** Functions of a file that are too long, those within them counted with them. */
function longFunctions(path: string): string[] {
  const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  const line = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: string[] = [];
  const visit = (node: ts.Node, outer: string): void => {
    const name = ts.isFunctionLike(node) ? (nameOf(node) ?? `${outer}/nameless`) : outer;
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const lines = line(node.end) - line(node.getStart(source)) + 1;
      if (lines > MOST_LINES) found.push(`${path} ${name}`);
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(source, "");
  return found;
}

const { files } = await house();
const long = files.flatMap(longFunctions);

test("functions fit on a screen, or the list says why not", () => {
  expect(long.filter((name) => !(name in REASONED) && !TO_SPLIT.includes(name))).toEqual([]);
});

test("no line is kept for a function that has become short", () => {
  expect([...Object.keys(REASONED), ...TO_SPLIT].filter((name) => !long.includes(name))).toEqual([]);
});
