/** Losses whose values are logarithms of small fractions, with their gradients and second derivatives. */
import {
  binaryCrossEntropy,
  softmaxCrossEntropy,
  softmaxCurvature,
  squaredError,
} from "../../networks/losses";
import { buffer, listOf, offBy } from "../matrices";

const LN2: f64 = 0.6931471805599453;
const LN3: f64 = 1.0986122886681098;

function small<T>(): f64 {
  return sizeof<T>() == 8 ? 1e-13 : 1e-5;
}

function crossEntropy<T>(): void {
  const p = buffer(4);
  const delta = buffer(4);
  const losses = buffer(2);
  const y = listOf<T>([0, 1, 1, 0]);
  softmaxCrossEntropy<T>(2, 2, 1, listOf<T>([0, LN3, 40, 40 + LN3]), y, p, delta, losses);
  expect(offBy<T>(p, [0.25, 0.75, 0.25, 0.75])).toBeLessThan(small<T>());
  expect(offBy<T>(delta, [0.25, -0.25, -0.75, 0.75])).toBeLessThan(small<T>());
  expect(offBy<f64>(losses, [2 * LN2 - LN3, 2 * LN2])).toBeLessThan(small<T>());
  softmaxCrossEntropy<T>(1, 2, 2, listOf<T>([0, LN3 / 2]), y, p, delta, losses);
  expect(offBy<T>(p, [0.25, 0.75])).toBeLessThan(small<T>());
  expect(offBy<T>(delta, [0.125, -0.125])).toBeLessThan(small<T>());
  expect(offBy<f64>(losses, [(2 * LN2 - LN3) / 4])).toBeLessThan(small<T>());
}

function curvature<T>(): void {
  const out = buffer(8);
  const p = listOf<T>([0.25, 0.75, 0.5, 0.5]);
  softmaxCurvature<T>(2, 2, 2, p, listOf<T>([4, 8, 1, 3, 1, 0, 0, 2]), out);
  expect(offBy<T>(out, [-0.75, 0.75, -0.5, 0.5, 0.1875, -0.1875, -0.5, 0.5])).toBe(0);
}

function squares<T>(): void {
  const second = buffer(4);
  const delta = buffer(4);
  const losses = buffer(2);
  squaredError<T>(2, 2, listOf<T>([1, 2, 5, 5]), listOf<T>([3, 6, 5, 4]), second, delta, losses);
  expect(offBy<f64>(losses, [10, 0.5])).toBe(0);
  expect(offBy<T>(delta, [-2, -4, 0, 1])).toBe(0);
  expect(offBy<T>(second, [1, 1, 1, 1])).toBe(0);
}

function binary<T>(): void {
  const second = buffer(4);
  const delta = buffer(4);
  const losses = buffer(2);
  binaryCrossEntropy<T>(2, 2, listOf<T>([0, LN3, -LN3, 800]), listOf<T>([1, 0, 1, 1]), second, delta, losses);
  expect(offBy<f64>(losses, [1.5 * LN2, LN2])).toBeLessThan(small<T>());
  expect(offBy<T>(delta, [-0.25, 0.375, -0.375, 0])).toBeLessThan(small<T>());
  expect(offBy<T>(second, [0.125, 0.09375, 0.09375, 0])).toBeLessThan(small<T>());
}

describe("losses", () => {
  test("softmax cross-entropy, at any height and scale", () => {
    crossEntropy<f64>();
    crossEntropy<f32>();
  });
  test("softmax cross-entropy does not hide NaN, and a target of 0 does not meet the logarithm of 0", () => {
    const losses = buffer(2);
    const z = listOf<f64>([NaN, 0, 0, -Infinity]);
    softmaxCrossEntropy<f64>(2, 2, 1, z, listOf<f64>([1, 0, 1, 0]), buffer(4), buffer(4), losses);
    expect(load<f64>(losses) != load<f64>(losses)).toBe(true);
    expect(load<f64>(losses, 8)).toBe(0);
  });
  test("the second derivative of softmax cross-entropy, of two directions at once", () => {
    curvature<f64>();
    curvature<f32>();
  });
  test("squared error", () => {
    squares<f64>();
    squares<f32>();
  });
  test("binary cross-entropy, of either sign and without overflow", () => {
    binary<f64>();
    binary<f32>();
  });
});
