import { expect, test } from "vitest";
import { trainingPhase } from "../../../src/analysis/index.ts";
import type { Matrix } from "../../../src/base/index.ts";
import { fitBulk } from "../../../src/bulk/index.ts";
import { gaussian, heavyTailed, spiked } from "../../../src/ensembles/index.ts";
import { matmul, svdvals } from "../../../src/kernel/index.ts";
import { tailVerdict } from "../../../src/tails/index.ts";

function phaseOf(a: Matrix): string {
  const s = svdvals(a);
  const bulk = fitBulk(s, { rows: a.rows, cols: a.cols, monteCarlo: 199 });
  return trainingPhase(
    s.length,
    bulk,
    tailVerdict(
      s.map((nu) => nu * nu),
      { samples: 199 },
    ),
  );
}

test("each phase on a matrix made to be in it", () => {
  const edge = Math.sqrt(Math.sqrt(0.5));
  expect(phaseOf(gaussian(200, 400, { seed: 1 }))).toBe("random-like");
  expect(phaseOf(spiked(200, 400, { strengths: [1.5 * edge], seed: 1 }).matrix)).toBe("bleeding-out");
  expect(phaseOf(spiked(200, 400, { strengths: [5, 4, 3], seed: 1 }).matrix)).toBe("bulk+spikes");
  expect(phaseOf(matmul(gaussian(200, 90, { seed: 1 }), gaussian(90, 400, { seed: 2 })))).toBe(
    "rank-collapsed",
  );
  expect(phaseOf(heavyTailed(200, 400, { mu: 1.5, seed: 1 }))).toBe("heavy-tailed");
  // a product of two square Gaussian matrices: a wide bulk that is neither Marchenko-Pastur nor a power law
  expect(phaseOf(matmul(gaussian(300, 300, { seed: 1 }), gaussian(300, 300, { seed: 2 })))).toBe(
    "bulk-decay",
  );
});

test("needs the simulated p-value", () => {
  const s = svdvals(gaussian(50, 80, { seed: 1 }));
  expect(() => trainingPhase(50, fitBulk(s, { rows: 50, cols: 80 }), tailVerdict(s))).toThrow(/monteCarlo/);
});
