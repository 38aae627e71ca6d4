/** The exponential against published digits, the exponent's equation, and a tail whose distance is known by hand. */
import { expNonPositiveScalar } from "../base/exponential";
import {
  powerLawAt,
  powerLawProfile,
  powerLawScan,
  powerLawScanWorkspace,
  tailExponent,
} from "../statistics/power-law";

function array(values: StaticArray<f64>): usize {
  return changetype<usize>(values);
}

describe("expNonPositive", () => {
  test("agrees with published values to 4e-16 relative", () => {
    // mpmath, 17 digits
    const x: StaticArray<f64> = [0, -1e-9, -0.1, -0.5, -1, -2.5, -10, -50, -300, -700];
    const e: StaticArray<f64> = [
      1, 0.999999999, 0.90483741803595957, 0.60653065971263342, 0.36787944117144233, 0.0820849986238988,
      4.5399929762484851e-5, 1.9287498479639178e-22, 5.14820022241201378e-131, 9.8596765437597707e-305,
    ];
    for (let i = 0; i < x.length; i++) expect(abs(expNonPositiveScalar(x[i]) / e[i] - 1)).toBeLessThan(4e-16);
  });

  test("does not wrap far below the smallest normal number", () => {
    expect(expNonPositiveScalar(-1e6)).toBeLessThan(1e-300);
    expect(expNonPositiveScalar(-1e6)).toBeGreaterThan(0);
    expect(expNonPositiveScalar(-Infinity)).toBeLessThan(1e-300);
  });
});

describe("tailExponent", () => {
  test("solves its equation over the whole range", () => {
    for (let target: f64 = 0.001; target < 0.4999; target += 0.0007) {
      const u = tailExponent(target * 3, 3) * 3;
      const back = u < 1e-3 ? 0.5 - u / 12 : 1 / u - 1 / Math.expm1(u);
      expect(abs(back / target - 1)).toBeLessThan(1e-11);
    }
  });

  test("without a cut-off it is the reciprocal mean, and 0 where no exponent above 1 exists", () => {
    expect(tailExponent(0.25, Infinity)).toBe(4);
    expect(tailExponent(0, Infinity)).toBe(0);
    expect(tailExponent(0.5, 1)).toBe(0);
    expect(tailExponent(0.7, 1)).toBe(0);
  });
});

describe("powerLawScan", () => {
  test("two values by hand", () => {
    // l = 0, 1: b = 2/1, F(1) = 1 - e^-2; deviations .5 at the first step, max(F - .5, 1 - F) at the second
    const logs: StaticArray<f64> = [0, 1];
    const out: StaticArray<f64> = [0, 0, 0];
    const work: StaticArray<f64> = [0, 0];
    expect(powerLawScan(array(logs), 2, 2, Infinity, 0, array(work), array(out))).toBe(0);
    expect(out[0]).toBe(0);
    expect(out[1]).toBe(3);
    expect(abs(out[2] - 0.5)).toBeLessThan(1e-15);
  });

  test("no tail in equal values, too few values, or none", () => {
    const logs: StaticArray<f64> = [2, 2, 2];
    const out: StaticArray<f64> = [0, 0, 0];
    const work: StaticArray<f64> = [0, 0, 0];
    expect(powerLawScan(array(logs), 3, 2, Infinity, 0, array(work), array(out))).toBe(1);
    expect(powerLawScan(array(logs), 1, 2, Infinity, 0, array(work), array(out))).toBe(1);
    expect(powerLawScan(array(logs), 0, 2, Infinity, 0, array(work), array(out))).toBe(1);
    expect(powerLawAt(array(logs), 3, 3, 2, Infinity, array(out))).toBe(1);
  });

  test("finds the least D and the least sqrt(t) D of its own profile, with ties and with a cut-off", () => {
    const n = 257;
    const logs = new StaticArray<f64>(n);
    let level: f64 = 0;
    for (let i = 0; i < n; i++) {
      level += (((i * 7919) % 13) as f64) * 0.003 * (1 + (i as f64) / 40);
      logs[i] = level;
    }
    const work = new StaticArray<f64>((powerLawScanWorkspace(n) as i32) >> 3);
    const alphas = new StaticArray<f64>(n);
    const distances = new StaticArray<f64>(n);
    const out: StaticArray<f64> = [0, 0, 0];
    for (let cut = 0; cut < 2; cut++) {
      const logMax: f64 = cut ? level : Infinity;
      powerLawProfile(array(logs), n, 2, logMax, array(work), array(alphas), array(distances));
      for (let scaled = 0; scaled < 2; scaled++) {
        let best = -1;
        let least: f64 = Infinity;
        for (let i = 0; i < n; i++) {
          const value = (scaled ? Math.sqrt((n - i) as f64) : 1.0) * distances[i];
          if (value < least) {
            least = value;
            best = i;
          }
        }
        expect(powerLawScan(array(logs), n, 2, logMax, scaled, array(work), array(out))).toBe(0);
        expect(out[0] as i32).toBe(best);
        expect(out[1]).toBe(alphas[best]);
        expect(out[2]).toBe(distances[best]);
      }
    }
  });
});
