/**
 * Builds what a report carries: src/report/html/behaviour as one script text, and the hashes by which the report's policy
 * admits that script and the style sheets. Into build/report/built.js, which `#report/built` is. About a second.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The one chunk that an entry becomes. */
async function bundled(entry, format, minify) {
  const [{ output }] = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      write: false,
      minify,
      target: "es2022",
      lib: { entry: root + entry, formats: [format], name: "report" },
    },
  });
  return output[0].code.trim();
}

const hashOf = (text) => createHash("sha256").update(text).digest("base64");

const BUILT = `${root}build/report/built.js`;

/** Writes build/report/built.js. */
export async function buildReport() {
  const script = await bundled("src/report/html/behaviour/script.ts", "iife", true);
  if (/<\/script|<!--/i.test(script)) throw new Error("the report's script would end its own element");
  const style = await bundled("src/report/html/style.ts", "es", false);
  const { STYLES } = await import(`data:text/javascript,${encodeURIComponent(style)}`);
  const text = [
    `export const SCRIPT = ${JSON.stringify(script)};`,
    `export const SCRIPT_HASH = "${hashOf(script)}";`,
    `export const STYLE_HASHES = ${JSON.stringify(STYLES.map(hashOf))};\n`,
  ].join("\n");
  await mkdir(`${root}build/report`, { recursive: true });
  await writeFile(BUILT, text);
}

/** The same, if a source is younger than what is there: the tests call it before they start. */
export async function refreshReport() {
  const folder = "src/report/html/behaviour";
  const sources = (await readdir(root + folder)).map((name) => `${folder}/${name}`);
  sources.push("src/report/html/style.ts", "src/report/theme.ts", "scripts/build-report.mjs");
  const times = await Promise.all(sources.map(async (path) => (await stat(root + path)).mtimeMs));
  const built = await stat(BUILT).catch(() => undefined);
  if (!built || built.mtimeMs < Math.max(...times)) await buildReport();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildReport();
