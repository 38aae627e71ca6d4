/** One normal law against published values of Phi, steps, and truncation far from the centre. */
import { broadenedDensity, broadenedStaircase, broadeningWorkspace } from "../statistics/broadening";

function array(values: StaticArray<f64>): usize {
  return changetype<usize>(values);
}

function staircaseAt(centres: StaticArray<f64>, widths: StaticArray<f64>, x: f64): f64 {
  const points: StaticArray<f64> = [x];
  const out: StaticArray<f64> = [0];
  const work = new StaticArray<u8>((broadeningWorkspace(1) as i32) + 16);
  const aligned = (changetype<usize>(work) + 15) & ~15;
  broadenedStaircase(array(centres), array(widths), centres.length, array(points), array(out), 1, aligned);
  return out[0];
}

describe("broadenedStaircase", () => {
  test("one kernel is Phi to 1e-15", () => {
    const centre: StaticArray<f64> = [2];
    const width: StaticArray<f64> = [0.5];
    // Phi(t) to 17 digits (mpmath)
    const t: StaticArray<f64> = [0, 0.01, 0.5, 1, 1.96, 3, 5, 8];
    const phi: StaticArray<f64> = [
      0.5, 0.5039893563146316, 0.6914624612740131, 0.8413447460685429, 0.9750021048517795, 0.9986501019683699,
      0.9999997133484281, 0.9999999999999993,
    ];
    for (let i = 0; i < t.length; i++) {
      const above = staircaseAt(centre, width, 2 + 0.5 * t[i]);
      const below = staircaseAt(centre, width, 2 - 0.5 * t[i]);
      expect(abs(above - phi[i])).toBeLessThan(2e-15);
      expect(abs(below - (1 - phi[i]))).toBeLessThan(2e-15);
    }
  });

  test("beyond its reach a kernel counts 0 or 1 exactly", () => {
    const centre: StaticArray<f64> = [0];
    const width: StaticArray<f64> = [1];
    expect(staircaseAt(centre, width, 9)).toBe(1);
    expect(staircaseAt(centre, width, -9)).toBe(0);
    expect(staircaseAt(centre, width, f64.MAX_VALUE)).toBe(1);
  });

  test("a width of zero is a step, one half on its own place", () => {
    const centres: StaticArray<f64> = [1, 1, 3];
    const widths: StaticArray<f64> = [0, 0, 0];
    expect(staircaseAt(centres, widths, 0.5)).toBe(0);
    expect(staircaseAt(centres, widths, 1)).toBe(1);
    expect(staircaseAt(centres, widths, 2)).toBe(2);
    expect(staircaseAt(centres, widths, 3)).toBe(2.5);
    expect(staircaseAt(centres, widths, 4)).toBe(3);
  });
});

describe("broadenedDensity", () => {
  test("is the normal density, point masses left out and counted", () => {
    const centres: StaticArray<f64> = [0, 5];
    const widths: StaticArray<f64> = [2, 0];
    const points: StaticArray<f64> = [0, 2, 5];
    const out: StaticArray<f64> = [0, 0, 0];
    const atoms = broadenedDensity(array(centres), array(widths), 2, array(points), array(out), 3);
    expect(atoms).toBe(1);
    expect(abs(out[0] - 0.19947114020071635)).toBeLessThan(1e-16);
    expect(abs(out[1] - 0.12098536225957168)).toBeLessThan(1e-16);
    expect(abs(out[2] - 0.00876415024678427)).toBeLessThan(1e-16);
  });
});
