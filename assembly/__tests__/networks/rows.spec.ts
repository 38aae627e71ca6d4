/** Normalisation and softmax of rows, with their first and second derivatives, on rows whose values are small fractions. */
import {
  addNormalizeCurvature,
  addNormalizeJacobian,
  addSoftmaxCurvature,
  addSoftmaxJacobian,
  normalizeRows,
  softmaxRows,
} from "../../networks/rows";
import { buffer, listOf, offBy } from "../matrices";

const LN3: f64 = 1.0986122886681098;

function normalized<T>(center: bool, epsilon: f64, x: f64[], y: f64[], r: f64[]): void {
  const n = x.length / r.length;
  const out = buffer(x.length);
  const scales = buffer(r.length);
  normalizeRows<T>(r.length, n, center, epsilon, listOf<T>(x), out, scales);
  expect(offBy<T>(out, y)).toBeLessThan(1e-7);
  expect(offBy<T>(scales, r)).toBeLessThan(1e-7);
}

function bothNormalized(center: bool, epsilon: f64, x: f64[], y: f64[], r: f64[]): void {
  normalized<f64>(center, epsilon, x, y, r);
  normalized<f32>(center, epsilon, x, y, r);
}

/** y = (-1, 1, -1, 1) with r = 1/2, u = (1, 2, 3, 6): mean u = 3 and mean(y u) = 1; u twice, the second time doubled. */
function normalizeJacobian<T>(center: bool, expected: f64[]): void {
  const out = listOf<T>([10, 10, 10, 10, 0, 0, 0, 0]);
  const u = listOf<T>([1, 2, 3, 6, 2, 4, 6, 12]);
  addNormalizeJacobian<T>(2, 1, 4, center, listOf<T>([-1, 1, -1, 1]), listOf<T>([0.5]), u, out);
  expect(offBy<T>(out, expected)).toBe(0);
}

/** The same y, r and t = u, d = (0, 4, 0, 0): c = 1, Rr = -1/4. */
function normalizeCurvature<T>(center: bool, expected: f64[]): void {
  const out = listOf<T>([1, 1, 1, 1]);
  const d = listOf<T>([0, 4, 0, 0]);
  const t = listOf<T>([1, 2, 3, 6]);
  addNormalizeCurvature<T>(1, 1, 4, center, listOf<T>([-1, 1, -1, 1]), listOf<T>([0.5]), d, t, out);
  expect(offBy<T>(out, expected)).toBe(0);
}

function softmaxDerivatives<T>(): void {
  const p = listOf<T>([0.25, 0.75]);
  const out = listOf<T>([1, 1, 0, 0]);
  // p . u = 7
  addSoftmaxJacobian<T>(2, 1, 2, 2, p, listOf<T>([4, 8, 8, 16]), out);
  expect(offBy<T>(out, [-0.5, 2.5, -3, 3])).toBe(0);
  // Rp = (-1.5, 1.5), p . d = 3, Rp . d = 6
  const second = listOf<T>([1, 1]);
  addSoftmaxCurvature<T>(1, 1, 2, 2, p, listOf<T>([0, 4]), listOf<T>([4, 8]), second);
  expect(offBy<T>(second, [7, -5])).toBe(0);
}

function softmax<T>(): void {
  const p = buffer(4);
  softmaxRows<T>(2, 2, false, 1, listOf<T>([0, LN3, 900 + LN3, 900]), p);
  expect(offBy<T>(p, [0.25, 0.75, 0.75, 0.25])).toBeLessThan(sizeof<T>() == 8 ? 1e-13 : 1e-5);
  softmaxRows<T>(2, 2, false, 2, listOf<T>([0, LN3 / 2, LN3, LN3]), p);
  expect(offBy<T>(p, [0.25, 0.75, 0.5, 0.5])).toBeLessThan(1e-6);
  memory.fill(p, 0xff, 4 * sizeof<T>());
  softmaxRows<T>(2, 2, true, 1, listOf<T>([5, 99, 0, LN3]), p);
  expect(offBy<T>(p, [1, 0, 0.25, 0.75])).toBeLessThan(1e-6);
}

describe("normalizeRows", () => {
  test("takes the mean away and divides by the root of the mean square", () => {
    bothNormalized(true, 0, [1, 3, 0, 8], [-1, 1, -1, 1], [1, 0.25]);
    bothNormalized(true, 9, [0, 8], [-0.8, 0.8], [0.2]);
  });
  test("keeps the mean where it is not centred", () => {
    bothNormalized(false, 0, [1, 7, 7, -1], [0.2, 1.4, 1.4, -0.2], [0.2, 0.2]);
  });
  test("its Jacobian, of two directions at once", () => {
    normalizeJacobian<f64>(true, [9.5, 9, 10.5, 11, -1, -2, 1, 2]);
    normalizeJacobian<f32>(true, [9.5, 9, 10.5, 11, -1, -2, 1, 2]);
    normalizeJacobian<f64>(false, [11, 10.5, 12, 12.5, 2, 1, 4, 5]);
  });
  test("the Jacobian's own derivative", () => {
    // Ry = (-.5, -1, .5, 1), mean(Ry d) = -1
    normalizeCurvature<f64>(true, [0.75, 1.5, 0.25, 1.5]);
    normalizeCurvature<f32>(true, [0.75, 1.5, 0.25, 1.5]);
    // Ry = (1, .5, 2, 2.5), mean(Ry d) = .5
    normalizeCurvature<f64>(false, [0.5, -0.25, 0, -0.25]);
  });
});

describe("softmaxRows", () => {
  test("of values at any height, scaled, and of positions that see only what is before them", () => {
    softmax<f64>();
    softmax<f32>();
  });
  test("NaN is not hidden", () => {
    const p = buffer(2);
    softmaxRows<f64>(1, 2, false, 1, listOf<f64>([NaN, 0]), p);
    expect(load<f64>(p) != load<f64>(p)).toBe(true);
  });
  test("its Jacobian and the Jacobian's own derivative", () => {
    softmaxDerivatives<f64>();
    softmaxDerivatives<f32>();
  });
});
