import { describe, expect, test } from "vitest";
import * as laws from "../../../src/laws/index.ts";
import reference from "../../fixtures/laws/gaudin-mehta.json" with { type: "json" };
import { checkInverses, checkMass, checkSample, expectClose, type ReferencePoint } from "./law-checks.ts";

/** Leading term at 0 and variance: M. L. Mehta, Random Matrices (2004), sections 7.5 and 6.4, appendix A.13. */
const KNOWN = {
  1: { slope: Math.PI ** 2 / 6, variance: 0.286 },
  2: { slope: Math.PI ** 2 / 3, variance: 0.18 },
  4: { slope: (16 * Math.PI ** 4) / 135, variance: 0.104 },
} as const;

describe.each(reference.map((r) => [r.beta, r.points] as const))(
  "Gaudin-Mehta beta = %i",
  (index, points) => {
    const beta = index as 1 | 2 | 4;
    const law = laws.gaudinMehta({ beta });

    test("agrees with 50-digit determinants and their Painleve relation to 1e-13", () => {
      for (const [s, pdf, cdf, survival] of points) {
        expectClose(law.pdf(s), pdf, 1e-13, 1e-13, `pdf(${s})`);
        expectClose(law.cdf(s), cdf, 1e-13, 1e-13, `cdf(${s})`);
        expectClose(law.survival(s), survival, 1e-13, 1e-13, `survival(${s})`);
      }
    });
    test("has mean 1, the known variance and the known repulsion at 0", () => {
      expectClose(law.moment(1)!, 1, 1e-13, 0, "mean");
      expectClose(law.moment(2)! - 1, KNOWN[beta].variance, 0, 5e-4, "variance");
      const s = 0.02;
      expectClose(law.pdf(s) / s ** beta, KNOWN[beta].slope, 1e-3, 0, "repulsion");
    });
    test("is the surmise within two per cent, and not closer", () => {
      const surmise = laws.wignerSurmise({ beta });
      let distance = 0;
      for (let s = 0.05; s < 3; s += 0.05)
        distance = Math.max(distance, Math.abs(law.cdf(s) - surmise.cdf(s)));
      expect(distance).toBeLessThan(0.008);
      expect(distance).toBeGreaterThan(beta === 1 ? 0.005 : 0.0003);
    });
    test("quantiles, mass and draws", () => {
      checkInverses(law, points as unknown as ReferencePoint[], 1e-11);
      checkMass(law);
      checkSample(law, 5000);
      expect([law.pdf(20), law.cdf(20), law.survival(20), law.survival(0), law.cdf(0)]).toEqual([
        0, 1, 0, 1, 0,
      ]);
    });
  },
);
