/** Sparse, heavy-tailed, banded and product ensembles, and the Hessian models, against their moments, atoms and edges. */
import { describe, expect, test } from "vitest";
import {
  eigvalsh,
  ensembles,
  laws,
  type Matrix,
  type Precision,
  Random,
  svdvals,
} from "../../../src/index.ts";
import { codeOf } from "../error-code.ts";
import { average, deviation, distanceToLaw, meanRatio, moment } from "./statistics.ts";

/** (1/n) tr H and (1/n) tr H^2 of a symmetric matrix. */
function traces(h: Matrix): { first: number; second: number } {
  let first = 0;
  let second = 0;
  for (let i = 0; i < h.rows; i++) first += h.data[i * h.cols + i];
  for (const x of h.data) second += x * x;
  return { first: first / h.rows, second: second / h.rows };
}

const zeroLevels = (values: Float64Array) => values.filter((x) => Math.abs(x) < 1e-10).length;

describe("wigner", () => {
  for (const entry of ["normal", "rademacher", "uniform", "exponential", laws.semicircle()] as const)
    test(`${typeof entry === "string" ? entry : "a law of one's own"}: the semicircle, whatever the entries`, () => {
      const n = 300;
      const h = ensembles.wigner(n, { entry, sigma: 2, seed: 51 });
      expect(distanceToLaw(eigvalsh(h), laws.semicircle({ sigma: 2 }).cdf)).toBeLessThan(6 / n);
      const second = average(
        200,
        (stream) => traces(ensembles.wigner(20, { entry, stream, seed: 52 })).second,
      );
      if (entry === "rademacher") expect(second.mean).toBeCloseTo(1, 12);
      else expect(deviation(second, 1)).toBeLessThan(4);
    });

  test("an unknown entry law and a sampler of the wrong length are refused", () => {
    const entry = "cauchy" as "normal";
    expect(codeOf(() => ensembles.wigner(4, { entry }))).toBe("INVALID_ARGUMENT");
    const short = { sample: () => new Float64Array(1) };
    expect(codeOf(() => ensembles.wigner(4, { entry: short }))).toBe("INVALID_ARGUMENT");
  });
});

describe("heavyTailed", () => {
  test("below mu = 2 the largest singular value is the largest entry; above 4 the bulk edge", () => {
    for (const tail of ["student", "pareto", "stable"] as const) {
      const a = ensembles.heavyTailed(120, 200, { mu: 0.6, tail, seed: 53 });
      const largest = a.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      const ratio = svdvals(a)[0] / largest;
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThan(1.3);
    }
    const mu = 9;
    const light = svdvals(ensembles.heavyTailed(120, 200, { mu, seed: 54, scale: 3 }));
    const edge = 3 * Math.sqrt(mu / (mu - 2)) * (Math.sqrt(120) + Math.sqrt(200));
    expect(Math.abs(light[0] / edge - 1)).toBeLessThan(0.06);
  });

  test("levyMatrix: symmetric; far levels have the tail n P(|entry| > x) of single entries", () => {
    const n = 200;
    const mu = 1.2;
    const count = 12;
    let beyond = 0;
    // P(|x| > t) ~ C t^-mu with C = 2 Gamma(mu) sin(pi mu/2)/pi for exp(-|t|^mu); a large entry a gives levels +-a.
    const x = 12;
    for (let stream = 0; stream < count; stream++) {
      const h = ensembles.levyMatrix(n, { mu, stream, seed: 55 });
      expect(h.data[3 * n + 8]).toBe(h.data[8 * n + 3]);
      for (const level of eigvalsh(h)) if (level > x) beyond++;
    }
    const gamma12 = 0.9181687423997608;
    const constant = (2 * gamma12 * Math.sin((Math.PI * mu) / 2)) / Math.PI;
    const expected = count * (n / 2) * constant * x ** -mu;
    expect(Math.abs(beyond - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  test("bad exponents are refused", () => {
    expect(codeOf(() => ensembles.heavyTailed(4, 4, { mu: 0 }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => ensembles.heavyTailed(4, 4, { mu: 3, tail: "stable" }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => ensembles.levyMatrix(0, { mu: 1 }))).toBe("INVALID_SHAPE");
  });
});

describe("bandMatrix", () => {
  test("zeros outside the band, symmetric, closed around when periodic", () => {
    const [n, width] = [30, 4];
    for (const periodic of [false, true]) {
      const { data } = ensembles.bandMatrix(n, width, { periodic, seed: 56 });
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const apart = periodic ? Math.min(Math.abs(i - j), n - Math.abs(i - j)) : Math.abs(i - j);
          expect(data[i * n + j] !== 0).toBe(apart <= width);
          expect(data[i * n + j]).toBe(data[j * n + i]);
        }
    }
  });

  test("row sums of squares, semicircle for wide bands, Poisson for narrow and GOE for full ones", () => {
    const second = average(
      300,
      (stream) =>
        traces(ensembles.bandMatrix(40, 6, { periodic: true, sigma: 1.5, stream, seed: 57 })).second,
    );
    expect(deviation(second, 2.25 * (1 + 1 / 13))).toBeLessThan(4);
    const n = 500;
    const wide = eigvalsh(ensembles.bandMatrix(n, 60, { periodic: true, seed: 58 }));
    expect(distanceToLaw(wide, laws.semicircle().cdf)).toBeLessThan(0.02);
    const narrow = eigvalsh(ensembles.bandMatrix(n, 1, { seed: 59 })).slice(n / 4, (3 * n) / 4);
    expect(meanRatio(narrow)).toBeLessThan(0.46);
    const full = eigvalsh(ensembles.bandMatrix(n, n - 1, { seed: 60 }));
    expect(Math.abs(meanRatio(full) - 0.5307)).toBeLessThan(0.047);
  });

  test("a width that does not fit is refused", () => {
    expect(codeOf(() => ensembles.bandMatrix(5, 5))).toBe("INVALID_SHAPE");
    expect(codeOf(() => ensembles.bandMatrix(5, 3, { periodic: true }))).toBe("INVALID_SHAPE");
    expect(codeOf(() => ensembles.bandMatrix(5, -1))).toBe("INVALID_SHAPE");
  });
});

describe("productWishart", () => {
  test("equal sizes: Fuss-Catalan moments and right edge", () => {
    for (const [factors, second, third, edge] of [
      [1, 2, 5, 4],
      [2, 3, 12, 27 / 4],
      [3, 4, 22, 256 / 27],
    ]) {
      const n = 240;
      const sizes = new Array<number>(factors + 1).fill(n);
      const values = eigvalsh(ensembles.productWishart(sizes, { seed: 61 }));
      expect(Math.abs(moment(values, 1) - 1)).toBeLessThan(0.06);
      expect(Math.abs(moment(values, 2) / second - 1)).toBeLessThan(0.12);
      expect(Math.abs(moment(values, 3) / third - 1)).toBeLessThan(0.2);
      expect(Math.abs(values[n - 1] / edge - 1)).toBeLessThan(0.12);
    }
  });

  test("rectangular factors: mean 1, second moment 1 + sum R_k, atom of the narrowest", () => {
    const sizes = [90, 60, 120, 80];
    const second = average(
      150,
      (stream) => traces(ensembles.productWishart(sizes, { stream, seed: 62 })).second,
    );
    // kappa_2 from the S-transform prod 1/(1 + R_k z): m2 = 1 + sum R_k, up to terms of order 1/n.
    expect(Math.abs(second.mean - (1 + 90 / 60 + 90 / 120 + 90 / 80))).toBeLessThan(4 * second.error + 0.15);
    const first = average(
      150,
      (stream) => traces(ensembles.productWishart(sizes, { stream, seed: 63 })).first,
    );
    expect(deviation(first, 1)).toBeLessThan(4);
    expect(zeroLevels(eigvalsh(ensembles.productWishart(sizes, { seed: 64 })))).toBe(30);
  });

  test("its singular values are those of the product itself", () => {
    const sizes = [20, 30, 25];
    const h = eigvalsh(ensembles.productWishart(sizes, { seed: 65 }));
    const m = svdvals(ensembles.gaussianProduct(sizes, { seed: 65 }));
    for (let i = 0; i < 20; i++) expect(h[19 - i]).toBeCloseTo(m[i] ** 2, 11);
    expect(codeOf(() => ensembles.productWishart([4]))).toBe("INVALID_SHAPE");
    expect(codeOf(() => ensembles.productWishart([4, 0, 3]))).toBe("INVALID_SHAPE");
  });
});

test("wignerSandwich: atom 1 - k/n, mean 0, second moment n/k", () => {
  for (const [n, k] of [
    [120, 40],
    [60, 150],
  ]) {
    expect(zeroLevels(eigvalsh(ensembles.wignerSandwich(n, k, { seed: 66 })))).toBe(Math.max(0, n - k));
    const draw = (stream: number) => traces(ensembles.wignerSandwich(n, k, { stream, seed: 67 }));
    expect(
      deviation(
        average(150, (s) => draw(s).first),
        0,
      ),
    ).toBeLessThan(4);
    const second = average(150, (s) => draw(s).second);
    // Corrections are of relative order 1/k + 1/n: independent entries on the diagonal of X^T X and W.
    expect(Math.abs(second.mean / (n / k) - 1)).toBeLessThan((4 * second.error) / (n / k) + 4 / k);
  }
});

describe("percolatedWigner", () => {
  for (const degree of [1, 2.5, 6])
    test(`edges, degree ${degree}: second moment 1, fourth 2 + 3/c, the atom of Bordenave, Lelarge and Salez`, () => {
      const n = 300;
      const draw = (stream: number) =>
        ensembles.percolatedWigner(n, { mode: "edge", degree, stream, seed: 68 });
      const spectra = Array.from({ length: 16 }, (_, s) => eigvalsh(draw(s)));
      const second = average(16, (s) => moment(spectra[s], 2));
      expect(deviation(second, 1)).toBeLessThan(4);
      const fourth = average(16, (s) => moment(spectra[s], 4));
      expect(Math.abs(fourth.mean - (2 + 3 / degree))).toBeLessThan(4 * fourth.error + 8 / n);
      // Without a diagonal the atom has a closed form; the few diagonal entries (c in all) remove at most one zero each.
      let root = 0;
      for (let i = 0; i < 4000; i++) root = Math.exp(-degree * Math.exp(-degree * root));
      const decay = Math.exp(-degree * root);
      const atom = root + decay + degree * root * decay - 1;
      const measured = average(16, (s) => zeroLevels(spectra[s]) / n);
      expect(Math.abs(measured.mean - atom)).toBeLessThan(4 * measured.error + degree / n);
    });

  test("vertices: as many zero levels as rows dropped, the rest on a semicircle of radius 2 sqrt p", () => {
    const n = 400;
    const h = ensembles.percolatedWigner(n, { mode: "vertex", keep: 0.6, seed: 69 });
    let dropped = 0;
    for (let i = 0; i < n; i++) if (h.data.subarray(i * n, (i + 1) * n).every((x) => x === 0)) dropped++;
    expect(Math.abs(dropped - 0.4 * n)).toBeLessThan(4 * Math.sqrt(0.24 * n));
    const values = eigvalsh(h);
    expect(zeroLevels(values)).toBe(dropped);
    const rest = values.filter((x) => Math.abs(x) >= 1e-10);
    const sigma = Math.sqrt((n - dropped) / n);
    expect(distanceToLaw(rest, laws.semicircle({ sigma }).cdf)).toBeLessThan(6 / rest.length);
  });

  test("options out of range are refused", () => {
    expect(codeOf(() => ensembles.percolatedWigner(5, { mode: "edge", degree: 6 }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => ensembles.percolatedWigner(5, { mode: "vertex", keep: 1.1 }))).toBe(
      "INVALID_ARGUMENT",
    );
    expect(codeOf(() => ensembles.percolatedWigner(5, { mode: "edge", degree: 0 }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => ensembles.goe(5, { precision: "f16" as "f32" }))).toBe("INVALID_ARGUMENT");
    const mode = "site" as "vertex";
    expect(codeOf(() => ensembles.percolatedWigner(5, { mode, keep: 1 }))).toBe("INVALID_ARGUMENT");
  });
});

test("percolatedWishart: mean 1, second moment 1 + n/k + 3/c, an atom of at least max(1 - k/n, e^-c)", () => {
  for (const [n, k, degree] of [
    [200, 100, 5],
    [150, 300, 1],
  ]) {
    const draw = (stream: number) => ensembles.percolatedWishart(n, k, { degree, stream, seed: 70 });
    expect(
      deviation(
        average(60, (s) => traces(draw(s)).first),
        1,
      ),
    ).toBeLessThan(4);
    const second = average(60, (s) => traces(draw(s)).second);
    // Exactly: E h_ii^2 = 3/c + 1 - 1/k, E h_ij^2 = 1/k.
    expect(deviation(second, 3 / degree + 1 - 1 / k + (n - 1) / k)).toBeLessThan(4);
    const zeros = average(6, (s) => zeroLevels(eigvalsh(draw(s))) / n);
    expect(zeros.mean + 4 * zeros.error).toBeGreaterThan(Math.max(1 - k / n, Math.exp(-degree)) - 1e-12);
  }
});

describe("gpHessian", () => {
  test("covariances of the entries are those of the process", () => {
    const [n, k1, k2] = [3, 0.8, 0.5];
    const draws = Array.from({ length: 6000 }, (_, stream) =>
      ensembles.gpHessian(n, { k1, k2, stream, seed: 71 }),
    );
    const covariance = (a: number, b: number) =>
      average(draws.length, (s) => draws[s].data[a] * draws[s].data[b]);
    expect(deviation(covariance(1, 1), k2)).toBeLessThan(4);
    expect(deviation(covariance(0, 0), 2 * k2 + k1 * k1)).toBeLessThan(4);
    expect(deviation(covariance(0, 4), k1 * k1)).toBeLessThan(4);
    expect(deviation(covariance(0, 1), 0)).toBeLessThan(4);
  });

  test("null directions are exact zero levels; outliers leave the bulk; what remains has GOE ratios", () => {
    const n = 300;
    const h = ensembles.gpHessian(n, { nullity: 60, outliers: [3, 5], k1: 0, seed: 72 });
    expect(h.rows).toBe(360);
    const values = eigvalsh(h);
    expect(values.filter((x) => x === 0 || Math.abs(x) < 1e-14).length).toBe(60);
    expect(Math.abs(values[359] - (5 + 1 / 5))).toBeLessThan(0.35);
    expect(Math.abs(values[358] - (3 + 1 / 3))).toBeLessThan(0.35);
    expect(values[357]).toBeLessThan(2.1);
    const bulk = values.filter((x) => Math.abs(x) > 1e-12).slice(0, n - 2);
    expect(distanceToLaw(bulk, laws.semicircle().cdf)).toBeLessThan(8 / n);
    expect(Math.abs(meanRatio(bulk) - 0.5307)).toBeLessThan((4 * 0.26) / Math.sqrt(n));
  });

  test("bad options are refused", () => {
    expect(codeOf(() => ensembles.gpHessian(3, { k2: 0 }))).toBe("INVALID_ARGUMENT");
    expect(codeOf(() => ensembles.gpHessian(3, { nullity: -1 }))).toBe("INVALID_SHAPE");
    expect(codeOf(() => ensembles.gpHessian(3, { outliers: [1, 1, 1, 1] }))).toBe("INVALID_SHAPE");
  });
});

test("permuteEntries keeps the entries, loses a planted direction, and does not touch its argument", () => {
  const { matrix } = ensembles.spiked(80, 100, { strengths: [6], seed: 73 });
  const before = matrix.data.slice();
  const shuffled = ensembles.permuteEntries(matrix, { seed: 74 });
  expect(matrix.data).toEqual(before);
  expect(shuffled.data.slice().sort()).toEqual(before.sort());
  expect(svdvals(matrix)[0]).toBeGreaterThan(55);
  expect(svdvals(shuffled)[0]).toBeLessThan(45);
});

test("every sampler repeats its bits from seed and stream, and rounds to f32 from the same draw", () => {
  const samplers: Record<string, (options: { seed: number; precision?: Precision }) => Matrix> = {
    goe: (o) => ensembles.goe(6, o),
    gue: (o) => ensembles.gue(6, o),
    gse: (o) => ensembles.gse(3, o),
    wigner: (o) => ensembles.wigner(6, { entry: "uniform", ...o }),
    ginibre: (o) => ensembles.ginibre(6, o),
    wishart: (o) => ensembles.wishart(5, 9, { spikes: [3], ...o }),
    heavyTailed: (o) => ensembles.heavyTailed(4, 5, { mu: 1.5, tail: "stable", ...o }),
    levyMatrix: (o) => ensembles.levyMatrix(6, { mu: 1.5, ...o }),
    bandMatrix: (o) => ensembles.bandMatrix(9, 2, o),
    productWishart: (o) => ensembles.productWishart([5, 4, 6], o),
    wignerSandwich: (o) => ensembles.wignerSandwich(5, 4, o),
    percolatedWigner: (o) => ensembles.percolatedWigner(9, { mode: "edge", degree: 3, ...o }),
    percolatedWishart: (o) => ensembles.percolatedWishart(9, 7, { degree: 3, ...o }),
    gpHessian: (o) => ensembles.gpHessian(5, { nullity: 2, ...o }),
    haarOrthogonal: (o) => ensembles.haarOrthogonal(6, o),
    haarUnitary: (o) => ensembles.haarUnitary(3, o),
    permuteEntries: (o) => ensembles.permuteEntries({ rows: 4, cols: 5, data: new Random(1).normals(20) }, o),
  };
  for (const [name, draw] of Object.entries(samplers)) {
    const one = draw({ seed: 8 });
    expect(draw({ seed: 8 }).data, name).toEqual(one.data);
    expect(draw({ seed: 9 }).data, name).not.toEqual(one.data);
    expect(draw({ seed: 8, precision: "f32" }).data, name).toEqual(Float32Array.from(one.data));
  }
});
