/** One step of each optimiser on numbers that come out even. */
import { adamStep, sgdStep } from "../../networks/optimizers";
import { listOf, offBy } from "../matrices";

/** g = .5 x 2 + 2 x 1 = 3, u = .5 x 4 + 3 = 5; the second parameter starts from rest. */
function sgd<T>(nesterov: bool, expected: f64[]): void {
  const w = listOf<T>([1, 0]);
  const u = listOf<T>([4, 0]);
  sgdStep<T>(2, w, listOf<T>([2, 8]), u, 0.5, 0.25, 0.5, 2, nesterov);
  expect(offBy<T>(u, [5, 4])).toBe(0);
  expect(offBy<T>(w, expected)).toBe(0);
}

/** g = 4, m = 2.5, s = 16 with sqrt(s/bias2) = 8; w (1 - rate decay) = 1, step .2 x 2.5/(8 + 2). */
function adam<T>(): void {
  const w = listOf<T>([2]);
  const m = listOf<T>([1]);
  const s = listOf<T>([16]);
  adamStep<T>(1, w, listOf<T>([2]), m, s, 2, 0.1, 0.5, 0.75, 2, 5, 0.5, 0.25);
  expect(offBy<T>(m, [2.5])).toBe(0);
  expect(offBy<T>(s, [16])).toBe(0);
  expect(offBy<T>(w, [0.95])).toBeLessThan(sizeof<T>() == 8 ? 1e-15 : 1e-7);
}

describe("optimizers", () => {
  test("sgd with momentum and decay", () => {
    sgd<f64>(false, [-0.25, -1]);
    sgd<f32>(false, [-0.25, -1]);
  });
  test("sgd with Nesterov's look ahead", () => {
    sgd<f64>(true, [-0.375, -1.5]);
    sgd<f32>(true, [-0.375, -1.5]);
  });
  test("adam with decoupled decay and both corrections", () => {
    adam<f64>();
    adam<f32>();
  });
});
