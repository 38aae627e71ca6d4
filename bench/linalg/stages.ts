/** Where the time of a decomposition goes: each stage by itself, and its share of the rate at which tiles multiply. */
import { tridiagonalSpectrum } from "../../src/kernel/eigen/tridiagonal-spectrum.ts";
import { bandwidthFor, SYMMETRIC_BANDWIDTH } from "../../src/kernel/tuning.ts";
import { type Kernel, kernel } from "../../src/kernel/wasm.ts";
import { median, timeOnce } from "../clock.ts";
import { gaussian, roundsFor } from "./ours.ts";

export interface Stage {
  readonly name: string;
  readonly seconds: number;
  /** Operations by the textbook count; none for the scalar recurrences. */
  readonly operations?: number;
}

/** Operations a second of a product that lives in the caches: the roof. */
export function productRate(): number {
  const { exports, memory } = kernel();
  const n = 256;
  return memory.frame((frame) => {
    const a = frame.putF64(gaussian(n, n, "f64", false).data);
    const c = frame.f64(n * n);
    const work = frame.bytes(exports.gemmWorkspaceF64(n, n, n));
    let best = 0;
    for (let round = 0; round < 20; round++) {
      const seconds = timeOnce(() => {
        for (let i = 0; i < 10; i++) exports.matmulF64(n, n, n, a, a, c, work);
      });
      best = Math.max(best, (20 * n ** 3) / seconds);
    }
    return best;
  });
}

/** Bytes a second of a copy far beyond the caches (read and written). */
export function copyRate(): number {
  const from = new Float64Array(2 ** 24).fill(1);
  const to = new Float64Array(2 ** 24);
  let best = 0;
  for (let round = 0; round < 5; round++) {
    best = Math.max(best, (2 * from.byteLength) / timeOnce(() => to.set(from)));
  }
  return best;
}

interface Space {
  readonly n: number;
  readonly a: number;
  readonly d: number;
  readonly e: number;
  readonly tau: number;
  readonly tau2: number;
  readonly x: number;
  readonly y: number;
  readonly work: number;
}

type Step = (e: Kernel["exports"], s: Space) => void;

/** Median seconds of each step of a route, run one after another on a fresh matrix each round. */
function measure(n: number, symmetric: boolean, workspace: number, steps: [string, number, Step][]): Stage[] {
  const { exports, memory } = kernel();
  const { data } = gaussian(n, n, "f64", symmetric);
  return memory.frame((frame) => {
    const a = frame.f64(n * n);
    const [d, e, tau, tau2] = [frame.f64(n), frame.f64(n), frame.f64(n), frame.f64(n)];
    const [x, y, work] = [frame.f64(n * n), frame.f64(n * n), frame.bytes(workspace)];
    const times = steps.map((): number[] => []);
    for (let round = 0; round <= roundsFor(n); round++) {
      frame.view(Float64Array, a, n * n).set(data);
      steps.forEach(([, , step], i) => {
        const seconds = timeOnce(() => step(exports, { n, a, d, e, tau, tau2, x, y, work }));
        if (round > 0) times[i].push(seconds);
      });
    }
    return steps.map(([name, operations], i) => ({
      name,
      seconds: median(times[i]),
      operations: operations || undefined,
    }));
  });
}

export function svdvalsStages(n: number): Stage[] {
  const { exports } = kernel();
  const b = bandwidthFor(n);
  const workspace =
    exports.reduceToBandWorkspace(n, n, b) + exports.chaseBulgesWorkspace(n, b) + exports.dqdsWorkspace(n);
  return measure(n, false, workspace, [
    [
      `svdvals: dense to band of ${b}`,
      (8 / 3) * n ** 3,
      (e, s) => e.reduceToBandF64(n, n, b, s.a, n, s.work),
    ],
    [
      "svdvals: band to bidiagonal",
      8 * n ** 2 * b,
      (e, s) => e.chaseBulgesF64(n, b, s.a, n, s.d, s.e, s.work),
    ],
    ["svdvals: dqds", 0, (e, s) => e.dqds(n, s.d, s.e, s.work)],
  ]);
}

export function eigvalshStages(n: number): Stage[] {
  const { exports } = kernel();
  const b = SYMMETRIC_BANDWIDTH;
  const workspace =
    exports.reduceSymmetricToBandWorkspace(n, b) +
    exports.chaseSymmetricBulgesWorkspace(n, b) +
    exports.tridiagonalizeWorkspace(n);
  return [
    ...measure(n, true, workspace, [
      [
        `eigvalsh: dense to band of ${b}`,
        (4 / 3) * n ** 3,
        (e, s) => e.reduceSymmetricToBandF64(n, b, s.a, n, s.work),
      ],
      [
        "eigvalsh: band to tridiagonal",
        6 * n ** 2 * b,
        (e, s) => e.chaseSymmetricBulgesF64(n, b, s.a, n, s.d, s.e, s.work),
      ],
      ["eigvalsh: values of the tridiagonal", 0, (_e, s) => tridiagonalSpectrum(n, s.d, s.e, "eigvalsh")],
    ]),
    ...measure(n, true, workspace, [
      [
        "eigvalsh: dense to tridiagonal in one stage",
        (4 / 3) * n ** 3,
        (e, s) => e.tridiagonalizeF64(n, s.a, n, s.d, s.e, s.tau, s.work),
      ],
    ]),
  ];
}

export function svdStages(n: number): Stage[] {
  const { exports } = kernel();
  const workspace =
    exports.bidiagonalizeWorkspace(n, n) +
    exports.bidiagonalDivideWorkspaceF64(n) +
    exports.backTransformWorkspace(n, n);
  return measure(n, false, workspace, [
    [
      "svd: dense to bidiagonal",
      (8 / 3) * n ** 3,
      (e, s) => e.bidiagonalizeF64(n, n, s.a, n, s.d, s.e, s.tau, s.tau2, s.work),
    ],
    ["svd: divide and conquer", 0, (e, s) => e.bidiagonalDivideF64(n, s.d, s.e, s.x, n, s.y, n, s.work)],
    [
      "svd: left vectors back",
      2 * n ** 3,
      (e, s) => e.applyColumnReflectorsF64(n, n, s.a, n, s.tau, n, s.x, s.work),
    ],
    [
      "svd: right vectors back",
      2 * n ** 3,
      (e, s) => e.applyRowReflectorsF64(n, s.a, n, s.tau2, n, s.y, s.work),
    ],
  ]);
}

export function eighStages(n: number): Stage[] {
  const { exports } = kernel();
  const workspace =
    exports.tridiagonalizeWorkspace(n) +
    exports.tridiagonalDivideWorkspaceF64(n) +
    exports.backTransformWorkspace(n, n);
  return measure(n, true, workspace, [
    [
      "eigh: dense to tridiagonal",
      (4 / 3) * n ** 3,
      (e, s) => e.tridiagonalizeF64(n, s.a, n, s.d, s.e, s.tau, s.work),
    ],
    ["eigh: divide and conquer", 0, (e, s) => e.tridiagonalDivideF64(n, s.d, s.e, s.x, s.work)],
    ["eigh: vectors back", 2 * n ** 3, (e, s) => e.applyRowReflectorsF64(n, s.a, n, s.tau, n, s.x, s.work)],
  ]);
}
