/** The exports of the kernel: everything that src/kernel may call, and nothing else. */
export { broadenedDensity, broadenedStaircase, broadeningWorkspace } from "./broadening";
export { heapBase } from "./memory";
export { randomNormal, randomSeed, randomUniform } from "./random";
