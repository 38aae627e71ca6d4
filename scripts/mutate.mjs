/**
 * `npm run mutate -- ROOM`: how strong a room's unit tests are. Stryker changes one operator, literal or branch of src/ROOM at
 * a time, and the tests of that room alone must notice. Fails below 85 %. Changes that change nothing are named in the source,
 * `// Stryker disable next-line NAME: reason`, and do not count. Many minutes for a room; not part of `npm test`.
 *
 *   npm run mutate -- statistics                  a whole room
 *   npm run mutate -- statistics/root.ts          one file of it
 *   npm run mutate -- laws levels --share .1      a tenth of the changes in each of two rooms, drawn by --seed
 */
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { node24 } from "./node24.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The least share of changes that the tests notice, in per cent. */
const LEAST_SCORE = 85;
/** As many at a time as there are cores, up to this: each runs a kernel of its own and its tests. */
const MOST_AT_ONCE = 4;
/** A change that makes a test run longer than this over its own time is one that never ends. */
const ENDLESS = { timeoutMS: 3000, timeoutFactor: 2 };

/** Where Stryker is, installed on first use. It shares the project's vitest: two copies would not know each other. */
function stryker() {
  const folder = `${root}test/engines/stryker`;
  const core = `${folder}/node_modules/@stryker-mutator/core/bin/stryker.js`;
  if (!existsSync(core)) {
    const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", folder], {
      stdio: "inherit",
    });
    if (status !== 0) throw new Error("Stryker could not be installed from test/engines/stryker");
  }
  const vitest = `${folder}/node_modules/vitest`;
  if (!lstatSync(vitest, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(vitest, { recursive: true, force: true });
    symlinkSync("../../../../node_modules/vitest", vitest);
  }
  return { core, plugin: `${folder}/node_modules/@stryker-mutator/vitest-runner/dist/src/index.js` };
}

/** How many mutants ended in each way, and the score: noticed of all that could be. */
export function tally(report) {
  const counts = {};
  for (const { mutants } of Object.values(report.files))
    for (const { status } of mutants) counts[status] = (counts[status] ?? 0) + 1;
  const noticed = (counts.Killed ?? 0) + (counts.Timeout ?? 0);
  const missed = (counts.Survived ?? 0) + (counts.NoCoverage ?? 0);
  return { counts, score: noticed + missed ? (100 * noticed) / (noticed + missed) : 0 };
}

function mutate(wanted, share, seed) {
  const [room] = wanted.split("/");
  if (!existsSync(`${root}src/${wanted}`)) {
    console.error(`src/${wanted} does not exist: npm run mutate -- ROOM, for instance statistics`);
    return 2;
  }
  const node = node24();
  if (!node) {
    console.error("Stryker runs on the Node 24 of test/engines, which exists for Linux on x64 only");
    return 2;
  }
  const { core, plugin } = stryker();
  const out = `${root}build/mutation`;
  mkdirSync(out, { recursive: true });
  const name = wanted.replace(/\W/g, "-");
  const json = `${out}/${name}.json`;
  const config = `${out}/${name}.config.json`;
  writeFileSync(
    config,
    JSON.stringify({
      mutate: [wanted.endsWith(".ts") ? `src/${wanted}` : `src/${wanted}/**/*.ts`, "!**/index.ts"],
      plugins: [plugin, `${root}scripts/mutate/plugins.mjs`],
      ignorers: ["without-effect"],
      checkers: share < 1 ? ["sample"] : [],
      testRunner: "vitest",
      vitest: { configFile: "scripts/mutate/vitest.config.ts", related: false },
      coverageAnalysis: "perTest",
      // A change in what runs once at import would need a run of everything for each.
      ignoreStatic: true,
      concurrency: Math.min(MOST_AT_ONCE, availableParallelism()),
      ...ENDLESS,
      // Texts of errors are for people: what they say is read, not tested word by word.
      mutator: { excludedMutations: ["StringLiteral"] },
      ignorePatterns: [
        "calibration",
        "bench",
        "docs",
        "examples",
        "build/docs",
        "build/web",
        "build/mutation",
      ],
      reporters: ["json", "clear-text"],
      clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: false },
      jsonReporter: { fileName: json },
      tempDirName: "build/stryker",
      // The tests run without types; and AssemblyScript's decorators are not TypeScript's.
      disableTypeChecks: false,
    }),
  );
  const start = performance.now();
  const { status } = spawnSync(node, [core, "run", config], {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      MUTATE_TESTS: `test/unit/${room}`,
      MUTATE_SHARE: String(share),
      MUTATE_SEED: seed,
    },
  });
  if (status !== 0) return status ?? 1;
  const { counts, score } = tally(JSON.parse(readFileSync(json, "utf8")));
  const seconds = Math.round((performance.now() - start) / 1000);
  writeFileSync(
    `${out}/${name}.score.json`,
    `${JSON.stringify({ room: wanted, share, seed, score, counts, seconds })}\n`,
  );
  const of = share < 1 ? ` of a sample of ${100 * share} %` : "";
  console.log(
    `src/${wanted}: ${score.toFixed(1)} %${of} noticed (at least ${LEAST_SCORE}), ${seconds} s`,
    counts,
  );
  return score < LEAST_SCORE ? 1 : 0;
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { share: { type: "string", default: "1" }, seed: { type: "string", default: "1" } },
  });
  const share = Number(values.share);
  if (!(share > 0 && share <= 1)) {
    console.error(`--share must lie in (0, 1], got ${values.share}`);
    return 2;
  }
  if (positionals.length === 0) {
    console.error("npm run mutate -- ROOM..., for instance statistics");
    return 2;
  }
  return Math.max(...positionals.map((room) => mutate(room, share, values.seed)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
