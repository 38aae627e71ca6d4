/**
 * Compiles assembly/ into build/wasm: for each build of asconfig.json a module whose default export is the binary in
 * base64 (one mechanism for Node, bundlers, workers and browsers: no path to resolve, nothing to fetch), and the
 * types of the exports, taken from the compiler. `node scripts/build-wasm.mjs simd` makes one of them alone.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { buildPrecisions } from "./precisions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}build/wasm`;

await mkdir(out, { recursive: true });
process.chdir(root);
await buildPrecisions();
const builds = process.argv.length > 2 ? process.argv.slice(2) : ["simd", "relaxed"];
for (const build of builds) {
  const { error, stderr } = await asc.main([
    "--config",
    "asconfig.json",
    "--target",
    build,
    "--bindings",
    "raw",
  ]);
  process.stderr.write(stderr.toString());
  if (error) {
    process.exitCode = 1;
    break;
  }
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
