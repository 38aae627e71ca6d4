/**
 * Decompositions against numpy and scipy (OpenBLAS, one thread), ml-matrix and svd-js; the stages they are made of; and
 * the relaxed build on Node 24 beside the one that runs here. CPU seconds, medians, rounds of ours and theirs in turn.
 * WIGNERSCOPE_BENCH_MAX (default 4096) is the largest n.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SingularValueDecomposition } from "ml-matrix";
import { SVD } from "svd-js";
import { node24 } from "../scripts/node24.mjs";
import type { Precision } from "../src/base/index.ts";
import { svdvals } from "../src/kernel/index.ts";
import { median, timeOnce } from "./clock.ts";
import { NumpyPeer } from "./linalg/numpy.ts";
import { gaussian, type Operation, roundsFor, run } from "./linalg/ours.ts";
import {
  copyRate,
  eighStages,
  eigvalshStages,
  productRate,
  type Stage,
  svdStages,
  svdvalsStages,
} from "./linalg/stages.ts";
import type { Report } from "./run.ts";

export const title = "Dense linear algebra";

const SIZES = [512, 1024, 2048, 4096];
const LARGEST = Number(process.env.WIGNERSCOPE_BENCH_MAX ?? 4096);

/** What is asked for: numpy's time over ours, at 512, 1024, 2048 and 4096. */
const TASKS: readonly {
  readonly operation: Operation;
  readonly precision: Precision;
  readonly targets: readonly number[];
}[] = [
  { operation: "svdvals", precision: "f64", targets: [0.7, 1.0, 1.3, 1.5] },
  { operation: "svdvals", precision: "f32", targets: [0.7, 1.0, 1.3, 1.5] },
  { operation: "eigvalsh", precision: "f64", targets: [0.5, 0.7, 0.8, 0.8] },
  { operation: "svd", precision: "f64", targets: [0.5, 0.6, 0.7, 0.7] },
  { operation: "eigh", precision: "f64", targets: [0.4, 0.5, 0.5, 0.5] },
];

export async function bench(report: Report): Promise<void> {
  const sizes = SIZES.filter((n) => n <= LARGEST);
  const peer = await NumpyPeer.start();
  if (typeof peer === "string") console.log(`  no native peer (${peer}): the JavaScript peers alone`);
  else console.log(`  peer: ${peer.versions}`);
  const relaxed = await onNode24(sizes);
  try {
    for (const task of TASKS) await square(task, sizes, peer, relaxed, report);
    await rectangles(peer, report);
  } finally {
    if (typeof peer !== "string") peer.stop();
  }
  javascriptPeers(report);
  stages(sizes, report);
}

/** Medians of the relaxed build by task; empty where there is no Node 24. */
async function onNode24(sizes: number[]): Promise<Record<string, number>> {
  const binary = node24();
  if (binary === undefined) return {};
  const script = fileURLToPath(new URL("linalg/ours.ts", import.meta.url));
  const tasks = TASKS.flatMap(({ operation, precision }) =>
    sizes.map((n) => `${operation}:${precision}:${n}`),
  );
  const { stdout } = await promisify(execFile)(binary, ["--no-warnings", script, ...tasks]);
  const { build, version, medians } = JSON.parse(stdout) as {
    build: string;
    version: string;
    medians: Record<string, number>;
  };
  console.log(`  beside it: the ${build} build on node ${version}`);
  return medians;
}

async function square(
  { operation, precision, targets }: (typeof TASKS)[number],
  sizes: number[],
  peer: NumpyPeer | string,
  relaxed: Record<string, number>,
  report: Report,
): Promise<void> {
  let before: number | undefined;
  for (const n of sizes) {
    const a = gaussian(n, n, precision, operation.startsWith("eig"));
    if (n <= 1024) for (let i = 0; i < 2; i++) run(operation, a, precision);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < roundsFor(n); round++) {
      ours.push(run(operation, a, precision));
      if (typeof peer !== "string") theirs.push(await peer.time({ operation, precision, rows: n, cols: n }));
    }
    const time = median(ours);
    const beside = relaxed[`${operation}:${precision}:${n}`];
    const peerTime = theirs.length > 0 ? median(theirs) : undefined;
    report({
      name: `${operation} ${precision} ${n} x ${n}`,
      ours: time,
      unit: "s",
      peer: precision === "f32" ? "scipy" : "numpy",
      peerTime,
      note: [
        peerTime === undefined ? "" : `(asked ${targets[SIZES.indexOf(n)]})`,
        beside === undefined ? "" : `relaxed ${beside.toFixed(4)} s`,
        beside === undefined || peerTime === undefined ? "" : `ratio ${(peerTime / beside).toFixed(2)}`,
        before === undefined ? "" : `grows as n^${Math.log2(time / before).toFixed(2)}`,
      ]
        .filter((part) => part !== "")
        .join(" "),
    });
    before = time;
  }
}

/** Tall and wide matrices, of the shapes that transformers have; beside the time, that of the route not taken. */
async function rectangles(peer: NumpyPeer | string, report: Report): Promise<void> {
  const shapes: [number, number][] = [
    [512, 2048],
    [1024, 4096],
    [2752, 1024],
    [2048, 8192],
    [5504, 2048],
    [11008, 4096],
  ];
  for (const [rows, cols] of shapes)
    for (const precision of ["f64", "f32"] as const) {
      if (Math.min(rows, cols) > LARGEST) continue;
      const a = gaussian(rows, cols, precision, false);
      const ours: number[] = [];
      const direct: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < (rows * cols < 2 ** 23 ? 3 : 1); round++) {
        ours.push(run("svdvals", a, precision));
        direct.push(timeOnce(() => svdvals(a, { precision, method: "direct" })));
        if (typeof peer !== "string")
          theirs.push(await peer.time({ operation: "svdvals", precision, rows, cols }));
      }
      report({
        name: `svdvals ${precision} ${rows} x ${cols}`,
        ours: median(ours),
        unit: "s",
        peer: precision === "f32" ? "scipy" : "numpy",
        peerTime: theirs.length > 0 ? median(theirs) : undefined,
        note: `QR first: ${median(direct).toFixed(3)} s`,
      });
    }
}

function javascriptPeers(report: Report): void {
  for (const n of [512, 1024].filter((size) => size <= LARGEST)) {
    const a = gaussian(n, n, "f64", false);
    const rows = Array.from({ length: n }, (_, i) => Array.from(a.data.subarray(i * n, (i + 1) * n)));
    const ours = median(Array.from({ length: 5 }, () => run("svdvals", a, "f64")));
    const options = { computeLeftSingularVectors: false, computeRightSingularVectors: false };
    report({
      name: `svdvals f64 ${n} x ${n}`,
      ours,
      unit: "s",
      peer: "ml-matrix",
      peerTime: timeOnce(() => new SingularValueDecomposition(rows, options)),
      note: "(asked 15)",
    });
    if (n > 512) continue;
    report({
      name: `svdvals f64 ${n} x ${n}`,
      ours,
      unit: "s",
      peer: "svd-js",
      peerTime: timeOnce(() => SVD(rows, false, false)),
    });
  }
}

function stages(sizes: number[], report: Report): void {
  const roof = productRate();
  console.log(
    `  roof: products ${(roof / 1e9).toFixed(1)} GFLOP/s in f64, copies ${(copyRate() / 1e9).toFixed(1)} GB/s`,
  );
  for (const n of sizes) {
    const table: Stage[] = [...svdvalsStages(n), ...eigvalshStages(n), ...svdStages(n), ...eighStages(n)];
    for (const { name, seconds, operations } of table)
      report({
        name: `${n}: ${name}`,
        ours: seconds,
        unit: "s",
        note:
          operations === undefined
            ? undefined
            : `${(operations / seconds / 1e9).toFixed(1)} GFLOP/s, ${((100 * operations) / seconds / roof).toFixed(0)} % of the roof`,
      });
  }
}
