/**
 * `npm test`: every suite, one after another, each with its own closing lines, and their sum at the end.
 * `npm test -- unit node` runs only the suites whose names are given.
 */
import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { node24 } from "./node24.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name) => `${root}node_modules/.bin/${name}`;
/** The engine with relaxed SIMD. */
const NODE_24 = node24();

/** One check that either holds or does not. */
const check = (name, command, args) => ({
  name,
  command,
  args,
  count: (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }),
});

function vitest(name, args, { node = process.execPath, env = {} } = {}) {
  const results = `${root}build/test-results/${name.replaceAll(" ", "-")}.json`;
  return {
    name,
    command: node,
    args: [
      `${root}node_modules/vitest/vitest.mjs`,
      "run",
      ...args,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${results}`,
    ],
    env,
    async count(code) {
      const { numPassedTests, numFailedTests } = JSON.parse(
        await readFile(results, "utf8").catch(() => "{}"),
      );
      await rm(results, { force: true });
      // A suite that could not even be collected has no failed tests but a failing exit code.
      return { passed: numPassedTests ?? 0, failed: numFailedTests || (code === 0 ? 0 : 1) };
    },
  };
}

const suites = [
  check("types", bin("tsc"), []),
  check("lint", bin("biome"), ["check", "."]),
  check("lint of the kernel", process.execPath, [`${root}scripts/format-assembly.mjs`, "--check"]),
  {
    name: "kernel",
    command: bin("asp"),
    args: [
      "--config",
      "test/as-pect/as-pect.config.js",
      "--as-config",
      "test/as-pect/as-pect.asconfig.json",
      "--summary",
      "--no-logo",
    ],
    count(code, output) {
      const counts = stripVTControlCharacters(output).match(/\[Tests\]:\s*(\d+)\s*\/\s*(\d+)/);
      const passed = Number(counts?.[1] ?? 0);
      return { passed, failed: Math.max(Number(counts?.[2] ?? 0) - passed, code === 0 ? 0 : 1) };
    },
  },
  vitest("house", ["--project", "house"]),
  vitest("unit", ["--project", "unit"]),
  ...(NODE_24
    ? [
        vitest("relaxed kernel", ["--project", "unit", "test/unit/kernel"], {
          node: NODE_24,
          env: { WIGNERSCOPE_BUILD: "relaxed" },
        }),
      ]
    : []),
  vitest("node", ["--project", "node"]),
  vitest("browser", ["--project", "browser"]),
  check("docs", bin("typedoc"), []),
  check("publint", bin("publint"), ["--strict"]),
  check("package types", bin("attw"), ["--pack", ".", "--profile", "esm-only"]),
];

function run({ command, args, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `no suite named ${unknown.join(", ")}; there are: ${suites.map((suite) => suite.name).join(", ")}`,
  );
  process.exit(2);
}
await mkdir(`${root}build/test-results`, { recursive: true });
const lines = [];
let passed = 0;
let failed = 0;
for (const suite of suites) {
  if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
  console.log(`\n== ${suite.name}`);
  const start = performance.now();
  const { code, output } = await run(suite);
  const result = await suite.count(code, output);
  passed += result.passed;
  failed += result.failed;
  lines.push(
    `${suite.name}: ${result.passed} passed, ${result.failed} failed (${((performance.now() - start) / 1000).toFixed(0)} s)`,
  );
}
console.log(`\n${lines.join("\n")}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
