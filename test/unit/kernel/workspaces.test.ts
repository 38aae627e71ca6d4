/** No kernel writes behind the bytes that its workspace function promises, and none relies on what they held. */
import { expect, it } from "vitest";
import type { KernelExports } from "#wasm/exports";
import { Random } from "../../../src/kernel/index.ts";
import type { Frame } from "../../../src/kernel/memory.ts";
import { putScaled, type Real, real } from "../../../src/kernel/precision.ts";
import { kernel } from "../../../src/kernel/wasm.ts";

/** What lies in the workspace and behind it before the call: as f64 and as f32 a number that no result here equals. */
const PATTERN = 0xa5;
const GUARD_BYTES = 4096;

type Call = (work: number) => void;
type Prepare = (frame: Frame, exports: KernelExports) => Call;

interface Case {
  /** The export that says how much is needed. */
  readonly workspace: keyof KernelExports;
  readonly shape: readonly number[];
  readonly prepare: Prepare;
}

/** First byte behind `bytes` of workspace that a call touches, counted from their end; -1 if it touches none. */
function overrun(bytes: number, prepare: Prepare): number {
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const call = prepare(frame, exports);
    const work = frame.bytes(bytes + GUARD_BYTES);
    new Uint8Array(memory.buffer, work, bytes + GUARD_BYTES).fill(PATTERN);
    call(work);
    return new Uint8Array(memory.buffer, work + bytes, GUARD_BYTES).findIndex((byte) => byte !== PATTERN);
  });
}

const REALS = [real("f64"), real("f32")];
const normals = (frame: Frame, type: Real, count: number) =>
  putScaled(frame, new Random(count).normals(count), type, 0);
const doubles = (frame: Frame, count: number) => normals(frame, REALS[0], count);
const ascending = (frame: Frame, count: number) =>
  frame.putF64(
    new Random(count)
      .exponentials(count)
      .map((x) => x / 2)
      .sort(),
  );

const SHAPES = [
  [1, 1],
  [5, 3],
  [33, 33],
  [70, 40],
  [150, 129],
] as const;
const ORDERS = [1, 2, 30, 65, 140];
const BANDS = [
  [40, 8],
  [100, 16],
  [150, 32],
] as const;

const cases: Case[] = [];
const add = (workspace: keyof KernelExports, shape: readonly number[], prepare: Prepare) =>
  cases.push({ workspace, shape, prepare });

for (const type of REALS) {
  const { suffix, bytes } = type;
  for (const [m, n] of SHAPES) {
    const k = m + n;
    add(`gemmWorkspace${suffix}`, [m, n, k], (frame, e) => {
      const [a, b, c] = [
        normals(frame, type, m * k),
        normals(frame, type, k * n),
        normals(frame, type, m * n),
      ];
      return (work) => e[`gemm${suffix}`](m, n, k, 1, a, k, 1, b, n, 1, c, n, 0, work);
    });
    add(`gemmWorkspace${suffix}`, [m, n, k], (frame, e) => {
      const [a, b, c] = [
        normals(frame, type, m * k),
        normals(frame, type, k * n),
        normals(frame, type, m * n),
      ];
      return (work) => e[`matmul${suffix}`](m, n, k, a, b, c, work);
    });
    add("bidiagonalizeWorkspace", [m, n], (frame, e) => {
      const a = normals(frame, type, m * n);
      const [d, sides, tauQ, tauP] = [
        frame.f64(n),
        frame.f64(n),
        frame.bytes(n * bytes),
        frame.bytes(n * bytes),
      ];
      return (work) => e[`bidiagonalize${suffix}`](m, n, a, n, d, sides, tauQ, tauP, work);
    });
    for (const [rows, cols] of [
      [m, n],
      [n, m],
    ])
      add("qrWorkspace", [rows, cols], (frame, e) => {
        const [a, tau] = [normals(frame, type, rows * cols), frame.bytes(Math.min(rows, cols) * bytes)];
        return (work) => e[`qrFactor${suffix}`](rows, cols, a, cols, tau, 1, work);
      });
    add("qrAppendWorkspace", [m, n], (frame, e) => {
      const [r, block] = [normals(frame, type, n * n), normals(frame, type, m * n)];
      return (work) => e[`qrAppend${suffix}`](n, r, n, m, block, n, work);
    });
    add("backTransformWorkspace", [m, n], (frame, e) => {
      const [a, tau, u] = [normals(frame, type, m * n), normals(frame, type, n), normals(frame, type, n * m)];
      return (work) => e[`applyColumnReflectors${suffix}`](m, n, a, n, tau, n, u, work);
    });
    add("backTransformWorkspace", [m, n], (frame, e) => {
      const [a, tau, c] = [normals(frame, type, m * n), normals(frame, type, n), normals(frame, type, n * m)];
      return (work) => e[`qrApply${suffix}`](m, n, a, n, tau, n, c, n, work);
    });
    add("backTransformWorkspace", [m, n], (frame, e) => {
      const [a, tau, z] = [normals(frame, type, m * m), normals(frame, type, m), normals(frame, type, n * m)];
      return (work) => e[`applyRowReflectors${suffix}`](m, a, m, tau, n, z, work);
    });
  }
  for (const [n, b] of BANDS) {
    for (const m of [n, n + 50])
      add("reduceToBandWorkspace", [m, n, b], (frame, e) => {
        const a = normals(frame, type, m * n);
        return (work) => e[`reduceToBand${suffix}`](m, n, b, a, n, work);
      });
    add("chaseBulgesWorkspace", [n, b], (frame, e) => {
      const [a, d, sides] = [normals(frame, type, n * n), frame.f64(n), frame.f64(n)];
      return (work) => e[`chaseBulges${suffix}`](n, b, a, n, d, sides, work);
    });
    add("reduceSymmetricToBandWorkspace", [n, b], (frame, e) => {
      const a = normals(frame, type, n * n);
      return (work) => e[`reduceSymmetricToBand${suffix}`](n, b, a, n, work);
    });
    add("chaseSymmetricBulgesWorkspace", [n, b], (frame, e) => {
      const [a, d, sides] = [normals(frame, type, n * n), frame.f64(n), frame.f64(n)];
      return (work) => e[`chaseSymmetricBulges${suffix}`](n, b, a, n, d, sides, work);
    });
  }
  for (const n of ORDERS) {
    add("tridiagonalizeWorkspace", [n], (frame, e) => {
      const [a, d, sides, tau] = [
        normals(frame, type, n * n),
        frame.f64(n),
        frame.f64(n),
        frame.bytes(n * bytes),
      ];
      return (work) => e[`tridiagonalize${suffix}`](n, a, n, d, sides, tau, work);
    });
    add(`tridiagonalDivideWorkspace${suffix}`, [n], (frame, e) => {
      const [d, sides, z] = [doubles(frame, n), doubles(frame, n), frame.bytes(n * n * bytes)];
      return (work) => e[`tridiagonalDivide${suffix}`](n, d, sides, z, work);
    });
    add(`bidiagonalDivideWorkspace${suffix}`, [n], (frame, e) => {
      const [d, sides] = [doubles(frame, n), doubles(frame, n)];
      const [ut, vt] = [frame.bytes(n * n * bytes), frame.bytes(n * n * bytes)];
      return (work) => e[`bidiagonalDivide${suffix}`](n, d, sides, ut, n, vt, n, work);
    });
  }
}
for (const n of [...ORDERS, 1500]) {
  add("tridiagonalValuesWorkspace", [n], (frame, e) => {
    const [d, sides] = [doubles(frame, n), doubles(frame, n)];
    return (work) => e.tridiagonalValues(n, d, sides, work);
  });
  add("dqdsWorkspace", [n], (frame, e) => {
    const [d, sides] = [doubles(frame, n), doubles(frame, n)];
    return (work) => e.dqds(n, d, sides, work);
  });
  add("bisectWorkspace", [n], (frame, e) => {
    const [d, sides, w] = [doubles(frame, n), ascending(frame, n), frame.f64(n)];
    return (work) => e.bisect(n, d, sides, 0, n - 1, w, work);
  });
  add("uniformDistanceWorkspace", [n], (frame, e) => {
    const u = frame.putF64(new Random(n).uniforms(n));
    return (work) => e.uniformDistance(u, n, 0, work);
  });
  add("broadeningWorkspace", [n], (frame, e) => {
    const [centres, widths, points, out] = [
      ascending(frame, 7),
      ascending(frame, 7),
      ascending(frame, n),
      frame.f64(n),
    ];
    return (work) => e.broadenedStaircase(centres, widths, 7, points, out, n, work);
  });
  add("powerLawScanWorkspace", [n], (frame, e) => {
    const [logs, out] = [ascending(frame, n), frame.f64(8)];
    return (work) => e.powerLawScan(logs, n, 2, Number.POSITIVE_INFINITY, 0, work, out);
  });
  add("powerLawBootstrapWorkspace", [n], (frame, e) => {
    const [logs, out] = [ascending(frame, n), frame.f64(12)];
    return (work) =>
      e.powerLawBootstrap(logs, n, n, 0, 2, Number.POSITIVE_INFINITY, 2, 0, 0, 1, 0, 3, work, out);
  });
  add("inverseIterationWorkspace", [n], (frame, e) => {
    const count = Math.min(n, 3);
    const [d, sides, w, z] = [
      ascending(frame, n),
      doubles(frame, n),
      ascending(frame, count),
      frame.f64(count * n),
    ];
    return (work) => e.inverseIteration(n, d, sides, count, w, z, n, work);
  });
  add("orthogonalizeWorkspace", [n], (frame, e) => {
    const [q, w] = [doubles(frame, n * 5), doubles(frame, 5)];
    return (work) => e.orthogonalize(n, 5, q, w, work);
  });
  add("lanczosGramWorkspace", [n], (frame, e) => {
    const [a, v, alpha, beta] = [
      normals(frame, REALS[1], 11 * n),
      normals(frame, REALS[1], n),
      frame.f64(4),
      frame.f64(4),
    ];
    return (work) => e.lanczosGramF32(11, n, a, 4, v, alpha, beta, work);
  });
}

function promised({ workspace, shape }: Case): number {
  const bytes = kernel().exports[workspace] as (...shape: readonly number[]) => number;
  return bytes(...shape);
}

it.each([...new Set(cases.map((one) => one.workspace))])(
  "%s promises as many bytes as are written",
  (name) => {
    for (const one of cases.filter(({ workspace }) => workspace === name))
      expect(overrun(promised(one), one.prepare), `shape ${one.shape.join(" x ")}`).toBe(-1);
  },
);

it("stands for every workspace function of the kernel", () => {
  const names = Object.keys(kernel().exports).filter((name) => name.includes("Workspace"));
  expect([...new Set<string>(cases.map(({ workspace }) => workspace))].sort()).toEqual(names.sort());
});

it("sees one byte too few", () => {
  for (const name of ["orthogonalizeWorkspace", "dqdsWorkspace", "powerLawScanWorkspace"]) {
    const one = cases.findLast(({ workspace }) => workspace === name);
    if (!one) throw new Error(`${name} has no case`);
    expect(overrun(promised(one) - 1, one.prepare), name).toBe(0);
  }
});
