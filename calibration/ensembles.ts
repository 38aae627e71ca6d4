/** Samplers against laws and against each other: moments, atoms, edges, and the equality of dense and reduced models. */
import { eigvalsh, ensembles, laws, type Matrix, svdvals } from "../src/index.ts";
import type { Report } from "./run.ts";

export const title = "Ensembles";

export async function calibrate(report: Report, options: { readonly scale: number }): Promise<void> {
  const many = Math.max(40, Math.round(2000 * options.scale));
  const some = Math.max(10, Math.round(100 * options.scale));
  denseAgainstReduced(report, many);
  edges(report, many);
  moments(report, some);
  atoms(report, some);
  spikes(report, some);
}

/** sqrt(n) D beyond 1.95 has probability .001 under the law. */
const FAR = 1.95;

function sorted(x: ArrayLike<number>): Float64Array {
  return Float64Array.from(x).sort();
}

function reportDistance(report: Report, check: string, distance: number): void {
  report({ check, measured: distance, wanted: `scaled KS distance < ${FAR}`, passed: distance < FAR });
}

function distanceToLaw(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const x = sorted(sample);
  let distance = 0;
  for (let i = 0; i < x.length; i++) {
    const f = cdf(x[i]);
    distance = Math.max(distance, (i + 1) / x.length - f, f - i / x.length);
  }
  return Math.sqrt(x.length) * distance;
}

function twoSampleDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = sorted(a);
  const y = sorted(b);
  let distance = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] <= at) i++;
    while (j < y.length && y[j] <= at) j++;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  return distance * Math.sqrt((x.length * y.length) / (x.length + y.length));
}

function draws<T>(count: number, draw: (stream: number) => T): T[] {
  return Array.from({ length: count }, (_, stream) => draw(stream));
}

function denseAgainstReduced(report: Report, count: number): void {
  const compare = (name: string, dense: Float64Array[], reduced: Float64Array[]) => {
    const last = dense[0].length - 1;
    const middle = Math.floor(last / 2);
    const statistics: [string, (x: Float64Array) => number][] = [
      ["first level", (x) => x[0]],
      ["last level", (x) => x[last]],
      ["middle spacing", (x) => Math.abs(x[middle + 1] - x[middle])],
    ];
    for (const [what, of] of statistics)
      reportDistance(
        report,
        `${name}: ${what} (${count} seeds each)`,
        twoSampleDistance(dense.map(of), reduced.map(of)),
      );
  };
  const n = 10;
  for (const [name, beta, degeneracy] of [
    ["goe", 1, 1],
    ["gue", 2, 2],
    ["gse", 4, 4],
  ] as const)
    compare(
      `${name}(10) and betaHermite`,
      draws(count, (stream) =>
        ensembles.distinctLevels(eigvalsh(ensembles[name](n, { stream, seed: 501 })), degeneracy),
      ),
      draws(count, (stream) => ensembles.betaHermiteLevels(n, { beta, stream, seed: 502 })),
    );
  for (const [rows, cols] of [
    [8, 8],
    [5, 20],
  ])
    compare(
      `gaussian(${rows}, ${cols}) and betaLaguerre`,
      draws(count, (stream) => svdvals(ensembles.gaussian(rows, cols, { stream, seed: 503 }))),
      draws(count, (stream) => ensembles.betaLaguerreSingularValues(rows, cols, { stream, seed: 504 })),
    );
  compare(
    "haarUnitary(6) and circularPhases: cosines",
    draws(count, (stream) => cosines(ensembles.haarUnitary(6, { stream, seed: 505 }))),
    draws(count, (stream) =>
      ensembles.circularPhases(6, { beta: 2, stream, seed: 506 }).map(Math.cos).sort(),
    ),
  );
}

/** Eigenvalues of the symmetric part of an embedded unitary matrix, each once. */
function cosines(u: Matrix): Float64Array {
  const n = u.rows;
  const data = Float64Array.from(u.data, (x, at) => 0.5 * (x + u.data[(at % n) * n + Math.floor(at / n)]));
  return ensembles.distinctLevels(eigvalsh({ rows: n, cols: n, data }), 2);
}

function edges(report: Report, count: number): void {
  const n = 10 ** 6;
  for (const beta of [1, 2, 4] as const) {
    const law = laws.tracyWidom({ beta, convention: "stochasticAiry" });
    const x = draws(
      count,
      (stream) => n ** (2 / 3) * (ensembles.betaHermiteEdge(n, 1, { beta, stream, seed: 511 })[0] - 2),
    );
    reportDistance(
      report,
      `betaHermiteEdge, n = 10^6, beta = ${beta}: largest level against Tracy-Widom`,
      distanceToLaw(x, law.cdf),
    );
  }
  for (const [rows, cols] of [
    [200, 200],
    [100, 400],
  ]) {
    const law = laws.wishartLargest({ n: Math.max(rows, cols), m: Math.min(rows, cols) });
    const x = draws(
      count,
      (stream) => ensembles.betaLaguerreSingularValues(rows, cols, { stream, seed: 512 })[0] ** 2,
    );
    reportDistance(
      report,
      `betaLaguerre ${rows} x ${cols}: largest value against its Tracy-Widom law`,
      distanceToLaw(x, law.cdf),
    );
  }
}

/** (1/n) tr H^k, k up to 4, from the levels. */
function moment(levels: Float64Array, k: number): number {
  return levels.reduce((sum, x) => sum + x ** k, 0) / levels.length;
}

function moments(report: Report, count: number): void {
  const check = (
    name: string,
    law: { moment(k: number): number | undefined },
    draw: (stream: number) => Matrix,
    orders: readonly number[],
  ) => {
    const levels = draws(count, (stream) => eigvalsh(draw(stream)));
    for (const k of orders) {
      const wanted = law.moment(k);
      if (wanted === undefined) throw new Error(`${name} has no moment ${k}`);
      const x = levels.map((values) => moment(values, k));
      const mean = x.reduce((a, b) => a + b) / count;
      const error = Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (count * (count - 1)));
      // Corrections of finite sizes are of relative order k^2/n.
      const bias = ((k * k) / levels[0].length) * Math.max(1, Math.abs(wanted));
      report({
        check: `${name}: moment ${k} (${count} seeds)`,
        measured: `${mean.toFixed(4)} +- ${error.toFixed(4)}`,
        wanted: `${wanted.toFixed(4)} up to ${bias.toFixed(3)} and 4 errors`,
        passed: Math.abs(mean - wanted) < bias + 4 * error,
      });
    }
  };
  const n = 200;
  const semicircle = laws.semicircle();
  check("goe(200)", semicircle, (stream) => ensembles.goe(n, { stream, seed: 521 }), [2, 4]);
  check(
    "wigner(200, exponential)",
    semicircle,
    (stream) => ensembles.wigner(n, { entry: "exponential", stream, seed: 522 }),
    [2, 4],
  );
  check(
    "bandMatrix(200, 40, periodic)",
    semicircle,
    (stream) => ensembles.bandMatrix(n, 40, { periodic: true, stream, seed: 523 }),
    [2, 4],
  );
  check(
    "wishart(200, 100)",
    laws.marchenkoPastur({ q: 2 }),
    (stream) => ensembles.wishart(n, 100, { stream, seed: 524 }),
    [1, 2, 3],
  );
  check(
    "wishart(200, 800)",
    laws.marchenkoPastur({ q: 0.25 }),
    (stream) => ensembles.wishart(n, 800, { stream, seed: 525 }),
    [1, 2, 3],
  );
  check(
    "productWishart(200, 200, 200)",
    laws.fussCatalan({ k: 2 }),
    (stream) => ensembles.productWishart([n, n, n], { stream, seed: 526 }),
    [1, 2, 3],
  );
  check(
    "productWishart(200, 100, 300)",
    laws.productWishart({ sizes: [200, 100, 300] }),
    (stream) => ensembles.productWishart([200, 100, 300], { stream, seed: 527 }),
    [1, 2, 3],
  );
  for (const c of [1.5, 4]) {
    check(
      `percolatedWigner(200), c = ${c}`,
      laws.percolatedWigner({ degree: c }),
      (stream) => ensembles.percolatedWigner(n, { mode: "edge", degree: c, stream, seed: 528 }),
      [2, 4],
    );
    check(
      `percolatedWishart(200, 300), c = ${c}`,
      laws.percolatedWishart({ rows: 200, cols: 300, degree: c }),
      (stream) => ensembles.percolatedWishart(200, 300, { degree: c, stream, seed: 529 }),
      [1, 2],
    );
  }
}

function atoms(report: Report, count: number): void {
  const check = (name: string, wanted: number, slack: number, draw: (stream: number) => Matrix) => {
    const x = draws(count, (stream) => {
      const levels = eigvalsh(draw(stream));
      return levels.filter((v) => Math.abs(v) < 1e-10).length / levels.length;
    });
    const mean = x.reduce((a, b) => a + b) / count;
    const error = Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (count * (count - 1)));
    report({
      check: `${name}: share of zero levels (${count} seeds)`,
      measured: `${mean.toFixed(4)} +- ${error.toFixed(4)}`,
      wanted: `${wanted.toFixed(4)} up to ${slack.toFixed(4)} and 4 errors`,
      passed: Math.abs(mean - wanted) <= slack + 4 * error + 1e-12,
    });
  };
  const n = 300;
  check("wishart(300, 120)", 0.6, 0, (stream) => ensembles.wishart(n, 120, { stream, seed: 531 }));
  check("productWishart(300, 90, 200)", 0.7, 0, (stream) =>
    ensembles.productWishart([n, 90, 200], { stream, seed: 532 }),
  );
  check("wignerSandwich(300, 210)", 0.3, 0, (stream) =>
    ensembles.wignerSandwich(n, 210, { stream, seed: 533 }),
  );
  check("gpHessian(240, nullity 60)", 0.2, 0, (stream) =>
    ensembles.gpHessian(240, { nullity: 60, stream, seed: 534 }),
  );
  check("percolatedWigner(300), vertex, p = .7", 0.3, 0, (stream) =>
    ensembles.percolatedWigner(n, { mode: "vertex", keep: 0.7, stream, seed: 535 }),
  );
  for (const c of [1, 2, 5]) {
    const weight = (law: { atoms: readonly { at: number; weight: number }[] }) => law.atoms[0]?.weight ?? 0;
    // Of the c diagonal entries each takes away one zero level at most.
    check(`percolatedWigner(300), c = ${c}`, weight(laws.percolatedWigner({ degree: c })), c / n, (stream) =>
      ensembles.percolatedWigner(n, { mode: "edge", degree: c, stream, seed: 536 }),
    );
    check(
      `percolatedWishart(300, 300), c = ${c}`,
      weight(laws.percolatedWishart({ rows: n, cols: n, degree: c })),
      2 / n,
      (stream) => ensembles.percolatedWishart(n, n, { degree: c, stream, seed: 537 }),
    );
  }
}

function spikes(report: Report, count: number): void {
  for (const [rows, cols] of [
    [300, 300],
    [100, 400],
    [400, 40],
  ]) {
    const q = Math.min(rows, cols) / Math.max(rows, cols);
    const strengths = [3, 2, 1.5].map((t) => t * q ** 0.25);
    const matrices = draws(count, (stream) => ensembles.spiked(rows, cols, { strengths, stream, seed: 541 }));
    const values = matrices.map(({ matrix }) => svdvals(matrix));
    for (const [k, place] of matrices[0].expected.entries()) {
      const mean = values.reduce((s, x) => s + x[k], 0) / count / place;
      report({
        check: `spiked ${rows} x ${cols}: value of strength ${strengths[k].toFixed(2)} over its place (${count} seeds)`,
        measured: mean,
        wanted: "1 +- .02",
        passed: Math.abs(mean - 1) < 0.02,
      });
    }
  }
}
