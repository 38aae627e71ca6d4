/**
 * Formats and lints assembly/ as the rest of the sources: `node scripts/format-assembly.mjs` writes, with `--check` it only
 * says what differs. AssemblyScript's decorators before functions and constants are no TypeScript, so the formatter sees
 * copies in which they are comments.
 */
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const checkOnly = process.argv.includes("--check");

const DECORATOR = /\/\/ @ts-ignore: decorator\n\s*@(\w+)\n/g;
const COMMENT = /\/\/ @ts-ignore: decorator @(\w+)\n/g;

const copy = await mkdtemp(join(tmpdir(), "assembly-"));
try {
  await cp(`${root}assembly`, `${copy}/assembly`, { recursive: true });
  const files = (await readdir(`${copy}/assembly`, { recursive: true })).filter((name) =>
    name.endsWith(".ts"),
  );
  for (const name of files)
    await rewrite(`${copy}/assembly/${name}`, DECORATOR, "// @ts-ignore: decorator @$1\n");
  await writeFile(`${copy}/biome.json`, JSON.stringify(await configuration()));
  const { status } = spawnSync(
    `${root}node_modules/.bin/biome`,
    ["check", "--write", "--max-diagnostics=50", "."],
    {
      cwd: copy,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (status !== 0) process.exitCode = 1;
  const changed = [];
  for (const name of files) {
    const formatted = (await readFile(`${copy}/assembly/${name}`, "utf8")).replace(
      COMMENT,
      "// @ts-ignore: decorator\n@$1\n",
    );
    if (formatted === (await readFile(`${root}assembly/${name}`, "utf8"))) continue;
    changed.push(`assembly/${name}`);
    if (!checkOnly) await writeFile(`${root}assembly/${name}`, formatted);
  }
  if (changed.length > 0 && checkOnly) {
    console.error(`not formatted: ${changed.join(", ")}; node scripts/format-assembly.mjs mends it`);
    process.exitCode = 1;
  } else console.log(`assembly: ${files.length} files, ${changed.length} formatted`);
} finally {
  await rm(copy, { recursive: true, force: true });
}

async function rewrite(path, pattern, replacement) {
  await writeFile(path, (await readFile(path, "utf8")).replace(pattern, replacement));
}

/**
 * The project's own rules, but for those that AssemblyScript does not have: its == compares numbers as === does, x != x is
 * its test for NaN, and published constants keep all their digits.
 */
async function configuration() {
  const { formatter, linter } = JSON.parse(await readFile(`${root}biome.json`, "utf8"));
  const { suspicious, correctness, ...rules } = linter.rules;
  const off = {
    noTsIgnore: "off",
    noDoubleEquals: "off",
    noSelfCompare: "off",
    noApproximativeNumericConstant: "off",
  };
  return {
    formatter,
    linter: {
      rules: {
        ...rules,
        suspicious: { ...suspicious, ...off },
        correctness: { ...correctness, noPrecisionLoss: "off" },
      },
    },
  };
}
