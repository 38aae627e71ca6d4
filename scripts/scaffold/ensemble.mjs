/** An ensemble: a sampler, its line in the door of src/ensembles. */
import { append } from "./edits.mjs";

export const ensemble = ({ kebab, camel, pascal }) => ({
  edits: [
    append("src/ensembles/index.ts", `export { ${camel}, type ${pascal}Options } from "./${kebab}.ts";`),
  ],
  names: [`ensembles.${camel}`, `type ensembles.${pascal}Options`],
  files: {
    [`src/ensembles/${kebab}.ts`]: `/** ${pascal}: what it models. */
import { knownOptions, type Precision, requirePositive } from "../base/index.ts";
import type { GaussianEnsembleOptions } from "./goe.ts";
import { checkOrder, randomOf, type Sampled, sampled } from "./sample.ts";

export interface ${pascal}Options<P extends Precision = Precision> extends GaussianEnsembleOptions<P> {}

/**
 * An n x n matrix of independent normal entries of variance sigma^2/n. Source: author, journal and equation.
 * @throws INVALID_SHAPE unless n >= 1; INVALID_ARGUMENT unless sigma is finite and above 0.
 */
export function ${camel}<P extends Precision = "f64">(n: number, options: ${pascal}Options<P> = {}): Sampled<P> {
  knownOptions("${camel}", options, { sigma: true, seed: true, stream: true, precision: true });
  const { sigma = 1 } = options;
  checkOrder(n);
  requirePositive("sigma", sigma);
  const unit = sigma / Math.sqrt(n);
  const entries = randomOf(options)
    .normals(n * n)
    .map((x) => unit * x);
  return sampled(n, n, entries, options);
}
`,
    [`test/unit/ensembles/${kebab}.test.ts`]: `import { expect, test } from "vitest";
import { ${camel} } from "../../../src/ensembles/index.ts";

test("${camel} has its variance, and the same numbers for the same seed", () => {
  const n = 200;
  const { data } = ${camel}(n, { seed: 1, sigma: 2 });
  const variance = data.reduce((sum, x) => sum + x * x, 0) / (n * n);
  // The mean of n^2 squares of variance sigma^2/n is off by sqrt(2)/n of itself.
  expect(Math.abs((variance * n) / 4 - 1)).toBeLessThan((5 * Math.SQRT2) / n);
  expect(${camel}(n, { seed: 1, sigma: 2 }).data).toEqual(data);
  expect(${camel}(n, { seed: 2, sigma: 2 }).data).not.toEqual(data);
});
`,
  },
});
