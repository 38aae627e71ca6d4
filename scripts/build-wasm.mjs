/**
 * Compiles assembly/ into build/wasm: for each build of asconfig.json a module whose default export is the binary in
 * base64 (one mechanism for Node, bundlers, workers and browsers: no path to resolve, nothing to fetch), and the
 * types of the exports, taken from the compiler.
 *
 *   node scripts/build-wasm.mjs            what is published
 *   node scripts/build-wasm.mjs simd       one of the two alone
 *   node scripts/build-wasm.mjs --debug    the same code with names: the stack of a trap and profilers show functions
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { buildPrecisions } from "./precisions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Compiles one build of asconfig.json to `file`, with the compiler's own declarations beside it. */
async function compile(build, file, debug) {
  const { error, stderr } = await asc.main([
    "--config",
    "asconfig.json",
    "--target",
    build,
    "--outFile",
    file,
    "--bindings",
    "raw",
    ...(debug ? ["--debug"] : []),
  ]);
  process.stderr.write(stderr.toString());
  if (error) throw error;
}

/** Writes the modules of these builds, and the types of their exports, into a folder. */
export async function buildWasm({ out = "build/wasm", builds = ["simd", "relaxed"], debug = false } = {}) {
  process.chdir(root);
  await mkdir(out, { recursive: true });
  await buildPrecisions();
  for (const build of builds) {
    await compile(build, `${out}/${build}.wasm`, debug);
    const binary = await readFile(`${out}/${build}.wasm`);
    await writeFile(`${out}/${build}.js`, `export default "${binary.toString("base64")}";\n`);
    const types = await readFile(`${out}/${build}.d.ts`, "utf8");
    const exportsBody = types.match(/declare namespace __AdaptedExports \{([\s\S]*?)\n\}/)?.[1];
    if (exportsBody === undefined) throw new Error("the compiler's type declarations have changed shape");
    const members = exportsBody
      .replace("export const memory: WebAssembly.Memory;", "readonly memory: WebAssembly.Memory;")
      .replace(/export function (\w+)/g, "$1");
    await writeFile(
      `${out}/exports.d.ts`,
      `/** What the kernel exports. */\nexport interface KernelExports {${members}\n}\n`,
    );
    await writeFile(`${out}/${build}.d.ts`, "declare const base64: string;\nexport default base64;\n");
    await rm(`${out}/${build}.wat`, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).filter((argument) => argument !== "--debug");
  await buildWasm({
    debug: process.argv.includes("--debug"),
    ...(named.length > 0 ? { builds: named } : {}),
  });
}
