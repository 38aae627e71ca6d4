/**
 * AssemblyScript exports no generic functions. This writes the two that stand for each: of every `name<T>` that
 * assembly/precisions.ts lists, nameF64 and nameF32 with T = f64 and f32, into build/assembly/precisions.ts.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const LIST = "assembly/precisions.ts";
/** What is written; asconfig.json has it as an entry beside assembly/index.ts. */
const WRITTEN = "build/assembly/precisions.ts";

const parse = async (path) =>
  ts.createSourceFile(path, await readFile(`${root}${path}`, "utf8"), ts.ScriptTarget.Latest, true);

/** The names that assembly/precisions.ts lists, with the file of each. */
async function listed() {
  const list = await parse(LIST);
  return list.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, moduleSpecifier }) => {
    const path = `${join(dirname(LIST), moduleSpecifier.text)}.ts`;
    return exportClause.elements.map((element) => ({ name: element.name.text, path }));
  });
}

/** nameF64 or nameF32 of a generic function. */
function instance(declaration, type) {
  const name = declaration.name.text;
  const typeOf = (node) => (node.getText() === "T" ? type : node.getText());
  const parameters = declaration.parameters.map((one) => `${one.name.getText()}: ${typeOf(one.type)}`);
  const passed = declaration.parameters.map((one) => one.name.getText());
  return `export function ${name}${type.toUpperCase()}(${parameters.join(", ")}): ${typeOf(declaration.type)} {
  return ${name}<${type}>(${passed.join(", ")});
}
`;
}

/** Writes build/assembly/precisions.ts. */
export async function buildPrecisions() {
  const kernels = await listed();
  const parts = [];
  for (const path of new Set(kernels.map((kernel) => kernel.path))) {
    const names = kernels.filter((kernel) => kernel.path === path).map(({ name }) => name);
    parts.push(`import { ${names.join(", ")} } from "../../${path.replace(/\.ts$/, "")}";\n`);
    const { statements } = await parse(path);
    for (const name of names) {
      const declaration = statements.find((one) => ts.isFunctionDeclaration(one) && one.name?.text === name);
      if (declaration?.typeParameters?.length !== 1)
        throw new Error(`${LIST} lists ${name}, which is not a function of one type in ${path}`);
      parts.push(instance(declaration, "f64"), instance(declaration, "f32"));
    }
  }
  await mkdir(dirname(`${root}${WRITTEN}`), { recursive: true });
  await writeFile(`${root}${WRITTEN}`, parts.join(""));
}
