/**
 * `npx tsx bench/micro/routes.ts [tridiagonals | reductions | tall]`: the two ways that a decomposition can go, timed at
 * the sizes where src/kernel/tuning.ts and src/kernel/eigen/tridiagonal-spectrum.ts change from one to the other. CPU time, the
 * fastest of several rounds. Each way is called directly, whatever the kernel would choose.
 */
import type { Precision } from "../../src/base/index.ts";
import { svdvals } from "../../src/kernel/index.ts";
import { real, rowStride } from "../../src/kernel/precision.ts";
import { init, type Kernel, kernel } from "../../src/kernel/wasm.ts";
import { timeOnce } from "../clock.ts";
import { gaussian } from "../linalg/ours.ts";

/** Seconds of the fastest of several runs, together at least a fifth of a second; `prepare` is not timed. */
function fastest(prepare: () => void, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (let round = 0; round < 3 || (spent < 0.2 && round < 2000); round++) {
    prepare();
    const seconds = timeOnce(run);
    spent += seconds;
    best = Math.min(best, seconds);
  }
  return best;
}

const milliseconds = (seconds: number) => (seconds * 1e3).toFixed(2).padStart(9);

function heading(title: string, ...columns: string[]): void {
  console.log(`\n${title.padEnd(46)}${columns.map((column) => column.padStart(12)).join("")}`);
}

function line(name: string, ...cells: string[]): void {
  console.log(`  ${name.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join("")}`);
}

/** Values of the tridiagonal form of a GOE matrix (Dumitriu and Edelman 2002; its sides are nearly their means). */
function tridiagonals(): void {
  heading("values of a tridiagonal (ms)", "QL", "divide");
  const { exports, memory } = kernel();
  for (const n of [64, 100, 150, 200, 400, 512, 1024])
    memory.frame((frame) => {
      const diagonal = gaussian(1, n, "f64", false).data.map((x) => x * Math.SQRT2);
      const sides = Float64Array.from({ length: n }, (_, i) => Math.sqrt(n - 1 - i));
      const [d, e] = [frame.f64(n), frame.f64(n)];
      const work = frame.bytes(exports.tridiagonalValuesWorkspace(n));
      const prepare = () => {
        frame.view(Float64Array, d, n).set(diagonal);
        frame.view(Float64Array, e, n).set(sides);
      };
      const ql = fastest(prepare, () => exports.tridiagonalQlF64(n, d, e, 0, 0));
      const divide = fastest(prepare, () => exports.tridiagonalValues(n, d, e, work));
      line(`n = ${n}`, milliseconds(ql), milliseconds(divide));
    });
}

interface Operands {
  readonly n: number;
  readonly a: number;
  readonly stride: number;
  readonly d: number;
  readonly e: number;
  readonly tau: number;
  readonly work: number;
}

/** Seconds of a reduction of a Gaussian n x n matrix (symmetric if asked). */
function reduction(
  n: number,
  symmetric: boolean,
  precision: Precision,
  workspace: number,
  run: (exports: Kernel["exports"], operands: Operands) => void,
): number {
  const { exports, memory } = kernel();
  const type = real(precision);
  const { data } = gaussian(n, n, precision, symmetric);
  return memory.frame((frame) => {
    const stride = rowStride(n, type);
    const a = frame.bytes(n * stride * type.bytes);
    const [d, e, tau] = [frame.f64(n), frame.f64(n), frame.f64(2 * n)];
    const work = frame.bytes(workspace);
    const prepare = () => {
      const rows = frame.view(type.array, a, n * stride);
      for (let i = 0; i < n; i++) rows.set(data.subarray(i * n, (i + 1) * n), i * stride);
    };
    return fastest(prepare, () => run(exports, { n, a, stride, d, e, tau, work }));
  });
}

function oneStage(n: number, precision: Precision): number {
  const { exports } = kernel();
  const { suffix, bytes } = real(precision);
  return reduction(n, false, precision, exports.bidiagonalizeWorkspace(n, n), (e, s) =>
    e[`bidiagonalize${suffix}`](n, n, s.a, s.stride, s.d, s.e, s.tau, s.tau + n * bytes, s.work),
  );
}

function twoStages(n: number, b: number, precision: Precision): number {
  const { exports } = kernel();
  const { suffix } = real(precision);
  const need = Math.max(exports.reduceToBandWorkspace(n, n, b), exports.chaseBulgesWorkspace(n, b));
  return reduction(n, false, precision, need, (e, s) => {
    e[`reduceToBand${suffix}`](n, n, b, s.a, s.stride, s.work);
    e[`chaseBulges${suffix}`](n, b, s.a, s.stride, s.d, s.e, s.work);
  });
}

function symmetricOneStage(n: number): number {
  const need = kernel().exports.tridiagonalizeWorkspace(n);
  return reduction(n, true, "f64", need, (e, s) =>
    e.tridiagonalizeF64(n, s.a, s.stride, s.d, s.e, s.tau, s.work),
  );
}

function symmetricTwoStages(n: number, b: number): number {
  const { exports } = kernel();
  const need = Math.max(
    exports.reduceSymmetricToBandWorkspace(n, b),
    exports.chaseSymmetricBulgesWorkspace(n, b),
  );
  return reduction(n, true, "f64", need, (e, s) => {
    e.reduceSymmetricToBandF64(n, b, s.a, s.stride, s.work);
    e.chaseSymmetricBulgesF64(n, b, s.a, s.stride, s.d, s.e, s.work);
  });
}

const BANDS = [8, 16, 24, 32, 48] as const;

function reductions(): void {
  for (const precision of ["f64", "f32"] as const) {
    heading(`bidiagonal form, ${precision} (ms)`, "one stage", ...BANDS.map((b) => `band of ${b}`));
    for (const n of [48, 64, 96, 128, 256, 400, 512, 1024, 1600, 2048]) {
      const times = BANDS.map((b) => (b < n / 2 ? milliseconds(twoStages(n, b, precision)) : "-"));
      line(`n = ${n}`, milliseconds(oneStage(n, precision)), ...times);
    }
  }
  heading("tridiagonal form, f64 (ms)", "one stage", ...BANDS.map((b) => `band of ${b}`));
  for (const n of [512, 1024, 1536, 1800, 2048]) {
    const times = BANDS.map((b) => milliseconds(symmetricTwoStages(n, b)));
    line(`n = ${n}`, milliseconds(symmetricOneStage(n)), ...times);
  }
}

/** Singular values of tall matrices: through the f64 Gram matrix, or directly (QR first from QR_RATIO on). */
function tall(): void {
  for (const precision of ["f64", "f32"] as const) {
    heading(`singular values of m x n, ${precision} (ms)`, "direct", "Gram", "ratio");
    for (const n of [128, 512, 1024, 2048])
      for (const ratio of [1, 1.5, 2, 2.7, 4]) {
        const m = Math.round(ratio * n);
        const a = gaussian(m, n, precision, false);
        const [direct, gram] = (["direct", "gram"] as const).map((method) =>
          fastest(
            () => {},
            () => svdvals(a, { precision, method }),
          ),
        );
        line(`${m} x ${n}`, milliseconds(direct), milliseconds(gram), (direct / gram).toFixed(2));
      }
  }
}

console.log(`node ${process.version}, ${await init()} build`);
const wanted = process.argv.slice(2);
for (const measure of [tridiagonals, reductions, tall])
  if (wanted.length === 0 || wanted.includes(measure.name)) measure();
