/** Real analyses of small spiked matrices for the writers, with parts that are missing and names that attack. */
import {
  type AnalyzedLayer,
  analyzeMatrix,
  assembleAnalysis,
  assembleComparison,
  compareMatrices,
  type LayerResult,
  type MatrixAnalysis,
  type ModelAnalysis,
  type ModelComparison,
  type SkippedLayer,
} from "../../../src/analysis/index.ts";
import { matrix } from "../../../src/base/index.ts";
import { Random } from "../../../src/kernel/index.ts";

export interface SampleLayer {
  readonly index: number;
  readonly name: string;
  readonly size: number;
  readonly spikes: readonly number[];
  readonly seed?: number;
}

const SIGMA = 0.02;
const analyses = new Map<string, MatrixAnalysis>();

/** Noise of standard deviation .02, and rank-one terms whose strengths are `spikes` in units of the noise edge. */
export function sampleMatrix({ size, spikes, seed = 7 }: SampleLayer): MatrixAnalysis {
  const key = JSON.stringify([size, spikes, seed]);
  const known = analyses.get(key);
  if (known) return known;
  const random = new Random(seed);
  const data = random.normals(size * size).map((x) => SIGMA * x);
  const edge = 2 * SIGMA * Math.sqrt(size);
  for (const spike of spikes) {
    const [u, v] = [random.normals(size), random.normals(size)];
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) data[i * size + j] += (spike * edge * u[i] * v[j]) / size;
  }
  const analysis = analyzeMatrix(matrix(size, size, data), { depth: "standard" });
  analyses.set(key, analysis);
  return analysis;
}

export function sampleLayer(layer: SampleLayer): AnalyzedLayer {
  const { index, name, size } = layer;
  return {
    index,
    name,
    dtype: "F32",
    shape: [size, size],
    status: "analyzed",
    analysis: sampleMatrix(layer),
    seconds: size / 800,
  };
}

export function skippedLayer(index: number, name: string, reason = "one-dimensional"): SkippedLayer {
  return { index, name, dtype: "F32", shape: [384], status: "skipped", code: "NOT_A_MATRIX", reason };
}

/** The sample with every optional part missing. */
export function bareLayer(index: number, name: string): AnalyzedLayer {
  const layer = sampleLayer({ index, name, size: 100, spikes: [] });
  const analysis = sampleMatrix({ index, name, size: 100, spikes: [] });
  const missing = { available: false, code: "TOO_FEW", reason: "needs 60 levels, got <12>" } as const;
  return { ...layer, analysis: { ...analysis, bulk: missing, tail: missing, levels: missing } };
}

/** Two changes with a direction of their own, a matrix that stayed, one without a partner; not in the file's order. */
export function sampleComparison(
  base: string,
  model: string,
  name: (index: number) => string,
): ModelComparison {
  const [rows, cols] = [70, 90];
  const before = matrix(rows, cols, new Random(1).normals(rows * cols));
  const after = matrix(
    rows,
    cols,
    new Random(2)
      .normals(rows * cols)
      .map(
        (noise, i) =>
          before.data[i] + 0.1 * noise + 0.4 * Math.sin(i % cols) * Math.cos(Math.floor(i / cols)),
      ),
  );
  const [moved, still] = [compareMatrices(before, after), compareMatrices(before, before)];
  const file = (of: string) => ({ name: of, format: "safetensors" as const, tensors: [] });
  return assembleComparison(
    file(base),
    file(model),
    [
      { index: 2, name: name(2), status: "compared", comparison: still, seconds: 1 },
      { index: 0, name: name(0), status: "compared", comparison: moved, seconds: 1 },
      { index: 1, name: name(1), status: "skipped", code: "UNMATCHED", reason: `no ${name(1)}` },
      { index: 3, name: name(3), status: "compared", comparison: moved, seconds: 1 },
    ],
    { options: { depth: "standard" }, complete: true, seconds: 3 },
  );
}

export const HOSTILE_NAMES = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</style><style>*{display:none}</style>`,
  `</script><script>alert(2)</script>`,
  `a & b &lt;c&gt; 'quoted' \`ticks\` \${x}`,
  `=HYPERLINK("http://example.com","click")`,
  `\u001b[31mred\u001b[0m\u0007`,
  `evil\u202Egnp.exe`,
  `new\nline,comma,"quote"`,
  `null\0byte \ud800 lone`,
  `--><!--`,
  `javascript:alert(1)`,
] as const;

export function sampleModel(layers: readonly LayerResult[], name = "sample.safetensors"): ModelAnalysis {
  const model = { name, format: "safetensors" as const, tensors: [] };
  const options = { precision: "f64", seed: 1, minSize: 50, layers: ["*"] };
  const analysis = assembleAnalysis(model, layers, { options, complete: true, seconds: 12.34 });
  return { ...analysis, model: { ...analysis.model, tensors: layers.length } };
}

/** A dozen layers with more and more spikes, biases between them. */
export function sampleTransformer(blocks = 6): ModelAnalysis {
  const layers: LayerResult[] = [];
  for (let b = 0; b < blocks; b++) {
    for (const [kind, size] of [
      ["attn.q_proj", 128],
      ["mlp.fc1", 160],
    ] as const) {
      const spikes = Array.from({ length: 2 + b * 3 }, (_, i) => 1.15 + ((b + 1) * 1.1) / (i + 1) ** 0.8);
      layers.push(
        sampleLayer({
          index: layers.length,
          name: `model.layers.${b}.${kind}.weight`,
          size,
          spikes,
          seed: 11 + layers.length,
        }),
      );
      layers.push(skippedLayer(layers.length, `model.layers.${b}.${kind}.bias`));
    }
  }
  layers.push(bareLayer(layers.length, "head.weight"));
  return sampleModel(layers);
}
