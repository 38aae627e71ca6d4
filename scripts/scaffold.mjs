/**
 * `npm run scaffold -- law|ensemble|statistic NAME`: the file, its test, its line in the room's door and in the list of public
 * names, after the house's patterns. What it writes works and passes: change the mathematics and the values in the test.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const law = ({ kebab, camel, pascal }) => ({
  door: "src/laws/index.ts",
  line: `export { type ${pascal}Options, ${camel} } from "./densities/${kebab}.ts";`,
  names: [`type laws.${pascal}Options`, `laws.${camel}`],
  files: {
    [`src/laws/densities/${kebab}.ts`]: `/** ${pascal}: what it is the law of. */
import { knownOptions, requirePositive } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Law } from "../law.ts";

export interface ${pascal}Options {
  /** Upper end of the support. Default 1. */
  readonly width?: number;
}

/**
 * The density 1/width on [0, width]. Source: author, journal and equation.
 * @throws INVALID_ARGUMENT unless width is finite and above 0.
 */
export function ${camel}(options: ${pascal}Options = {}): Law {
  knownOptions("${camel}", options, { width: true });
  const width = requirePositive("width", options.width ?? 1);
  return defineLaw({
    name: \`${camel}(width=\${width})\`,
    support: [[0, width]],
    pdf: (x) => (x < 0 || x > width ? 0 : 1 / width),
    cdf: (x) => x / width,
    moment: (k) => width ** k / (k + 1),
  });
}
`,
    [`test/unit/laws/${kebab}.test.ts`]: `import { expect, test } from "vitest";
import { ${camel} } from "../../../src/laws/index.ts";

test("${camel} has its closed form", () => {
  const law = ${camel}({ width: 4 });
  expect(law.pdf([-1, 1, 5])).toEqual(Float64Array.of(0, 0.25, 0));
  expect(law.cdf(1)).toBe(0.25);
  expect(law.quantile(0.75)).toBeCloseTo(3, 12);
  expect(law.moment(2)).toBeCloseTo(16 / 3, 12);
});

test("${camel} refuses what it cannot be", () => {
  expect(() => ${camel}({ width: 0 })).toThrow(/width/);
});
`,
  },
});

const ensemble = ({ kebab, camel, pascal }) => ({
  door: "src/ensembles/index.ts",
  line: `export { ${camel}, type ${pascal}Options } from "./${kebab}.ts";`,
  names: [`ensembles.${camel}`, `type ensembles.${pascal}Options`],
  files: {
    [`src/ensembles/${kebab}.ts`]: `/** ${pascal}: what it models. */
import { knownOptions, requirePositive } from "../base/index.ts";
import type { GaussianEnsembleOptions } from "./goe.ts";
import { checkOrder, type Precision, randomOf, type Sampled, sampled } from "./sample.ts";

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

const statistic = ({ kebab, camel, pascal }) => ({
  door: "src/statistics/index.ts",
  line: `export * from "./${kebab}.ts";`,
  names: [],
  files: {
    [`src/statistics/${kebab}.ts`]: `/** ${pascal}: what it tells. */
import { WignerscopeError } from "../base/index.ts";

/**
 * The mean of \`values\`, of any order. Source: author, journal and equation.
 * @throws INVALID_SHAPE for no values.
 */
export function ${camel}(values: ArrayLike<number>): number {
  if (values.length === 0) throw new WignerscopeError("INVALID_SHAPE", "values must not be empty");
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
`,
    [`test/unit/statistics/${kebab}.test.ts`]: `import { expect, test } from "vitest";
import { ${camel} } from "../../../src/statistics/index.ts";

test("${camel} of known values", () => {
  expect(${camel}([1, 2, 6])).toBe(3);
  expect(() => ${camel}([])).toThrow(/values/);
});
`,
  },
});

const RECIPES = { law, ensemble, statistic };

function scaffold(kind, kebab) {
  if (!(kind in RECIPES) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab ?? ""))
    return `npm run scaffold -- ${Object.keys(RECIPES).join("|")} NAME, where NAME is kebab-case, for instance my-${kind ?? "law"}`;
  const camel = kebab.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const { door, line, names, files } = RECIPES[kind]({
    kebab,
    camel,
    pascal: camel[0].toUpperCase() + camel.slice(1),
  });
  const taken = Object.keys(files).find((path) => existsSync(root + path));
  if (taken) return `${taken} exists already`;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
    console.log(`wrote ${path}`);
  }
  writeFileSync(root + door, `${readFileSync(root + door, "utf8").trimEnd()}\n${line}\n`);
  console.log(`added a line to ${door}`);
  console.log("next: npx biome check --write src test");
  if (names.length > 0) console.log(`      npm run accept:names (${names.join(", ")})`);
  return undefined;
}

const problem = scaffold(process.argv[2], process.argv[3]);
if (problem) {
  console.error(problem);
  process.exitCode = 2;
}
