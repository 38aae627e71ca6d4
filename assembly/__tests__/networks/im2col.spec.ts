/** Patches of small images, written out. */
import { addCol2im, im2col } from "../../networks/im2col";
import { buffer, listOf, offBy } from "../matrices";

/** Two channels of 2 x 2 under a kernel of 2 x 2 with a border of 1: nine places. */
function everyPlace<T>(): void {
  const patches = buffer(72);
  memory.fill(patches, 0xff, 72 * sizeof<T>());
  im2col<T>(2, 2, 2, 2, 2, 1, 1, 3, 3, listOf<T>([1, 2, 3, 4, 10, 20, 30, 40]), patches);
  const first: f64[] = [
    0, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0,
    0,
  ];
  expect(offBy<T>(patches, first)).toBe(0);
  expect(
    offBy<T>(
      patches + 36 * sizeof<T>(),
      first.map<f64>((x: f64): f64 => 10 * x),
    ),
  ).toBe(0);
  // Each entry lies in four patches.
  const input = listOf<T>([1, 1, 1, 1, 0, 0, 0, 0]);
  addCol2im<T>(2, 2, 2, 2, 2, 1, 1, 3, 3, patches, input);
  expect(offBy<T>(input, [5, 9, 13, 17, 40, 80, 120, 160])).toBe(0);
}

/** 3 x 3 at stride 2 with a border of 1: four places. */
function everySecondPlace<T>(): void {
  const patches = buffer(16);
  memory.fill(patches, 0xff, 16 * sizeof<T>());
  im2col<T>(1, 3, 3, 2, 2, 2, 1, 2, 2, listOf<T>([1, 2, 3, 4, 5, 6, 7, 8, 9]), patches);
  expect(offBy<T>(patches, [0, 0, 0, 5, 0, 0, 4, 6, 0, 2, 0, 8, 1, 3, 7, 9])).toBe(0);
  // Each entry lies in one patch.
  const input = listOf<T>([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  addCol2im<T>(1, 3, 3, 2, 2, 2, 1, 2, 2, patches, input);
  expect(offBy<T>(input, [2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(0);
}

/** A row longer than a register, so that whole registers and single entries are copied: 1 x 7, kernel 1 x 3, border 1. */
function longRow<T>(): void {
  const patches = buffer(63);
  memory.fill(patches, 0xff, 63 * sizeof<T>());
  im2col<T>(1, 1, 7, 1, 3, 1, 1, 3, 7, listOf<T>([1, 2, 3, 4, 5, 6, 7]), patches);
  const nothing: f64[] = [0, 0, 0, 0, 0, 0, 0];
  const rows: f64[][] = [
    [0, 1, 2, 3, 4, 5, 6],
    [1, 2, 3, 4, 5, 6, 7],
    [2, 3, 4, 5, 6, 7, 0],
  ];
  for (let j = 0; j < 3; j++)
    expect(offBy<T>(patches + 21 * j * sizeof<T>(), nothing.concat(rows[j]).concat(nothing))).toBe(0);
  const input = buffer(7);
  addCol2im<T>(1, 1, 7, 1, 3, 1, 1, 3, 7, patches, input);
  expect(offBy<T>(input, [2, 6, 9, 12, 15, 18, 14])).toBe(0);
}

describe("im2col and its transpose", () => {
  test("at stride 1 with a border", () => {
    everyPlace<f64>();
    everyPlace<f32>();
  });
  test("at stride 2 with a border", () => {
    everySecondPlace<f64>();
    everySecondPlace<f32>();
  });
  test("along a row longer than a register", () => {
    longRow<f64>();
    longRow<f32>();
  });
});
