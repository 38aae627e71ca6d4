/** A kernel: its source and spec in assembly, its export, the typed function over it and that function's test. */
import { append } from "./edits.mjs";

export const kernel = ({ kebab, camel, pascal }) => ({
  edits: [
    append("assembly/index.ts", `export { ${camel} } from "./statistics/${kebab}";`),
    append("src/kernel/index.ts", `export { ${camel} } from "./dense/${kebab}.ts";`),
  ],
  names: [],
  build: "npm run build:wasm",
  files: {
    [`assembly/statistics/${kebab}.ts`]: `/** ${pascal}: the equation of what is computed. Source: author, journal and equation. */

/** Sum of the squares of the \`count\` f64 at \`values\`. */
export function ${camel}(values: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = load<f64>(values + ((i as usize) << 3));
    sum += x * x;
  }
  return sum;
}
`,
    [`assembly/__tests__/${kebab}.spec.ts`]: `/** Against values worked out by hand. */
import { ${camel} } from "../statistics/${kebab}";

describe("${camel}", () => {
  test("of known values, and of none", () => {
    const values: StaticArray<f64> = [1, -2, 3];
    expect(${camel}(changetype<usize>(values), 3)).toBe(14);
    expect(${camel}(changetype<usize>(values), 0)).toBe(0);
  });
});
`,
    [`src/kernel/dense/${kebab}.ts`]: `/** ${pascal} of a list of numbers, by the kernel (assembly/statistics/${kebab}.ts). */
import { requireNumbers } from "../../base/index.ts";
import { kernel } from "../wasm.ts";

/** Sum of squares of \`values\`. @throws INVALID_ARGUMENT unless they are numbers */
export function ${camel}(values: ArrayLike<number>): number {
  requireNumbers("${camel}: values", values);
  const { exports, memory } = kernel();
  return memory.frame((frame) => exports.${camel}(frame.putF64(values), values.length));
}
`,
    [`test/unit/kernel/${kebab}.test.ts`]: `import { expect, test } from "vitest";
import { ${camel} } from "../../../src/kernel/index.ts";

test("${camel} of known values", () => {
  expect(${camel}([1, -2, 3])).toBe(14);
  expect(${camel}([])).toBe(0);
});
`,
  },
});
