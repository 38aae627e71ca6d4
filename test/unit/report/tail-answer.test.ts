/** One answer to "is the tail a power law?": of no record do two places say different things. */
import { describe, expect, it } from "vitest";
import { analyzeMatrix, type MatrixAnalysis } from "../../../src/analysis/index.ts";
import { haarOrthogonal } from "../../../src/ensembles/index.ts";
import { matmul, Random } from "../../../src/kernel/index.ts";
import { COLUMNS } from "../../../src/report/columns/columns.ts";
import { tailFigure } from "../../../src/report/figures/tail.ts";
import { tailIndexFigures } from "../../../src/report/figures/tail-index.ts";
import { layerMarkup } from "../../../src/report/html/layer.ts";
import { toTable } from "../../../src/report/text/table.ts";
import { sampleModel } from "./sample.ts";

const ORDER = 100;

/** Fourteen of each law of singular values, from narrow to broad. */
const LAWS: Record<string, (random: Random, width: number) => number> = {
  lognormal: (random, width) => Math.exp(width * random.normal()),
  Pareto: (random, width) => (1 - random.uniform()) ** -(width / 2),
  "stretched exponential": (random, width) => (-Math.log(1 - random.uniform())) ** (1.5 * width),
};
const WIDTHS = Array.from({ length: 14 }, (_, k) => 0.3 + 0.1 * k);

/** U diag(s) V^T with U and V uniformly random. */
function withSpectrum(draw: (random: Random) => number, seed: number) {
  const random = new Random(seed);
  const s = Float64Array.from({ length: ORDER }, () => draw(random))
    .sort()
    .reverse();
  const [u, vt] = [haarOrthogonal(ORDER, { seed: 2 * seed }), haarOrthogonal(ORDER, { seed: 2 * seed + 1 })];
  const scaled = Float64Array.from(u.data, (x, at) => x * s[at % ORDER]!);
  return matmul({ ...u, data: scaled }, vt);
}

/** What a text claims of the tail; a sentence that claims nothing gives nothing. */
function claims(text: string): ("power law" | "not a power law")[] {
  const found: ("power law" | "not a power law")[] = [];
  if (/is not rejected|compatible with|is a power law/.test(text)) found.push("power law");
  if (
    /no power law|not a power law|does not fit|better than the (best )?power law|lighter than a power law|(?<!None of the other laws )describes? the tail better \(/.test(
      text,
    )
  )
    found.push("not a power law");
  return found;
}

/** All that is said of the tail of one matrix, wherever it is printed. */
function everyText(analysis: MatrixAnalysis): string[] {
  const layer = {
    index: 0,
    name: "w",
    dtype: "F64",
    shape: [ORDER, ORDER],
    status: "analyzed",
    analysis,
    seconds: 0,
  } as const;
  const captions = [tailFigure(analysis)!, ...tailIndexFigures(analysis)].map((figure) => figure.caption);
  const cells = COLUMNS.map((column) => column.of(layer)).filter((cell) => typeof cell === "string");
  const { verdict } = analysis;
  return [
    ...(verdict.available ? [verdict.sentence] : []),
    ...captions,
    ...cells,
    layerMarkup(layer).replace(/<svg[\s\S]*?<\/svg>|<[^>]*>/g, " "),
    toTable(sampleModel([layer])),
  ];
}

describe.each(Object.entries(LAWS))("singular values of a %s law", (_, draw) => {
  it("never get two answers", () => {
    const answers = new Set<string>();
    WIDTHS.forEach((width, k) => {
      const a = withSpectrum((random) => draw(random, width), k + 1);
      for (const depth of k % 7 === 0 ? (["quick", "standard", "full"] as const) : (["full"] as const)) {
        const analysis = analyzeMatrix(a, { depth });
        if (!analysis.tail.available) throw new Error(analysis.tail.reason);
        const { answer, better, comparisons } = analysis.tail.verdict;
        answers.add(answer);
        const said = everyText(analysis).flatMap(claims);
        const allowed = answer === "power law" || answer === "not a power law" ? [answer] : [];
        expect(
          said.filter((claim) => !(allowed as string[]).includes(claim)),
          `${depth} ${width}: ${answer}`,
        ).toEqual([]);
        if (comparisons && better.length) expect(answer).toBe("not a power law");
        if (depth === "full") expect(answer).not.toBe("not tested");
        if (depth === "quick") expect(answer).toBe("not tested");
      }
    });
    expect(answers).toContain("power law");
    expect(answers).toContain("not a power law");
    expect(answers).toContain("not tested");
  });
});
