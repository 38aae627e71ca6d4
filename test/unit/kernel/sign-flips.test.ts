/** The norms of sign-flipped copies against dense singular values of the same copies. */
import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../../../src/base/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import { Random, signFlippedNorms, svdvals } from "../../../src/kernel/index.ts";

/** The copies, made as assembly/statistics/sign-flips.ts draws them: 32 signs from each uniform variate, lowest bit first. */
function copies(a: Matrix, samples: number, seed: number): Matrix[] {
  const random = new Random(seed);
  const data = Float64Array.from(a.data);
  return Array.from({ length: samples }, () => {
    const u = random.uniforms(Math.ceil(data.length / 32));
    for (let i = 0; i < data.length; i++)
      if ((Math.floor(u[i >> 5] * 2 ** 32) / 2 ** (i & 31)) & 1) data[i] = -data[i];
    random.uniforms(Math.ceil(a.cols / 32)); // the start of Lanczos
    return matrix(a.rows, a.cols, data.slice());
  });
}

describe("signFlippedNorms", () => {
  test.each([
    [1, 7],
    [7, 1],
    [2, 50],
    [31, 33],
    [64, 200],
    [200, 64],
    [240, 240],
  ])("are the largest singular values of the copies, %i x %i", (rows, cols) => {
    const a = gaussian(rows, cols, { seed: 4 });
    const norms = signFlippedNorms(a, { samples: 3, seed: 9 });
    // the scatter of the largest value is about m^(-2/3)/2 of it
    const allowed = 1e-3 / Math.min(rows, cols) ** (2 / 3) + 1e-6;
    for (const [k, copy] of copies(a, 3, 9).entries())
      expect(Math.abs(norms[k] / svdvals(copy)[0] - 1)).toBeLessThan(allowed);
  });

  test("know no scale, and no sign of the input", () => {
    const a = gaussian(20, 30, { seed: 1 });
    const tiny = { ...a, data: a.data.map((x) => x * 2 ** -900) };
    const norms = signFlippedNorms(a, { samples: 4 });
    expect(Array.from(signFlippedNorms(tiny, { samples: 4 }), (x) => x * 2 ** 900)).toEqual(
      Array.from(norms),
    );
    expect(Array.from(signFlippedNorms(matrix(3, 4, new Float64Array(12)), { samples: 2 }))).toEqual([0, 0]);
  });

  test("refuse bad input", () => {
    const a = gaussian(3, 4);
    expect(() => signFlippedNorms(a, { samples: 0 })).toThrow(/samples must be an integer >= 1, got 0/);
    expect(() => signFlippedNorms(matrix(1, 1, Float64Array.of(Number.NaN)), { samples: 1 })).toThrow(
      expect.objectContaining({ code: "NOT_FINITE" }),
    );
  });
});
