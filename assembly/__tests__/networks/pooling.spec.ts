/** Pooling over a 3 x 3 plane of known entries, in windows of 2 x 2: without padding, and at stride 2 with a border of 1. */
import { addAverages, addToPlaces, averagePool, gatherPlaces, maxPlaces } from "../../networks/pooling";
import { buffer, listOf, offBy } from "../matrices";

const PLANES: f64[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6, -7, -8, -9];

/** Whether the windows' places of two planes are these. */
function placesAre(stride: i32, pad: i32, input: f64[], expected: i32[]): bool {
  const places = buffer(8);
  maxPlaces<f64>(2, 3, 3, 2, stride, pad, 2, 2, listOf<f64>(input), places);
  for (let i = 0; i < 8; i++) if (load<i32>(places + ((i as usize) << 2)) != expected[i]) return false;
  return true;
}

function placed(): usize {
  const places = buffer(4);
  const list: i32[] = [0, 2, 6, 8, 4, 4, 1, 0];
  for (let i = 0; i < 8; i++) store<i32>(places + ((i as usize) << 2), list[i]);
  return places;
}

function averages<T>(): void {
  const out = buffer(8);
  averagePool<T>(2, 3, 3, 2, 2, 1, 2, 2, listOf<T>(PLANES), out);
  expect(offBy<T>(out, [0.25, 1.25, 2.75, 7, -0.25, -1.25, -2.75, -7])).toBe(0);
  const input = listOf<T>(PLANES);
  addAverages<T>(1, 3, 3, 2, 2, 1, 2, 2, listOf<T>([4, 8, 12, 16]), input);
  expect(offBy<T>(input, [2, 4, 5, 7, 9, 10, 10, 12, 13, -1, -2])).toBe(0);
}

function linear<T>(): void {
  const out = buffer(16);
  const twice = PLANES.concat(PLANES.map<f64>((x: f64): f64 => 10 * x));
  gatherPlaces<T>(2, 2, 9, 4, placed(), listOf<T>(twice), out);
  expect(offBy<T>(out, [1, 3, 7, 9, -5, -5, -2, -1, 10, 30, 70, 90, -50, -50, -20, -10])).toBe(0);
  const input = listOf<T>(PLANES);
  addToPlaces<T>(1, 2, 9, 4, placed(), listOf<T>([1, 2, 3, 4, 5, 6, 7, 8]), input);
  expect(offBy<T>(input, [2, 2, 5, 4, 5, 6, 10, 8, 13, 7, 5, -3, -4, 6, -6, -7, -8, -9])).toBe(0);
}

describe("pooling", () => {
  test("finds the places of the largest entries", () => {
    expect(placesAre(1, 0, PLANES, [4, 5, 7, 8, 0, 1, 3, 4])).toBe(true);
  });
  test("padding never wins, not even over negative entries", () => {
    expect(placesAre(2, 1, PLANES, [0, 2, 6, 8, 0, 1, 3, 4])).toBe(true);
  });
  test("the first of equals is taken, and NaN wins", () => {
    const equal: f64[] = [3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, NaN, 0, 0, 0, 0];
    expect(placesAre(1, 0, equal, [0, 1, 3, 4, 4, 4, 4, 4])).toBe(true);
  });
  test("gathers from the places and adds to them", () => {
    linear<f64>();
    linear<f32>();
  });
  test("means count the padding, and their transpose hands them back in equal shares", () => {
    averages<f64>();
    averages<f32>();
  });
});
