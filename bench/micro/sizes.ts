/**
 * `npx tsx bench/micro/sizes.ts [NAME...]`: the sizes of assembly/tuning.ts against their neighbours. The kernel is
 * compiled again for each (some ten seconds), and the operation that the size is for is timed with each in turn: CPU
 * time, the fastest of several rounds. Times of the f64 routines, in ms; the kernel's own size is marked.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { instantiateSync } from "@assemblyscript/loader";
import asc from "assemblyscript/asc";
import type { KernelExports } from "#wasm/exports";
import type { FloatArray } from "../../src/base/matrix.ts";
import { Memory } from "../../src/kernel/memory.ts";
import { real, rowStride } from "../../src/kernel/precision.ts";
import { init } from "../../src/kernel/wasm.ts";
import { timeOnce } from "../clock.ts";
import { gaussian } from "../linalg/ours.ts";

const ROUNDS = 9;
const build = await init();

/** A compiled kernel with its operands laid out: `prepare` is not timed. */
interface Trial {
  prepare(): void;
  run(): void;
}

type Operation = (exports: KernelExports, memory: Memory) => Trial;

/** Bytes at addresses that are never given back: each kernel is used once. */
function place(memory: Memory, values: FloatArray): { at: number; fill(): void } {
  const at = memory.push(8 * values.length);
  return { at, fill: () => new Float64Array(memory.buffer, at, values.length).set(values) };
}

/** C -= A B for m x k times k x n; A is read along its columns where `transposed`. */
function product(m: number, n: number, k: number, transposed = false): Operation {
  return (exports, memory) => {
    const type = real("f64");
    const [ldA, ldB, ldC] = [rowStride(transposed ? m : k, type), rowStride(n, type), rowStride(n, type)];
    const a = place(memory, new Float64Array((transposed ? k : m) * ldA).fill(0.5));
    const b = place(memory, new Float64Array(k * ldB).fill(0.5));
    const c = place(memory, new Float64Array(m * ldC));
    const work = memory.push(exports.gemmWorkspaceF64(m, n, k));
    for (const operand of [a, b, c]) operand.fill();
    const [across, along] = transposed ? [1, ldA] : [ldA, 1];
    return {
      prepare() {},
      run: () => exports.gemmF64(m, n, k, -1, a.at, across, along, b.at, ldB, 1, c.at, ldC, 0, work),
    };
  };
}

/** A routine over one Gaussian n x n matrix. */
function factorization(
  n: number,
  symmetric: boolean,
  workspace: (exports: KernelExports) => number,
  run: (exports: KernelExports, a: number, stride: number, vectors: readonly number[], work: number) => void,
): Operation {
  return (exports, memory) => {
    const stride = rowStride(n, real("f64"));
    const { data } = gaussian(n, n, "f64", symmetric);
    const a = memory.push(8 * n * stride);
    const vectors = [0, 1, 2, 3].map(() => memory.push(8 * n));
    const work = memory.push(workspace(exports));
    const rows = new Float64Array(memory.buffer, a, n * stride);
    return {
      prepare() {
        for (let i = 0; i < n; i++) rows.set(data.subarray(i * n, (i + 1) * n), i * stride);
      },
      run: () => run(exports, a, stride, vectors, work),
    };
  };
}

const N = 1024;

const bidiagonalize = factorization(
  N,
  false,
  (e) => e.bidiagonalizeWorkspace(N, N),
  (e, a, stride, [d, side, tau, tau2], work) => e.bidiagonalizeF64(N, N, a, stride, d, side, tau, tau2, work),
);
const tridiagonalize = factorization(
  N,
  true,
  (e) => e.tridiagonalizeWorkspace(N),
  (e, a, stride, [d, side, tau], work) => e.tridiagonalizeF64(N, a, stride, d, side, tau, work),
);
const reduceToBand = factorization(
  N,
  false,
  (e) => e.reduceToBandWorkspace(N, N, 16),
  (e, a, stride, _vectors, work) => e.reduceToBandF64(N, N, 16, a, stride, work),
);
const chaseBulges = factorization(
  N,
  false,
  (e) => e.chaseBulgesWorkspace(N, 16),
  (e, a, stride, [d, side], work) => e.chaseBulgesF64(N, 16, a, stride, d, side, work),
);
const qrFactor = factorization(
  N,
  false,
  (e) => e.qrWorkspace(N, N),
  (e, a, stride, [tau], work) => e.qrFactorF64(N, N, a, stride, tau, 0, work),
);
/** The reflectors of a tridiagonalisation, applied to a Gaussian matrix in the place of the eigenvectors. */
const backTransform: Operation = (exports, memory) => {
  const stride = rowStride(N, real("f64"));
  const { data } = gaussian(N, N, "f64", true);
  const a = memory.push(8 * N * stride);
  const [d, side, tau] = [0, 1, 2].map(() => memory.push(8 * N));
  const z = place(memory, data);
  const need = Math.max(exports.tridiagonalizeWorkspace(N), exports.backTransformWorkspace(N, N));
  const work = memory.push(need);
  const rows = new Float64Array(memory.buffer, a, N * stride);
  for (let i = 0; i < N; i++) rows.set(data.subarray(i * N, (i + 1) * N), i * stride);
  exports.tridiagonalizeF64(N, a, stride, d, side, tau, work);
  return { prepare: z.fill, run: () => exports.applyRowReflectorsF64(N, a, stride, tau, N, z.at, work) };
};

const SIZES: readonly (readonly [
  name: string,
  values: readonly number[],
  what: string,
  operation: Operation,
])[] = [
  ["PRODUCT_DEPTH", [128, 256, 512], "1024 x 1024 x 1024", product(N, N, N)],
  ["PRODUCT_ROWS", [64, 128, 256], "1024 x 1024 x 1024", product(N, N, N)],
  ["PRODUCT_COLS", [256, 512, 1024], "1024 x 1024 x 1024", product(N, N, N)],
  ["DIRECT_DEPTH", [256, 512, 1024], "2048 x 32 x 2048", product(2048, 32, 2048)],
  ["PRODUCT_DIRECT", [16, 64], "2048 x 32 x 2048", product(2048, 32, 2048)],
  ["PACK_ROWS", [4, 8, 32], "2048 x 2048 x 64", product(2048, 2048, 64, true)],
  ["TRIDIAGONAL_PANEL", [8, 16, 32], "tridiagonalisation, n = 1024", tridiagonalize],
  ["BIDIAGONAL_PANEL", [8, 16, 24], "bidiagonalisation, n = 1024", bidiagonalize],
  ["FUSED_BYTES", [131072, 262144, 524288], "bidiagonalisation, n = 1024", bidiagonalize],
  ["REFLECTOR_BLOCK", [32, 48, 64], "vectors back, n = 1024", backTransform],
  ["PASS_ROWS", [64, 128, 256], "dense to band of 16, n = 1024", reduceToBand],
  ["PASS_COLS", [256, 512, 1024], "dense to band of 16, n = 1024", reduceToBand],
  ["CHASE_GROUP", [1, 4, 8], "band of 16 to bidiagonal, n = 1024", chaseBulges],
  ["QR_PANEL", [16, 32, 48], "QR, n = 1024", qrFactor],
];

let unchanged: WebAssembly.Module | undefined;

/** The kernel with one size changed, if it is a change. */
async function kernelWith(name: string, value: number): Promise<WebAssembly.Module> {
  if (value !== (await inUse(name))) return compile(name, value);
  unchanged ??= await compile(name, value);
  return unchanged;
}

async function compile(name: string, value: number): Promise<WebAssembly.Module> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const folder = await mkdtemp(`${tmpdir()}/kernel-`);
  try {
    for (const sources of ["assembly", "build/assembly"])
      await cp(`${root}${sources}`, `${folder}/${sources}`, { recursive: true });
    const tuning = await readFile(`${folder}/assembly/tuning.ts`, "utf8");
    const changed = tuning.replace(new RegExp(`(export const ${name}: i32 = )\\d+;`), `$1${value};`);
    if (!changed.includes(`${name}: i32 = ${value};`)) throw new Error(`assembly/tuning.ts has no ${name}`);
    await writeFile(`${folder}/assembly/tuning.ts`, changed);
    const { entries, options, targets } = JSON.parse(await readFile(`${root}asconfig.json`, "utf8"));
    const target = { ...targets[build], outFile: "kernel.wasm", textFile: undefined, bindings: undefined };
    const config = JSON.stringify({ entries, options, targets: { trial: target } });
    await writeFile(`${folder}/asconfig.json`, config);
    const { error, stderr } = await asc.main(["--baseDir", folder, "--target", "trial"]);
    if (error) throw new Error(stderr.toString());
    return await WebAssembly.compile(await readFile(`${folder}/kernel.wasm`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The size in use. */
async function inUse(name: string): Promise<number> {
  const tuning = await readFile(new URL("../../assembly/tuning.ts", import.meta.url), "utf8");
  return Number(tuning.match(new RegExp(`export const ${name}: i32 = (\\d+);`))?.[1]);
}

console.log(`node ${process.version}, ${build} build; ms, the kernel's own size marked *`);
const wanted = process.argv.slice(2);
for (const [name, values, what, operation] of SIZES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const own = await inUse(name);
  const trials: Trial[] = [];
  for (const value of values) {
    const exports = instantiateSync(await kernelWith(name, value)).exports as unknown as KernelExports;
    trials.push(operation(exports, new Memory(exports.memory, exports.heapBase())));
  }
  const best = values.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++)
    trials.forEach(({ prepare, run }, i) => {
      prepare();
      best[i] = Math.min(best[i], timeOnce(run));
    });
  const cells = values.map((value, i) =>
    `${value}${value === own ? "*" : ""}: ${(best[i] * 1e3).toFixed(1)}`.padStart(16),
  );
  console.log(`  ${name.padEnd(18)} ${what.padEnd(36)}${cells.join("")}`);
}
