/** What each function of the room refuses, by code. */
import { expect, test } from "vitest";
import { exponential, wignerSurmise } from "../../../src/laws/index.ts";
import {
  blockBootstrap,
  broadenedDensity,
  fitBerryRobnik,
  fitBrody,
  formFactor,
  meanSpacingRatio,
  nullBandSync,
  nullPValue,
  nullSpectrum,
  numberVariance,
  numberVarianceError,
  spacingRatios,
  spacings,
  spacingTest,
  spectralRigidity,
  spectralRigidityError,
  unfold,
  unfoldingSensitivity,
  unfoldPooled,
} from "../../../src/levels/index.ts";
import { codeOf } from "../error-code.ts";

const levels = Array.from({ length: 80 }, (_, i) => i + Math.sin(i) / 4);
const shape = { kind: "goe", n: 3 } as const;
const band = nullBandSync((s) => s[0], shape, { samples: 2 });
const first = (s: ArrayLike<number>) => s[0];
/** As callers without types pass it. */
const any = (value: unknown) => value as never;
const unknown = any({ noSuchOption: 1 });

test.each<[string, () => unknown]>([
  ["unfold's levels", () => unfold(any("levels"))],
  ["unfold's options", () => unfold(levels, unknown)],
  ["an option of another method", () => unfold(levels, any({ method: "polynomial", a: 3 }))],
  ["spacings' levels", () => spacings(any("levels"))],
  ["spacingRatios' levels", () => spacingRatios(any("levels"))],
  ["meanSpacingRatio's levels", () => meanSpacingRatio(any("levels"))],
  ["numberVariance's levels", () => numberVariance(any("levels"), 1)],
  ["numberVariance's lengths", () => numberVariance(levels, any("1"))],
  ["numberVariance's options", () => numberVariance(levels, 1, unknown)],
  ["numberVariance's about", () => numberVariance(levels, 1, any({ about: "mean" }))],
  ["spectralRigidity's levels", () => spectralRigidity(any("levels"), 1)],
  ["spectralRigidity's options", () => spectralRigidity(levels, 1, any({ about: "L" }))],
  ["numberVarianceError's levels", () => numberVarianceError(any("levels"), [1])],
  ["numberVarianceError's lengths", () => numberVarianceError(levels, any(1))],
  ["numberVarianceError's options", () => numberVarianceError(levels, [1], unknown)],
  ["spectralRigidityError's levels", () => spectralRigidityError(any("levels"), [1])],
  ["spectralRigidityError's lengths", () => spectralRigidityError(levels, any(1))],
  ["spectralRigidityError's options", () => spectralRigidityError(levels, [1], unknown)],
  ["formFactor's times", () => formFactor(levels, any(1))],
  ["formFactor's options", () => formFactor(levels, [1], unknown)],
  ["formFactor's bandwidth", () => formFactor(levels, [1], { bandwidth: -1 })],
  ["broadenedDensity's levels", () => broadenedDensity(any("levels"), [1])],
  ["broadenedDensity's points", () => broadenedDensity(levels, any(1))],
  ["broadenedDensity's options", () => broadenedDensity(levels, [1], unknown)],
  ["broadening's ends", () => unfold(levels, any({ ends: "mirror" }))],
  ["unfoldPooled's spectra", () => unfoldPooled(any([levels, "levels"]))],
  ["unfoldPooled's options", () => unfoldPooled([levels, levels], unknown)],
  ["unfoldingSensitivity's levels", () => unfoldingSensitivity(any("levels"), first)],
  ["unfoldingSensitivity's statistic", () => unfoldingSensitivity(levels, any("mean"))],
  ["blockBootstrap's values", () => blockBootstrap(any("values"), first)],
  ["blockBootstrap's statistic", () => blockBootstrap(levels, any("mean"))],
  ["blockBootstrap's options", () => blockBootstrap(levels, first, unknown)],
  ["blockBootstrap's blocks", () => blockBootstrap(levels, first, { blockLength: 0 })],
  ["fitBrody's spacings", () => fitBrody(any("spacings"))],
  ["fitBrody's options", () => fitBrody(levels, unknown)],
  ["fitBrody's method", () => fitBrody(levels, any({ method: "moments" }))],
  ["fitBerryRobnik's spacings", () => fitBerryRobnik(any("spacings"))],
  ["fitBerryRobnik's options", () => fitBerryRobnik(levels, unknown)],
  ["nullSpectrum's options", () => nullSpectrum(shape, unknown)],
  ["nullSpectrum's sampler", () => nullSpectrum(shape, any({ sampler: "sparse" }))],
  ["nullBand's options", () => nullBandSync(first, shape, unknown)],
  ["nullBand's coverage", () => nullBandSync(first, shape, { coverage: 1 })],
  ["nullPValue's band", () => nullPValue(any({}), 1)],
  ["nullPValue's options", () => nullPValue(band, 1, unknown)],
  ["nullPValue's component", () => nullPValue(band, 1, { component: 1 })],
])("%s", (_, call) => {
  expect(codeOf(call)).toBe("INVALID_ARGUMENT");
});

test.each<[string, () => Promise<unknown>]>([
  ["spacingTest's spectrum", () => spacingTest(any("levels"), shape, wignerSurmise())],
  ["spacingTest's law", () => spacingTest(levels, shape, any("goe"))],
  ["spacingTest's options", () => spacingTest(levels, shape, exponential(), unknown)],
])("%s", async (_, call) => {
  await expect(call()).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("advice is given where something would work, and not where nothing would", () => {
  expect(() => unfold([1, 2, 3, 4, 5, 6], { a: 2 })).toThrow(
    /at least 10 levels, got 6; with 6 levels a <= 1 works/,
  );
  expect(() => unfold([1, 2, 3, 4, 5], { a: 2 })).toThrow(/at least 10 levels, got 5$/);
  expect(unfold([1, 2, 3, 4, 5, 6], { a: 1 }).levels.length).toBe(2);
  // a polynomial of degree d needs d + 2 different levels
  expect(unfold([1, 2, 4, 5, 5], { method: "polynomial", degree: 2 }).levels.length).toBe(5);
  expect(() => unfold([1, 2, 4, 4], { method: "polynomial", degree: 2 })).toThrow(/got 3; degree <= 1 works/);
  expect(() => unfold([1, 4, 4], { method: "polynomial", degree: 2 })).toThrow(/got 2$/);
  expect(() => unfold([1, 2, 9], { within: [3, 4] })).toThrow("0 of 3 levels lie within [3,4]");
});

test("likelihood and least squares are two estimates, likelihood the default", () => {
  const s = exponential();
  const draws = Array.from({ length: 60 }, (_, i) => s.quantile((i + 0.3) / 60));
  const beta = (method?: "likelihood" | "leastSquares") => fitBrody(draws, { method, bootstrap: false }).beta;
  expect(beta()).toBe(beta("likelihood"));
  expect(beta("leastSquares")).not.toBeCloseTo(beta(), 3);
});
