/** Unknown options are refused, with the nearest name that is meant. */
import { expect, test } from "vitest";
import * as api from "../../../src/index.ts";
import { ensembles, matrix } from "../../../src/index.ts";
import { sampleModel } from "../report/sample.ts";

const a = matrix(6, 8, ensembles.gaussian(6, 8).data);
const x = Float64Array.from({ length: 80 }, (_, k) => 1 / (k + 1));
const product = { b: a, a: matrix(8, 6, a.data), scale: 1, scaleFrom: "option" } as const;

test.each<[string, (options: never) => unknown, object, RegExp]>([
  [
    "analyzeMatrix",
    (o) => api.analyzeMatrix(a, o),
    { dept: "full" },
    /no option "dept"; did you mean "depth"\?/,
  ],
  ["analyzeProduct", (o) => api.analyzeProduct(product, o), { sede: 1 }, /did you mean "seed"/],
  ["compareMatrices", (o) => api.compareMatrices(a, a, o), { direction: 3 }, /did you mean "directions"/],
  [
    "compareAdapted",
    (o) => api.compareAdapted(matrix(6, 6, x.slice(0, 36)), product, o),
    { directon: 3 },
    /did you mean "directions"/,
  ],
  ["fitPowerLaw", (o) => api.fitPowerLaw(x, o), { xMin: 1 }, /did you mean "xmin"/],
  [
    "powerLawProfile",
    (o) => api.powerLawProfile(x, o),
    { xmin: 1 },
    /no option "xmin"; there are xmax, minTail/,
  ],
  [
    "powerLawTest",
    (o) => api.powerLawTest(x, o),
    { replicates: 200 },
    /no option "replicates"; there are method, /,
  ],
  ["powerLawIntervals", (o) => api.powerLawIntervals(x, o), { levle: 0.9 }, /did you mean "level"/],
  ["tailVerdict", (o) => api.tailVerdict(x, o), { evidense: "fit" }, /did you mean "evidence"/],
  [
    "tailVerdict of a fit",
    (o) => api.tailVerdict(x, o),
    api.fitPowerLaw(x),
    /tailVerdict: there is no option "alpha"/,
  ],
  [
    "dragonKingTest",
    (o) => api.dragonKingTest(x, api.fitPowerLaw(x), o),
    { significence: 0.1 },
    /did you mean "significance"/,
  ],
  ["hillPlateau", (o) => api.hillPlateau(x, o), { lvel: 0.1 }, /did you mean "level"/],
  ["hillEstimator", (o) => api.hillEstimator(x, o), { n: 3 }, /no option "n"/],
  ["localHill", (o) => api.localHill(x, o), { windw: 3 }, /did you mean "window"/],
  ["toJson", (o) => api.toJson(sampleModel([]), o), { spectrum: false }, /did you mean "spectra"/],
  [
    "toFineTuningYaml",
    (o) => api.toFineTuningYaml(sampleModel([]), o),
    { shares: 1 },
    /did you mean "share"/,
  ],
])("%s", (_, call, options, message) => {
  expect(() => call(options as never)).toThrow(message);
  expect(() => call(undefined as never)).not.toThrow();
});
