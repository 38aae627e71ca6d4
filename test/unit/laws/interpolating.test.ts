import { expect, test } from "vitest";
import * as laws from "../../../src/laws/index.ts";
import fixtures from "../../fixtures/laws/interpolating.json" with { type: "json" };
import { expectClose, testFixtures } from "./law-checks.ts";

testFixtures(fixtures, {
  brody: laws.brody,
  berryRobnik: laws.berryRobnik,
  spacingRatio: laws.spacingRatio,
});

test("spacing laws have mean 1 and meet their end members", () => {
  for (const b of [-0.5, 0, 0.4, 1, 3]) expectClose(laws.brody({ b }).moment(1)!, 1, 1e-13, 0, `brody ${b}`);
  for (const rho of [0, 0.1, 0.6, 1])
    expectClose(laws.berryRobnik({ rho }).moment(1)!, 1, 1e-13, 0, `Berry-Robnik ${rho}`);
  for (const s of [0.1, 1, 3]) {
    expectClose(laws.brody({ b: 1 }).pdf(s), laws.wignerSurmise().pdf(s), 1e-13, 0, "brody(1)");
    expectClose(laws.berryRobnik({ rho: 0 }).cdf(s), laws.wignerSurmise().cdf(s), 1e-13, 0, "BR(0)");
    expectClose(laws.berryRobnik({ rho: 1 }).cdf(s), laws.poissonSpacing().cdf(s), 1e-13, 0, "BR(1)");
  }
});

test("ratio surmises have their published means, and unfolded moments exist up to beta only", () => {
  // Y. Y. Atas et al., PRL 110, 084101 (2013), table I: 2 ln 2 - 1, 4 - 2 sqrt 3, 2 sqrt 3/pi - 1/2, 32 sqrt 3/(15 pi) - 1/2.
  const means = {
    0: 2 * Math.LN2 - 1,
    1: 4 - 2 * Math.sqrt(3),
    2: (2 * Math.sqrt(3)) / Math.PI - 0.5,
    4: (32 * Math.sqrt(3)) / (15 * Math.PI) - 0.5,
  } as const;
  for (const beta of [0, 1, 2, 4] as const) {
    expectClose(laws.spacingRatio({ beta }).moment(1)!, means[beta], 1e-13, 0, `mean ratio ${beta}`);
    const open = laws.spacingRatio({ beta, folded: false });
    expect(open.moment(beta + 1)).toBeUndefined();
    expectClose(open.quantile(0.5), 1, 1e-13, 0, "median");
  }
  // <r> of the GOE surmise is 7/4.
  expectClose(laws.spacingRatio({ beta: 1, folded: false }).moment(1)!, 1.75, 1e-13, 0, "GOE <r>");
});
