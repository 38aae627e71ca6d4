/**
 * `npx tsx bench/micro/run.ts`: which register tile, and at what rate the kernel's products, matrix-vector products and
 * bulge chases run on shapes that the decompositions meet. Best of several rounds, CPU time. On Node 24 the relaxed
 * build is measured. The sizes in assembly/tuning.ts were chosen from these figures.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { real, rowStride } from "../../src/kernel/precision.ts";
import { bandwidthFor } from "../../src/kernel/tuning.ts";
import { init, kernel } from "../../src/kernel/wasm.ts";
import { timeOnce } from "../clock.ts";

const TILES = [
  ["4 x 2 vectors, by stride (the kernel's)", 8],
  ["4 x 2 vectors, by stride, A in place", 8],
  ["4 x 2 vectors, packed", 8],
  ["4 x 2 vectors, packed, two steps a turn", 8],
  ["8 x 1 vectors, packed", 8],
  ["4 x 3 vectors, packed", 12],
  ["2 x 4 vectors, packed", 8],
] as const;

type RunTiles = (variant: number, rounds: number, k: number, a: number, b: number, c: number) => void;

/** Seconds of the fastest of `rounds` runs. */
function fastest(rounds: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) best = Math.min(best, timeOnce(run));
  return best;
}

function print(name: string, f64: number, f32: number): void {
  console.log(`  ${name.padEnd(48)} ${f64.toFixed(1).padStart(6)} ${f32.toFixed(1).padStart(6)}`);
}

async function tiles(relaxed: boolean): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/tiles-`);
  const flags = relaxed ? ["--enable", "relaxed-simd"] : [];
  const source = fileURLToPath(new URL("tiles.ts", import.meta.url));
  const output = ["-o", `${folder}/tiles.wasm`, "--runtime", "stub", "-O3", "--noAssert", "--enable", "simd"];
  const { error, stderr } = await asc.main([source, ...output, ...flags]);
  if (error) throw new Error(stderr.toString());
  const { instance } = await WebAssembly.instantiate(await readFile(`${folder}/tiles.wasm`), {
    env: { abort() {} },
  });
  await rm(folder, { recursive: true });
  const { memory, tilesF64, tilesF32 } = instance.exports as {
    memory: WebAssembly.Memory;
    tilesF64: RunTiles;
    tilesF32: RunTiles;
  };
  memory.grow(64);
  const [a, b, c] = [1 << 16, 1 << 20, 1 << 21];
  const depth = 256;
  console.log(`register tiles, depth ${depth}, in L1 (GFLOP/s)`.padEnd(51), "   f64    f32");
  TILES.forEach(([name, accumulators], variant) => {
    const rate = (run: RunTiles, lanes: number): number => {
      const rounds = 20_000;
      run(variant, 100, depth, a, b, c);
      const seconds = fastest(12, () => run(variant, rounds, depth, a, b, c));
      return (2 * rounds * depth * accumulators * lanes) / seconds / 1e9;
    };
    print(name, rate(tilesF64, 2), rate(tilesF32, 4));
  });
}

/** GFLOP/s of a product m x n x k on rows that lie as in a decomposition. */
function product(suffix: "F64" | "F32", m: number, n: number, k: number, transposeA: boolean): number {
  const { exports, memory } = kernel();
  const type = real(suffix === "F64" ? "f64" : "f32");
  const [ldA, ldB, ldC] = [rowStride(transposeA ? m : k, type), rowStride(n, type), rowStride(n, type)];
  return memory.frame((frame) => {
    const lengths = [(transposeA ? k : m) * ldA, k * ldB, m * ldC];
    const [a, b, c] = lengths.map((length) => frame.bytes(length * type.bytes));
    frame.view(type.array, a, lengths[0]).fill(0.5);
    frame.view(type.array, b, lengths[1]).fill(0.5);
    frame.view(type.array, c, lengths[2]).fill(0);
    const work = frame.bytes(exports[`gemmWorkspace${suffix}`](m, n, k));
    const gemm = exports[`gemm${suffix}`];
    const seconds = fastest(8, () =>
      gemm(m, n, k, -1, a, transposeA ? 1 : ldA, transposeA ? ldA : 1, b, ldB, 1, c, ldC, 0, work),
    );
    return (2 * m * n * k) / seconds / 1e9;
  });
}

function products(): void {
  console.log("\nproducts in the shapes of a reduction (GFLOP/s)".padEnd(52), "   f64    f32");
  for (const n of [512, 1024, 2048]) {
    for (const [name, m, cols, k, transposed] of [
      [`${n} x ${n} x ${n}`, n, n, n, false],
      [`A U: ${n} x 32 x ${n}, A in place`, n, 32, n, false],
      [`V A: 32 x ${n} x ${n}, A in place`, 32, n, n, true],
      [`update of depth 64: ${n} x ${n} x 64`, n, n, 64, true],
      [`update of depth 32: ${n} x ${n} x 32`, n, n, 32, true],
    ] as const)
      print(name, product("F64", m, cols, k, transposed), product("F32", m, cols, k, transposed));
  }
}

function chases(): void {
  console.log("\nbulge chases, n = 1024 (GFLOP/s)".padEnd(52), "   f64    f32");
  const { exports, memory } = kernel();
  const n = 1024;
  for (const b of [8, 16, 24, 32, 48]) {
    const rate = (suffix: "F64" | "F32", symmetric: boolean): number =>
      memory.frame((frame) => {
        const type = real(suffix === "F64" ? "f64" : "f32");
        const a = frame.bytes(n * n * type.bytes);
        const entries = frame.view(type.array, a, n * n);
        for (let i = 0; i < entries.length; i++) entries[i] = Math.sin(i);
        const [d, e] = [frame.f64(n), frame.f64(n)];
        const need = exports.chaseBulgesWorkspace(n, b) + exports.chaseSymmetricBulgesWorkspace(n, b);
        const work = frame.bytes(need);
        const seconds = symmetric
          ? fastest(6, () => exports[`chaseSymmetricBulges${suffix}`](n, b, a, n, d, e, work))
          : fastest(6, () => exports[`chaseBulges${suffix}`](n, b, a, n, d, e, work));
        return ((symmetric ? 6 : 8) * n * n * b) / seconds / 1e9;
      });
    print(`band of ${b} to bidiagonal`, rate("F64", false), rate("F32", false));
    print(`symmetric band of ${b} to tridiagonal`, rate("F64", true), rate("F32", true));
  }
}

/** Where a QR factorisation before the reduction begins to pay: time of the reduction alone over that of both. */
function qrFirst(): void {
  console.log("\nQR first, n = 512: time without over time with".padEnd(52), "   f64    f32");
  const { exports, memory } = kernel();
  const n = 512;
  const b = bandwidthFor(n);
  for (const ratio of [1.2, 1.5, 1.75, 2, 3]) {
    const m = Math.round(n * ratio);
    const gain = (suffix: "F64" | "F32"): number =>
      memory.frame((frame) => {
        const type = real(suffix === "F64" ? "f64" : "f32");
        const stride = rowStride(n, type);
        const a = frame.bytes(m * stride * type.bytes);
        const tau = frame.bytes(n * type.bytes);
        const need = Math.max(exports.reduceToBandWorkspace(m, n, b), exports.qrWorkspace(m, n));
        const work = frame.bytes(need);
        const entries = frame.view(type.array, a, m * stride);
        const source = entries.map((_, i) => Math.sin(i));
        const direct = fastest(5, () => {
          entries.set(source);
          exports[`reduceToBand${suffix}`](m, n, b, a, stride, work);
        });
        const through = fastest(5, () => {
          entries.set(source);
          exports[`qrFactor${suffix}`](m, n, a, stride, tau, 0, work);
          for (let i = 1; i < n; i++) entries.fill(0, i * stride, i * stride + i);
          exports[`reduceToBand${suffix}`](n, n, b, a, stride, work);
        });
        return direct / through;
      });
    const [f64, f32] = [gain("F64"), gain("F32")];
    console.log(
      `  ${`m = ${ratio} n`.padEnd(48)} ${f64.toFixed(2).padStart(6)} ${f32.toFixed(2).padStart(6)}`,
    );
  }
}

const build = await init();
console.log(`node ${process.version}, ${build} build\n`);
await tiles(build === "relaxed");
products();
chases();
qrFirst();
