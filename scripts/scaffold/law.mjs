/** A law: its density in closed form, its line in the door of src/laws. */
import { append } from "./edits.mjs";

export const law = ({ kebab, camel, pascal }) => ({
  edits: [
    append("src/laws/index.ts", `export { type ${pascal}Options, ${camel} } from "./densities/${kebab}.ts";`),
  ],
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
