/** The debug build of the kernel: a trap's stack names the functions that it happened in. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildWasm } from "../../scripts/build-wasm.mjs";

const BEYOND_MEMORY = 2 ** 30;

test("a trap inside a product names it and the export that called it", async () => {
  const out = await mkdtemp(join(tmpdir(), "wignerscope-debug-"));
  try {
    await buildWasm({ out, builds: ["simd"], debug: true });
    const { instance } = await WebAssembly.instantiate(await readFile(join(out, "simd.wasm")), {
      env: { abort: () => {} },
    });
    const matmul = instance.exports.matmulF64 as (...parameters: number[]) => void;
    let stack = "";
    try {
      matmul(4, 4, 4, BEYOND_MEMORY, BEYOND_MEMORY, 4096, 65536);
    } catch (trap) {
      expect(trap).toBeInstanceOf(WebAssembly.RuntimeError);
      stack = (trap as Error).stack ?? "";
    }
    expect(stack).toMatch(/blas\/gemm\/gemm<f64>/);
    expect(stack).toMatch(/matmulF64/);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});
