/**
 * `npm run bench [-- NAME...]`: every bench/*.bench.ts, one after another, each against its peers in the same run.
 * Times are medians; a ratio is the peer's time over ours, above 1 where we are faster.
 */
import { readdir } from "node:fs/promises";
import { cpus } from "node:os";
import { init } from "../src/kernel/index.ts";

export interface BenchRow {
  readonly name: string;
  /** Seconds, median. */
  readonly ours: number;
  readonly unit: "s";
  readonly peer?: string;
  readonly peerTime?: number;
  readonly note?: string;
}

export type Report = (row: BenchRow) => void;

export interface BenchModule {
  readonly title: string;
  bench(report: Report): Promise<void>;
}

function seconds(value: number): string {
  if (value < 1e-3) return `${(value * 1e6).toFixed(1)} us`;
  return value < 1 ? `${(value * 1e3).toFixed(2)} ms` : `${value.toFixed(3)} s`;
}

// options of a bench start with "--" and are its own affair
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const files = (await readdir(new URL(".", import.meta.url)))
  .filter((file) => file.endsWith(".bench.ts"))
  .sort();
console.log(`node ${process.version}, ${await init()} kernel, ${cpus()[0]?.model}`);
for (const file of files) {
  if (wanted.length > 0 && !wanted.some((name) => file.startsWith(name))) continue;
  const module = (await import(new URL(file, import.meta.url).href)) as BenchModule;
  console.log(`\n${module.title} (bench/${file})`);
  await module.bench(({ name, ours, peer, peerTime, note }) => {
    const against =
      peerTime === undefined ? "" : `  ${peer}: ${seconds(peerTime)}  ratio ${(peerTime / ours).toFixed(2)}`;
    console.log(`  ${name.padEnd(44)} ${seconds(ours).padStart(10)}${against}${note ? `  ${note}` : ""}`);
  });
}
