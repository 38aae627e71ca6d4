/**
 * Examples of docstrings as tests. An example is a fenced `ts` block under `@example`; an expression with a comment behind it
 * on its line is checked against the comment, a literal: `laws.semicircle().pdf(0); // 0.3183`. Numbers agree when they
 * agree to the digits that the comment shows; typed arrays are written as arrays.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Example {
  /** Of the function, where it stands. */
  readonly name: string;
  readonly code: string;
}

export interface Check {
  readonly code: string;
  readonly actual: unknown;
  readonly expected: string;
}

/** The examples of one file of the source. */
export function examplesOf(path: string): Example[] {
  const text = readFileSync(join(root, path), "utf8");
  const blocks = [
    ...text.matchAll(/^ *\* @example\n *\* ```ts\n([\s\S]*?)^ *\* ```\n([\s\S]*?)\*\/\n(.*)/gm),
  ];
  return blocks.map(([, lines, , declaration]) => ({
    name: `${path} ${declaration.match(/(?:function\*?|const|class) (\w+)/)?.[1] ?? declaration}`,
    code: lines.replace(/^ *\* ?/gm, ""),
  }));
}

/** How many `@example` a file has, well-formed or not. */
export const countExamples = (path: string): number =>
  readFileSync(join(root, path), "utf8").split("@example").length - 1;

/** What strict TypeScript has against the examples, which import "wignerscope". */
export function compileErrors(examples: readonly Example[]): string[] {
  const files = new Map(examples.map(({ code }, i) => [join(root, `test/example-${i}.ts`), code]));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    paths: { wignerscope: [join(root, "src/index.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, version, ...rest) => {
    const code = files.get(name);
    return code === undefined
      ? getSourceFile.call(host, name, version, ...rest)
      : ts.createSourceFile(name, code, version, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((name, i) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${examples[i].name}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}

/** Runs an example against the library and returns what it computed beside what its comments say. */
export async function runExample(code: string, library: object): Promise<Check[]> {
  const checks: Check[] = [];
  const check = (actual: unknown, line: string, expected: string) =>
    checks.push({ code: line, actual, expected });
  const { outputText } = ts.transpileModule(instrumented(code), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const AsyncFunction: FunctionConstructor = Object.getPrototypeOf(async () => {}).constructor;
  await new AsyncFunction("wignerscope", "check", outputText)(library, check);
  return checks;
}

/** Imports become destructuring, expressions with a comment become calls of `check`. */
function instrumented(code: string): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  return source.statements
    .map((statement) => {
      const text = statement.getText(source);
      if (ts.isImportDeclaration(statement))
        return text.replace(/^import\s*(\{[^}]*\})\s*from "wignerscope";?$/, "const $1 = wignerscope;");
      const comment = /^[ \t]*\/\/ (.*)/.exec(code.slice(statement.end));
      if (!ts.isExpressionStatement(statement) || !comment) return text;
      const expression = statement.expression.getText(source);
      return `check(${expression}, ${JSON.stringify(expression)}, ${JSON.stringify(comment[1])});`;
    })
    .join("\n");
}

/** Whether the last statement of an example is checked. */
export function endsWithCheck(code: string): boolean {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const last = source.statements.at(-1);
  return last !== undefined && ts.isExpressionStatement(last) && /^[ \t]*\/\/ ./.test(code.slice(last.end));
}

/** Whether a value is what the literal says, numbers to the digits shown. */
export function agrees(actual: unknown, literal: string): boolean {
  const source = ts.createSourceFile("literal.ts", `(${literal})`, ts.ScriptTarget.ES2022, true);
  const [statement] = source.statements;
  return (
    statement !== undefined &&
    ts.isExpressionStatement(statement) &&
    ts.isParenthesizedExpression(statement.expression) &&
    same(actual, statement.expression.expression, source)
  );
}

function same(actual: unknown, node: ts.Expression, source: ts.SourceFile): boolean {
  const text = node.getText(source);
  if (ts.isArrayLiteralExpression(node)) {
    if (!Array.isArray(actual) && !ArrayBuffer.isView(actual)) return false;
    const list = Array.from(actual as unknown as ArrayLike<unknown>);
    return list.length === node.elements.length && node.elements.every((e, i) => same(list[i], e, source));
  }
  if (ts.isStringLiteral(node)) return actual === node.text;
  if (text === "undefined" || text === "true" || text === "false" || text === "null")
    return String(actual) === text && typeof actual !== "string";
  const expected = Number(text);
  if (typeof actual !== "number" || Number.isNaN(expected)) return false;
  const [, decimals = "", exponent = "0"] = /^-?\d*\.?(\d*)(?:e([-+]?\d+))?$/.exec(text) ?? [];
  // Half a unit of the last digit shown; whole numbers are exact.
  const unit = 10 ** (Number(exponent) - decimals.length);
  return decimals === "" && exponent === "0"
    ? actual === expected
    : Math.abs(actual - expected) <= 0.5000001 * unit;
}
