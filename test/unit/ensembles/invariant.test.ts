/** The Gaussian, Wishart and Jacobi ensembles: spectra against their laws, dense against tridiagonal samplers. */
import { describe, expect, test } from "vitest";
import { eigvalsh, ensembles, laws, type Matrix, svdvals } from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";
import {
  average,
  deviation,
  distanceToLaw,
  meanRatio,
  moment,
  replicate,
  rigidity,
  twoSampleDistance,
} from "./statistics.ts";

describe("dense Gaussian ensembles", () => {
  const cases = [
    { name: "goe", beta: 1, degeneracy: 1, draw: ensembles.goe },
    { name: "gue", beta: 2, degeneracy: 2, draw: ensembles.gue },
    { name: "gse", beta: 4, degeneracy: 4, draw: ensembles.gse },
  ] as const;
  for (const { name, beta, degeneracy, draw } of cases) {
    test(`${name}: symmetric, ${degeneracy}-fold levels, on the semicircle, ratios of its class`, () => {
      const n = 400 / degeneracy;
      const sigma = 0.7;
      const h = draw(n, { sigma, seed: 21 });
      expect(h.rows).toBe(n * degeneracy);
      for (let i = 0; i < h.rows; i += 7)
        for (let j = 0; j < i; j += 3) expect(h.data[i * h.rows + j]).toBe(h.data[j * h.rows + i]);
      const values = eigvalsh(h);
      const levels = ensembles.distinctLevels(values, degeneracy);
      for (let i = 0; i < values.length; i++)
        expect(Math.abs(values[i] - levels[Math.floor(i / degeneracy)])).toBeLessThan(1e-13);
      expect(distanceToLaw(levels, laws.semicircle({ sigma }).cdf)).toBeLessThan(rigidity(beta) / n);
      const wanted = { 1: 0.5307, 2: 0.5996, 4: 0.6744 }[beta];
      expect(Math.abs(meanRatio(levels) - wanted)).toBeLessThan((4 * 0.26) / Math.sqrt(n));
    });

    test(`${name}: levels of small matrices have the law of betaHermite`, () => {
      const n = 6;
      const dense = replicate((stream) =>
        ensembles.distinctLevels(eigvalsh(draw(n, { stream, seed: 22 })), degeneracy),
      );
      const three = replicate((stream) => ensembles.betaHermiteLevels(n, { beta, stream, seed: 23 }));
      for (const k of [0, 2, 5])
        expect(
          twoSampleDistance(
            dense.map((x) => x[k]),
            three.map((x) => x[k]),
          ),
        ).toBeLessThan(2.2);
      const gap = (x: Float64Array) => x[3] - x[2];
      expect(twoSampleDistance(dense.map(gap), three.map(gap))).toBeLessThan(2.2);
    });
  }
});

describe("betaHermiteLevels", () => {
  for (const beta of [1, 2, 4] as const)
    test(`beta = ${beta}: the largest level follows Tracy and Widom, from the corner of a huge matrix`, () => {
      const n = 10 ** 6;
      const law = laws.tracyWidom({ beta, convention: "stochasticAiry" });
      const x = Float64Array.from(
        { length: 150 },
        (_, stream) => n ** (2 / 3) * (ensembles.betaHermiteEdge(n, 1, { beta, stream, seed: 24 })[0] - 2),
      );
      expect(Math.sqrt(150) * distanceToLaw(x, law.cdf)).toBeLessThan(2.2);
    });

  test("the corner has the largest levels of the whole matrix, in law", () => {
    const n = 400;
    const whole = replicate((stream) => ensembles.betaHermiteLevels(n, { stream, seed: 81 }));
    const corner = replicate((stream) => ensembles.betaHermiteEdge(n, 3, { stream, seed: 82 }));
    for (const k of [0, 2])
      expect(
        twoSampleDistance(
          whole.map((x) => x[n - 1 - k]),
          corner.map((x) => x[k]),
        ),
      ).toBeLessThan(2.2);
    expect(codeOf(() => ensembles.betaHermiteEdge(5, 6))).toBe("TOO_FEW");
  });

  test("any beta lies on the semicircle; large beta freezes the levels on the zeros of a Hermite polynomial", () => {
    for (const beta of [0.3, 3, 7]) {
      const levels = ensembles.betaHermiteLevels(2000, { beta, seed: 25 });
      expect(distanceToLaw(levels, laws.semicircle().cdf)).toBeLessThan(rigidity(beta) / 2000);
    }
    const frozen = ensembles.betaHermiteLevels(3, { beta: 1e12 });
    // Zeros of He_3 are 0 and +-sqrt 3; scaled by 1/sqrt n.
    for (const [i, zero] of [-1, 0, 1].entries()) expect(frozen[i]).toBeCloseTo(zero, 5);
  });
});

describe("wishart and gaussian", () => {
  for (const [m, n] of [
    [100, 400],
    [300, 300],
    [400, 200],
  ])
    test(`${m} variables, ${n} samples: Marchenko-Pastur with its atom`, () => {
      const values = eigvalsh(ensembles.wishart(m, n, { sigma: 1.3, seed: 26 }));
      const zeros = Math.max(0, m - n);
      expect(values.filter((x) => Math.abs(x) < 1e-11).length).toBe(zeros);
      const q = m / n;
      const edge = (sign: number) => 1.69 * (1 + sign * Math.sqrt(q)) ** 2;
      expect(values[m - 1]).toBeLessThan(edge(1) * (1 + 4 * Math.min(m, n) ** (-2 / 3)));
      expect(values[m - 1]).toBeGreaterThan(edge(1) * (1 - 6 * Math.min(m, n) ** (-2 / 3)));
      const positive = values.slice(zeros);
      // The law of the smaller Gram matrix has no atom: lambda n/m is its eigenvalue when m > n.
      const smaller = Math.min(m, n) / Math.max(m, n);
      const law = laws.marchenkoPastur({ q: smaller, sigma: 1.3, variable: "lambda" });
      const unit = m > n ? n / m : 1;
      expect(
        distanceToLaw(
          positive.map((x) => x * unit),
          law.cdf,
        ),
      ).toBeLessThan(4 / Math.min(m, n));
    });

  for (const [rows, cols, beta] of [
    [4, 9, 1],
    [9, 4, 1],
    [6, 6, 1],
  ])
    test(`${rows} x ${cols}: dense singular values have the law of betaLaguerre`, () => {
      const dense = replicate((stream) => svdvals(ensembles.gaussian(rows, cols, { stream, seed: 27 })));
      const two = replicate((stream) =>
        ensembles.betaLaguerreSingularValues(rows, cols, { beta, stream, seed: 28 }),
      );
      for (const k of [0, 1, Math.min(rows, cols) - 1])
        expect(
          twoSampleDistance(
            dense.map((x) => x[k]),
            two.map((x) => x[k]),
          ),
        ).toBeLessThan(2.2);
    });

  test("complex entries: beta = 2 has the singular values of a complex Gaussian matrix", () => {
    const [m, n] = [3, 5];
    const dense = replicate((stream) => {
      const g = ensembles.gaussian(m, 2 * n, { stream, seed: 29, sigma: Math.SQRT1_2 });
      const data = new Float64Array(4 * m * n);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          const [re, im] = [g.data[i * 2 * n + 2 * j], g.data[i * 2 * n + 2 * j + 1]];
          data[i * 2 * n + j] = data[(m + i) * 2 * n + n + j] = re;
          data[(m + i) * 2 * n + j] = im;
          data[i * 2 * n + n + j] = -im;
        }
      return svdvals({ rows: 2 * m, cols: 2 * n, data }).filter((_, k) => k % 2 === 0);
    });
    const two = replicate((stream) =>
      ensembles.betaLaguerreSingularValues(m, n, { beta: 2, stream, seed: 30 }),
    );
    for (const k of [0, 1, 2])
      expect(
        twoSampleDistance(
          dense.map((x) => x[k]),
          two.map((x) => x[k]),
        ),
      ).toBeLessThan(2.2);
  });

  test("a population spike above the threshold shows up where Baik and Silverstein say", () => {
    const [m, n] = [150, 600];
    const top = average(20, (stream) => {
      const values = eigvalsh(ensembles.wishart(m, n, { spikes: [4], stream, seed: 31 }));
      return values[m - 1];
    });
    expect(Math.abs(top.mean - 4 * (1 + 0.25 / 3))).toBeLessThan(4 * top.error + 0.02);
    const hidden = eigvalsh(ensembles.wishart(m, n, { spikes: [1.2], seed: 32 }));
    expect(hidden[m - 1]).toBeLessThan(2.25 * 1.05);
  });
});

describe("spiked", () => {
  for (const [rows, cols] of [
    [120, 480],
    [400, 100],
    [250, 250],
  ])
    test(`${rows} x ${cols}: the top singular values stand at their expected places`, () => {
      const strengths = [3, 2];
      const draw = (stream: number) =>
        ensembles.spiked(rows, cols, { strengths, sigma: 0.5, stream, seed: 33 });
      const { expected } = draw(0);
      const measured = Array.from({ length: 12 }, (_, s) => svdvals(draw(s).matrix));
      for (const k of [0, 1]) {
        const mean = moment(
          measured.map((s) => s[k]),
          1,
        );
        expect(Math.abs(mean / expected[k] - 1)).toBeLessThan(0.015);
      }
      expect(
        moment(
          measured.map((s) => s[2]),
          1,
        ),
      ).toBeLessThan(0.5 * (Math.sqrt(rows) + Math.sqrt(cols)) * 1.01);
    });
});

describe("betaJacobi", () => {
  test("beta = 1 has the levels of A A^T (A A^T + B B^T)^-1", () => {
    const [n, n1, n2] = [3, 5, 4];
    const dense = replicate((stream) => {
      const g = ensembles.gaussian(n1 + n2, n, { stream, seed: 34 });
      const top: Matrix = { rows: n1, cols: n, data: g.data.subarray(0, n1 * n) };
      // With g = q r the levels are the squared singular values of the upper block of q: cosines of principal angles.
      return squaredCosines(g, top);
    });
    const three = replicate((stream) =>
      ensembles.betaJacobiLevels(n, (n1 - n - 1) / 2, (n2 - n - 1) / 2, { stream, seed: 35 }),
    );
    for (const k of [0, 1, 2])
      expect(
        twoSampleDistance(
          dense.map((x) => x[k]),
          three.map((x) => x[k]),
        ),
      ).toBeLessThan(2.2);
  });

  test("one level is Beta(a + 1, b + 1) whatever beta", () => {
    const mean = average(4000, (stream) => ensembles.betaJacobi(1, 1.5, 0.5, { beta: 3, stream }).d[0]);
    expect(deviation(mean, 2.5 / 4)).toBeLessThan(4);
  });

  test("levels of a large matrix fill (0, 1) as the arcsine law at fixed a and b", () => {
    const levels = ensembles.betaJacobiLevels(1000, 0.5, -0.5, { beta: 2, seed: 36 });
    expect(levels[0]).toBeGreaterThan(0);
    expect(levels[999]).toBeLessThan(1);
    expect(distanceToLaw(levels, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x)))).toBeLessThan(3e-3);
  });
});

test("bad parameters are refused", () => {
  expect(codeOf(() => ensembles.gue(0))).toBe("INVALID_SHAPE");
  expect(codeOf(() => ensembles.gse(1.5))).toBe("INVALID_SHAPE");
  expect(codeOf(() => ensembles.wishart(3, 0))).toBe("INVALID_SHAPE");
  expect(codeOf(() => ensembles.wishart(2, 9, { spikes: [1, 1, 1] }))).toBe("INVALID_SHAPE");
  expect(codeOf(() => ensembles.betaJacobi(3, -1, 0))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => ensembles.circularBeta(3, { beta: 0 }))).toBe("INVALID_ARGUMENT");
  expect(codeOf(() => ensembles.haarOrthogonal(0))).toBe("INVALID_SHAPE");
  expect(codeOf(() => ensembles.distinctLevels([1, 2, 3], 2))).toBe("INVALID_SHAPE");
});

/** Squared singular values, ascending, of the upper block of the orthonormal factor of g. */
function squaredCosines(g: Matrix, top: Matrix): Float64Array {
  const n = g.cols;
  const basis = new Float64Array(g.data);
  for (let j = 0; j < n; j++)
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        let overlap = 0;
        for (let i = 0; i < g.rows; i++) overlap += basis[i * n + k] * basis[i * n + j];
        for (let i = 0; i < g.rows; i++) basis[i * n + j] -= overlap * basis[i * n + k];
      }
      let square = 0;
      for (let i = 0; i < g.rows; i++) square += basis[i * n + j] ** 2;
      for (let i = 0; i < g.rows; i++) basis[i * n + j] /= Math.sqrt(square);
    }
  return svdvals({ rows: top.rows, cols: n, data: basis.subarray(0, top.rows * n) })
    .map((x) => x * x)
    .reverse();
}
