/**
 * Loads the kernel: one source, two builds. The relaxed build is taken where the engine validates a relaxed
 * multiply-add, the simd build elsewhere; `init({ build })` overrides.
 */
import { instantiate, instantiateSync } from "@assemblyscript/loader";
import type { KernelExports } from "#wasm/exports";
import relaxedBinary from "#wasm/relaxed";
import simdBinary from "#wasm/simd";
import { knownOptions, WignerscopeError } from "../base/index.ts";
import { Memory } from "./memory.ts";

export type KernelBuild = "simd" | "relaxed";

export interface Kernel {
  readonly build: KernelBuild;
  readonly exports: KernelExports;
  readonly memory: Memory;
}

export interface InitOptions {
  /** Which build to run; by default the fastest that the engine has. */
  readonly build?: KernelBuild;
}

/** (module (func (drop (f64x2.relaxed_madd ...)))): valid only where relaxed SIMD is. */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0,
  253, 17, 65, 0, 253, 17, 253, 135, 2, 11,
]);
/** (module (func (result v128) (i8x16.splat (i32.const 0)))) */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** The kernel in use, with its compiled module. */
let current: (Kernel & { readonly module: WebAssembly.Module }) | undefined;

/** Which builds this engine can run, fastest first. */
export function supportedBuilds(): KernelBuild[] {
  if (!WebAssembly.validate(SIMD_PROBE)) return [];
  return WebAssembly.validate(RELAXED_PROBE) ? ["relaxed", "simd"] : ["simd"];
}

/**
 * Compiles the kernel once; later calls return at once. Optional in Node and in workers, where the first numeric call
 * compiles it by itself; wanted on a page's main thread, where engines limit synchronous compilation.
 * @throws UNSUPPORTED_ENGINE without WebAssembly SIMD, or when the build that was asked for cannot run.
 */
export async function init(options: InitOptions = {}): Promise<KernelBuild> {
  knownOptions("init", options, { build: true });
  const build = chooseBuild(options.build);
  if (current?.build !== build) {
    const { exports, module } = await instantiate(binaryOf(build));
    current = { ...wrap(build, exports), module };
  }
  return build;
}

/** The build that runs here. */
export function activeBuild(): KernelBuild {
  return kernel().build;
}

/** The kernel, compiled on the spot if nobody called `init`. */
export function kernel(): Kernel {
  return compiled();
}

/**
 * The same code with a linear memory of its own, for state that outlives a call; the memory goes when nothing refers to
 * the kernel any more. Nothing is compiled again.
 * @throws OUT_OF_MEMORY: engines reserve gigabytes of addresses for each memory, and systems may limit them.
 */
export function separateKernel(): Kernel {
  const { build, module } = compiled();
  try {
    return wrap(build, instantiateSync(module).exports);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new WignerscopeError("OUT_OF_MEMORY", `no room for another WebAssembly memory: ${cause.message}`, {
      cause,
    });
  }
}

function compiled(): NonNullable<typeof current> {
  if (!current) {
    const build = chooseBuild(undefined);
    const { exports, module } = instantiateSync(binaryOf(build));
    current = { ...wrap(build, exports), module };
  }
  return current;
}

function wrap(build: KernelBuild, raw: unknown): Kernel {
  const exports = raw as KernelExports;
  return { build, exports, memory: new Memory(exports.memory, exports.heapBase()) };
}

function chooseBuild(wanted: KernelBuild | undefined): KernelBuild {
  const builds = supportedBuilds();
  const build = wanted ?? builds[0];
  if (build === undefined)
    throw new WignerscopeError("UNSUPPORTED_ENGINE", "this engine has no WebAssembly SIMD");
  if (!builds.includes(build))
    throw new WignerscopeError(
      "UNSUPPORTED_ENGINE",
      `this engine cannot run the ${build} build, only ${builds}`,
    );
  return build;
}

function binaryOf(build: KernelBuild): Uint8Array {
  const text = atob(build === "relaxed" ? relaxedBinary : simdBinary);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
