/** The exports of the kernel: everything that src/kernel may call, and nothing else. */
export { heapBase } from "./memory";
export { randomNormal, randomSeed, randomUniform } from "./random";
