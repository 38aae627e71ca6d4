/** A figure of the report: from an analysis to a picture, its place among a layer's figures, a test of what it draws. */
import { before } from "./edits.mjs";

export const figure = ({ kebab, camel, pascal }) => ({
  edits: [
    before(
      "src/report/html/layer.ts",
      /import type \{ Figure \}/,
      `import { ${camel}Figure } from "../figures/${kebab}.ts";\n`,
    ),
    before(
      "src/report/html/layer.ts",
      / {2}\]\.filter\(\(f\) => f !== undefined\)/,
      `    ${camel}Figure(analysis),\n`,
    ),
  ],
  names: [],
  look: "npm run figures, and look at it in light and dark",
  files: {
    [`src/report/figures/${kebab}.ts`]: `/** ${pascal}: the question that the picture answers. */
import type { LayerAnalysis } from "../../analysis/index.ts";
import { figure, X_RANGE, Y_RANGE } from "../svg/figure.ts";
import { curve, variable } from "../svg/marks.ts";
import { linearScale } from "../svg/scale.ts";
import { counted, significant } from "../text/numbers.ts";
import type { Figure } from "./types.ts";

/** Fewer values make no curve. */
const LEAST_VALUES = 2;

/** The singular values by rank; undefined where there are too few to draw. */
export function ${camel}Figure({ singularValues }: LayerAnalysis): Figure | undefined {
  const last = singularValues.length - 1;
  if (singularValues.length < LEAST_VALUES || singularValues[0] === 0) return undefined;
  const x = linearScale([0, last], X_RANGE, 4);
  const y = linearScale([0, singularValues[0]], Y_RANGE, 4);
  const valueAt = (rank: number) => singularValues[Math.min(last, Math.round(rank))];
  return {
    id: "${kebab}",
    title: "${pascal}",
    svg: figure({
      x,
      y,
      xLabel: \`rank \${variable("k")}\`,
      yLabel: \`singular value \${variable("ν")}\`,
      description: \`\${singularValues.length} singular values by rank.\`,
      marks: [curve(valueAt, x, y, [0, last], "law")],
    }),
    caption: \`\${counted(singularValues.length, "singular value")}, from \${significant(singularValues[0])} down to \${significant(singularValues[last])}.\`,
  };
}
`,
    [`test/unit/report/${kebab}.test.ts`]: `import { expect, test } from "vitest";
import { analyzeMatrix } from "../../../src/analysis/index.ts";
import { matrix } from "../../../src/base/index.ts";
import { ${camel}Figure } from "../../../src/report/figures/${kebab}.ts";

test("${kebab} says what it draws", () => {
  const analysis = analyzeMatrix(matrix(2, 2, Float64Array.of(3, 0, 0, 4)), { depth: "quick" });
  const drawn = ${camel}Figure(analysis);
  expect(drawn?.caption).toBe("2 singular values, from 4.00 down to 3.00.");
  expect(drawn?.svg).toContain("2 singular values by rank.");
});

test("${kebab} draws nothing of a single value", () => {
  const one = analyzeMatrix(matrix(1, 1, Float64Array.of(2)), { depth: "quick" });
  expect(${camel}Figure(one)).toBeUndefined();
});
`,
  },
});
