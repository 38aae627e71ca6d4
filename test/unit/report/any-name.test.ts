/** Whatever a tensor is called, no writer lets the name out of its place. */
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { toComparisonTable } from "../../../src/report/files/comparison.ts";
import {
  toComparisonCsv,
  toComparisonHtml,
  toComparisonJson,
  toCsv,
  toFineTuningYaml,
  toHtml,
} from "../../../src/report/index.ts";
import { toTable } from "../../../src/report/text/table.ts";
import { HOSTILE_NAMES, sampleComparison, sampleLayer, sampleModel } from "./sample.ts";

const layer = sampleLayer({ index: 0, name: "w", size: 60, spikes: [2] });
const model = (name: string) => sampleModel([{ ...layer, name }]);

/** Marks that mean something to one of the formats, between any others. */
const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.constantFrom(
    "<script>",
    "</script>",
    "<!--",
    "]]>",
    '"',
    "'",
    "`",
    "&lt;",
    "\\",
    "=1+1",
    "@x",
    "\t",
    ",",
    ";",
  ),
  fc.constantFrom(
    "\n",
    "\r\n",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u001b[2J",
    "\u009b",
    "\u0000",
    "\u202e",
    "\ufeff",
  ),
  fc.constantFrom(
    ": ",
    "- ",
    "# ",
    "{",
    "[",
    "|",
    "&a",
    "*a",
    "!!x",
    "%",
    "---",
    "...",
    "漢字",
    "\u{e0041}",
    "\u0301",
  ),
);
const anyName = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));

/** The fields of RFC 4180, taken apart by another way than they were put together. */
function fields(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quotedField, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quotedField?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
    if (end === "") break;
  }
  return rows;
}

const plainHtml = parseHTML(toHtml(model("w"))).document.querySelectorAll("*").length;

test("a name stays a name in every format", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const analysis = model(name);
      for (const width of [20, 80]) {
        const lines = toTable(analysis, { width }).split("\n");
        expect(lines).toHaveLength(toTable(model("w"), { width }).split("\n").length);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
        expect(lines.join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      }
      const [head, row, rest] = fields(toCsv(analysis));
      expect(row).toHaveLength(head.length);
      expect(rest).toEqual([""]);
      expect([name, `'${name}`]).toContain(row[head.indexOf("name")]);
      expect(row[head.indexOf("name")]).not.toMatch(/^[=+\-@\t\r\n]/);
      const yaml = toFineTuningYaml(analysis, { share: 1 }).split(/[\n\r\u0085\u2028\u2029]/);
      expect(yaml).toHaveLength(4);
      const pattern = JSON.parse(/^- (".*") # /.exec(yaml[2])?.[1] ?? "");
      expect(new RegExp(pattern).test(name)).toBe(true);
    }),
    { numRuns: 300, seed: 20260 },
  );
});

test("and adds no element to the report", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      expect(parseHTML(toHtml(model(name))).document.querySelectorAll("*")).toHaveLength(plainHtml);
    }),
    { numRuns: 15, seed: 20260 },
  );
});

/** Three checkpoints, so that the report has the table of models and the figures of the series. */
const checkpoints = (base: string, model: string, tensor: string) =>
  [1, 2, 3].map((k) => sampleComparison(base, `${model}${k}`, (i) => `${tensor}${i}`));

/** Elements and their attributes, which names fill and do not add to. */
function skeleton(html: string): string[] {
  const { document } = parseHTML(html);
  return Array.from(document.querySelectorAll("*"), (element) =>
    [element.tagName, ...element.getAttributeNames()].join(" "),
  );
}

test.each(HOSTILE_NAMES)("%j names bases, models and tensors of a comparison, and nothing else", (name) => {
  const [hostile, plain] = [checkpoints(name, name, name), checkpoints("b", "m", "w")];
  expect(skeleton(toComparisonHtml(hostile[0], hostile))).toEqual(
    skeleton(toComparisonHtml(plain[0], plain)),
  );
  const [head, ...rows] = fields(toComparisonCsv(hostile));
  expect(rows.pop()).toEqual([""]);
  expect(rows).toHaveLength(fields(toComparisonCsv(plain)).length - 2);
  for (const row of rows) {
    expect(row).toHaveLength(head.length);
    for (const column of ["base", "model", "name"])
      expect(row[head.indexOf(column)]).not.toMatch(/^[=+\-@\t\r\n]/);
  }
  expect(JSON.parse(toComparisonJson(hostile)).comparisons[0].base.name).toBe(name);
  const table = toComparisonTable(hostile[0], 200);
  // Without the line on how names are shortened.
  const lines = (text: string) => text.split("\n").filter((row) => !row.startsWith("("));
  expect(lines(table)).toHaveLength(lines(toComparisonTable(plain[0], 200)).length);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  expect(table.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
});
