/** WIGNERSCOPE_BUILD=simd|relaxed runs the suites on that build of the kernel; without it the engine's fastest. */
import { init, type KernelBuild } from "../../src/kernel/index.ts";

const build = process.env.WIGNERSCOPE_BUILD;
if (build) await init({ build: build as KernelBuild });
