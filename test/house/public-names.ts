/**
 * The names of the public door, read off the export lists, and `npm run accept:names`, which writes them down:
 * test/house/public-names.txt. A name that comes or goes is then a line of a commit, and somebody's decision.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const LIST = `${root}test/house/public-names.txt`;

/** The entries of the package, and what each is written as in the list. */
const DOORS = [
  { entry: "src/index.ts", where: "" },
  { entry: "src/index.node.ts", where: "node: " },
  { entry: "src/index.web.ts", where: "web: " },
];

/** An export that the list could not show: `export *` without a name, or a declaration in the door itself. */
export class NotByName extends Error {}

/**
 * What a file exports, one line a name: `name` for a value, `type Name` for a type, `space.name` for what stands in a
 * namespace. Nothing is resolved: doors name what they export.
 * @param entry is the package's own entry: `export * from "./index.ts"` there is the door of every platform.
 */
function namesOf(path: string, prefix: string, entry: boolean): string[] {
  const file = ts.createSourceFile(path, readFileSync(root + path, "utf8"), ts.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) throw new NotByName(`${path} does more than export names`);
    const { exportClause: clause, moduleSpecifier, isTypeOnly } = statement;
    const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
    if (!clause) {
      if (entry && from === "./index.ts") return [];
      throw new NotByName(`${path} exports all of ${from || "nowhere"}`);
    }
    if (ts.isNamespaceExport(clause)) {
      const target = new URL(from, new URL(path, "file:///")).pathname.slice(1);
      return namesOf(target, `${prefix}${clause.name.text}.`, false);
    }
    return clause.elements.map(
      ({ name, isTypeOnly: type }) => `${type || isTypeOnly ? "type " : ""}${prefix}${name.text}`,
    );
  });
}

/** The whole door, sorted by name, a line each. */
export function publicNames(): string[] {
  const bare = (line: string) => line.replace(/^(node: |web: )?(type )?/, "").toLowerCase();
  return DOORS.flatMap(({ entry, where }) => namesOf(entry, "", true).map((name) => where + name)).sort(
    (a, b) => (bare(a) < bare(b) ? -1 : bare(a) > bare(b) ? 1 : a < b ? -1 : 1),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = publicNames();
  writeFileSync(LIST, `${names.join("\n")}\n`);
  console.log(`${names.length} names written to test/house/public-names.txt`);
}
