/** The flat writers: names of columns, quoting, what has no value, what a name may try. */
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { analyzeMatrix, type SpectrumSummary } from "../../../src/analysis/index.ts";
import { gaussian } from "../../../src/ensembles/index.ts";
import {
  COLUMNS,
  COMPARISON_COLUMNS,
  snakeCase,
  toComparisonCsv,
  toComparisonParquet,
  toCsv,
  toJson,
  toParquet,
} from "../../../src/report/index.ts";
import { toTable } from "../../../src/report/text/table.ts";
import {
  bareLayer,
  HOSTILE_NAMES,
  sampleComparison,
  sampleLayer,
  sampleModel,
  sampleTransformer,
  skippedLayer,
} from "./sample.ts";

/** RFC 4180 read back, by its grammar. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      at++;
      for (;;) {
        const end = text.indexOf('"', at);
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
    } else {
      const end = /[,\r]/g;
      end.lastIndex = at;
      const stop = end.exec(text)!.index;
      field = text.slice(at, stop);
      at = stop;
    }
    row.push(field);
    if (text[at] === ",") at++;
    else {
      expect(text.slice(at, at + 2)).toBe("\r\n");
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe("columns", () => {
  it("follow the rule from camelCase to WeightWatcher's names", () => {
    expect(
      ["stableRank", "logAlphaNorm", "numPlSpikes", "N", "Q", "D", "mpSoftrank", "layerId", "detXNum"].map(
        snakeCase,
      ),
    ).toEqual([
      "stable_rank",
      "log_alpha_norm",
      "num_pl_spikes",
      "N",
      "Q",
      "D",
      "mp_softrank",
      "layer_id",
      "detX_num",
    ]);
    const names = COLUMNS.map((c) => c.name);
    expect(new Set(names).size).toBe(names.length);
    // Of WeightWatcher's details table.
    const wanted =
      "layer_id name D M N Q alpha alpha_weighted entropy log_alpha_norm log_norm log_spectral_norm matrix_rank norm num_evals num_pl_spikes num_spikes sigma sigma_mp spectral_norm stable_rank status sv_max sv_min warning xmax xmin mp_softrank lambda_max detX_num detX_val rank_loss weak_rank_loss rand_distance max_rand_eval ww_softrank";
    expect(names).toEqual(expect.arrayContaining(wanted.split(" ")));
  });

  it("hold the larger side as N", () => {
    const analysis = analyzeMatrix(gaussian(20, 80), { depth: "quick" });
    const tall = { ...skippedLayer(0, "w"), status: "analyzed", analysis, seconds: 0 } as const;
    const read = (key: string) => COLUMNS.find((c) => c.key === key)!.of(tall);
    expect([read("N"), read("M"), read("Q")]).toEqual([80, 20, 4]);
  });
});

describe("toCsv", () => {
  it("reads back by RFC 4180, with every digit", () => {
    const analysis = sampleTransformer();
    const [head, ...rows] = parseCsv(toCsv(analysis));
    expect(head).toEqual(COLUMNS.map((c) => c.name));
    expect(rows.length).toBe(analysis.layers.length);
    const alpha = head!.indexOf("alpha");
    analysis.layers.forEach((layer, i) => {
      expect(rows[i]!.length).toBe(head!.length);
      if (layer.status === "analyzed" && layer.analysis.tail.available)
        expect(Number(rows[i]![alpha])).toBe(layer.analysis.tail.alpha);
      else expect(rows[i]![alpha]).toBe("");
    });
  });

  it("keeps hostile names in one field, and none of them begins a formula", () => {
    const model = sampleModel(HOSTILE_NAMES.map((name, i) => skippedLayer(i, name, "+1 reason")));
    const [head, ...rows] = parseCsv(toCsv(model));
    const at = head!.indexOf("name");
    rows.forEach((row, i) => {
      const name = HOSTILE_NAMES[i]!;
      expect(row[at]).toBe(name.startsWith("=") || name.startsWith("-") ? `'${name}` : name);
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    });
  });

  it("leaves negative numbers as numbers and what is not finite empty", () => {
    const layer = sampleLayer({ index: 0, name: "w", size: 100, spikes: [] });
    const { analysis } = layer;
    const odd = {
      ...layer,
      analysis: {
        ...analysis,
        norms: { ...analysis.norms, logNorm: -3.5, entropy: Number.NaN, stableRank: Infinity },
      },
    };
    const [head, row] = parseCsv(toCsv(sampleModel([odd])));
    const cell = (name: string) => row![head!.indexOf(name)];
    expect([cell("log_norm"), cell("entropy"), cell("stable_rank")]).toEqual(["-3.5", "", ""]);
  });
});

/** Arrays of numbers (null for NaN) with more than a few entries are spectra here; shapes stay. */
function withoutNumberArrays(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNumberArrays);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) =>
      !(Array.isArray(item) && (item.length > 8 || key === "norms") && item.every(isNumberOrNull)),
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNumberArrays(item)]));
}

function isNumberOrNull(x: unknown): boolean {
  return typeof x === "number" || x === null;
}

describe("toJson", () => {
  it("keeps structure, arrays and every digit; NaN and infinities become null", () => {
    const layer = sampleLayer({ index: 3, name: "w", size: 100, spikes: [2, 3] });
    const odd = { ...layer, analysis: { ...layer.analysis, q: Number.NaN }, seconds: Infinity };
    const read = JSON.parse(toJson(sampleModel([odd])));
    expect(read.schema).toBe(2);
    expect(read.layers[0].analysis.singularValues).toEqual(Array.from(layer.analysis.singularValues));
    const { tail } = layer.analysis;
    if (!tail.available || !tail.tailIndex?.available) throw new Error("the sample has a tail");
    const { tailIndex, ...numbers } = read.layers[0].analysis.tail;
    expect({ ...numbers, tailIndex: undefined }).toEqual({ ...tail, tailIndex: undefined });
    expect(tailIndex.hill).toEqual(Array.from(tail.tailIndex.hill));
    expect(tailIndex.k[0]).toBe(4);
    expect(tailIndex.pickands).toEqual(Array.from(tail.tailIndex.pickands));
    expect(read.layers[0].analysis.q).toBeNull();
    expect(read.layers[0].seconds).toBeNull();
  });

  it("leaves the arrays out on request, and only them", () => {
    const analysis = sampleTransformer();
    const full = JSON.parse(toJson(analysis));
    const lean = JSON.parse(toJson(analysis, { spectra: false }));
    const { singularValues, levels, vectors } = full.layers[0].analysis;
    expect(singularValues.length + levels.unfolded.length + vectors.left.p.length).toBeGreaterThan(300);
    expect(lean).toEqual(withoutNumberArrays(full));
    expect(lean.options.layers).toEqual(["*"]);
  });
});

describe("toParquet", () => {
  it("reads back with types and nulls", async () => {
    const analysis = sampleTransformer();
    const file = await toParquet(analysis);
    const rows = await parquetReadObjects({ file: file.buffer as ArrayBuffer });
    expect(rows.length).toBe(analysis.layers.length);
    analysis.layers.forEach((layer, i) => {
      for (const column of COLUMNS) {
        const cell = column.of(layer);
        expect(rows[i]![column.name] ?? null, column.name).toEqual(cell);
      }
    });
  });

  it("turns NaN into null", async () => {
    const layer = sampleLayer({ index: 0, name: "w", size: 100, spikes: [] });
    const odd = { ...layer, seconds: Number.NaN };
    const file = await toParquet(sampleModel([odd]));
    const [row] = await parquetReadObjects({ file: file.buffer as ArrayBuffer });
    expect(row!.seconds ?? null).toBeNull();
  });
});

describe("toTable", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is looked for
  const ansi = /\u001b\[\d+m/g;

  it.each([40, 60, 80, 100, 140, 200])("fits %d columns of a terminal", (width) => {
    const text = toTable(sampleTransformer(), { width });
    expect(text).not.toMatch(ansi);
    for (const line of text.split("\n")) expect(Array.from(line).length).toBeLessThanOrEqual(width);
    expect(text).toContain("layer");
    expect(text.replace(/\n/g, " ")).toContain("Skipped: 12 tensors: 12 one-dimensional");
    expect(toTable(sampleTransformer(), { width, verbose: true })).toContain("12  one-dimensional");
  });

  it("shows more columns on a wider line, the important ones first", () => {
    const head = (width: number) => toTable(sampleTransformer(), { width }).split("\n")[0]!;
    expect(head(40)).toMatch(/^ *# +layer .*verdict$/);
    expect(head(60)).toMatch(/α\s+verdict\s+spikes/);
    expect(head(60)).not.toContain("entropy");
    expect(head(200)).toMatch(/entropy.*⟨r⟩.*time/);
  });

  it("shortens names where they would drive out columns, and no number anywhere", () => {
    const [wide, narrow] = [200, 60].map((width) => toTable(sampleTransformer(), { width }).split("\n"));
    expect(wide[2]).toMatch(/model\.layers\.0\.attn\.q_proj\.weight/);
    expect(narrow[2]).toMatch(/^ *0 +…0\.attn\.q_proj +128×128 +\d+\.\d\d +(random|bulk|heavy)/);
    expect(narrow.join(" ")).toContain(
      "(names that begin with … begin with model.layers.; .weight is left out at the end)",
    );
    const numbers = (lines: readonly string[]) => lines.map((line) => /\d\.\d\d(?= )/.exec(line)?.[0]);
    expect(numbers(narrow.slice(2, 14))).toEqual(numbers(wide.slice(2, 14)));
  });

  it("colours on request only", () => {
    const plain = toTable(sampleTransformer(), { width: 120 });
    const coloured = toTable(sampleTransformer(), { width: 120, color: true });
    expect(coloured).toMatch(ansi);
    expect(coloured.replace(ansi, "").replace(/ +$/gm, "")).toBe(plain);
  });

  it("never lets a name drive the terminal", () => {
    const layers = HOSTILE_NAMES.map((name, i) =>
      i % 2 ? bareLayer(i, name) : skippedLayer(i, name, `why ${name}`),
    );
    const text = toTable(sampleModel(layers), { width: 200, verbose: true });
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain("\\u{202e}");
  });

  it("says so when there is nothing", () => {
    expect(toTable(sampleModel([]))).toBe("No tensors.\n");
  });
});

describe("comparisons", () => {
  const models = ["first", "second"].map((model) =>
    sampleComparison("base", model, (i) => HOSTILE_NAMES[i]!),
  );

  it("have a row for each matrix of each model, in the base's order", () => {
    const [head, ...rows] = parseCsv(toComparisonCsv(models));
    expect(head).toEqual(COMPARISON_COLUMNS.map((c) => c.name));
    const cell = (row: string[], name: string) => row[head!.indexOf(name)]!;
    expect(rows.map((row) => [cell(row, "model"), cell(row, "layer_id")])).toEqual(
      ["first", "second"].flatMap((model) => ["0", "1", "2", "3"].map((index) => [model, index])),
    );
    expect(rows.map((row) => cell(row, "identical")).slice(0, 4)).toEqual(["false", "", "true", "false"]);
    const { comparison } = models[0]!.layers[0] as Extract<
      (typeof models)[number]["layers"][number],
      { status: "compared" }
    >;
    const spikes = ({ bulk }: SpectrumSummary) => (bulk.available ? bulk.numSpikes : undefined);
    expect(Number(cell(rows[0]!, "relative_distance"))).toBe(comparison.relativeDistance);
    expect(Number(cell(rows[0]!, "base_num_spikes"))).toBe(spikes(comparison.base));
    expect(Number(cell(rows[0]!, "model_num_spikes"))).toBe(spikes(comparison.model));
    expect(Number(cell(rows[0]!, "left_overlap"))).toBe(comparison.leftOverlap[9]);
    expect(cell(rows[0]!, "delta_kind")).toBe("bulk and spikes");
    // A change that is zero has no verdict, and no row of noise.
    expect(cell(rows[2]!, "delta_kind")).toBe("");
    expect(cell(rows[1]!, "reason")).toBe(`UNMATCHED: no ${HOSTILE_NAMES[1]}`);
  });

  it("are the same in Parquet", async () => {
    const bytes = await toComparisonParquet(models);
    const rows = await parquetReadObjects({ file: bytes.slice().buffer });
    const [head, ...lines] = parseCsv(toComparisonCsv(models));
    expect(Object.keys(rows[0]!)).toEqual(head);
    expect(rows.map((row) => row.relative_distance)).toEqual(
      lines.map((line) => {
        const text = line[head!.indexOf("relative_distance")]!;
        return text === "" ? null : Number(text);
      }),
    );
    expect(rows.map((row) => row.name)).toEqual([0, 1, 2, 3, 0, 1, 2, 3].map((i) => HOSTILE_NAMES[i]));
  });
});
