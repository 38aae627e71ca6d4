/**
 * `npm run calibrate [-- NAME...] [--scale X] [--out FILE]`: the statistical claims, tried on thousands of seeds. Prints one
 * table in Markdown (docs/calibration.md is one), exits 1 when a claim fails. --scale .1 takes a tenth of the seeds.
 */
import { readdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

export interface CalibrationRow {
  readonly check: string;
  readonly measured: number | string;
  readonly wanted: string;
  readonly passed: boolean;
}

export type Report = (row: CalibrationRow) => void;

export interface CalibrationModule {
  readonly title: string;
  calibrate(report: Report, options: { readonly scale: number }): Promise<void>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: "string", default: "1" }, out: { type: "string" } },
});
const scale = Number(values.scale);
if (!(scale > 0)) throw new Error(`--scale must be a number above 0, got ${values.scale}`);

const lines: string[] = [];
let failures = 0;
function print(line: string): void {
  console.log(line);
  lines.push(line);
}

const skip = new Set(["run.ts"]);
const files = (await readdir(new URL(".", import.meta.url)))
  .filter((file) => file.endsWith(".ts") && !skip.has(file))
  .sort();
for (const file of files) {
  const name = file.slice(0, -".ts".length);
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const module = (await import(new URL(file, import.meta.url).href)) as CalibrationModule;
  const start = performance.now();
  print(`\n## ${module.title}\n\n| check | measured | wanted | |\n|---|---|---|---|`);
  await module.calibrate(
    ({ check, measured, wanted, passed }) => {
      if (!passed) failures++;
      const shown = typeof measured === "number" ? String(Number(measured.toPrecision(5))) : measured;
      print(`| ${check} | ${shown} | ${wanted} | ${passed ? "ok" : "**failed**"} |`);
    },
    { scale },
  );
  console.log(`\n${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
if (values.out) await writeFile(values.out, `${lines.join("\n").trim()}\n`);
if (failures > 0) {
  console.error(`${failures} calibration checks failed`);
  process.exitCode = 1;
}
