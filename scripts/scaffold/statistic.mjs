/** A statistic that several rooms borrow: its line in the door of src/statistics. */
import { append } from "./edits.mjs";

export const statistic = ({ kebab, camel, pascal }) => ({
  edits: [append("src/statistics/index.ts", `export * from "./${kebab}.ts";`)],
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
