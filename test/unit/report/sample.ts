/**
 * A model analysis made up of spectra with known content, for the writers: the quantiles of the quarter circle as
 * noise, planted spikes, GOE-like spacings, parts that are missing, names that attack.
 */
import type {
  AnalyzedLayer,
  Bulk,
  LayerResult,
  Levels,
  MatrixAnalysis,
  ModelAnalysis,
  Part,
  SkippedLayer,
  Tail,
} from "../../../src/analysis/index.ts";

/** A small generator of its own (Lehmer 1951), so that the writers' tests need no kernel. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Quantiles of the quarter circle on [0, 2 s]. */
function quarterCircle(n: number, s: number): number[] {
  const cdf = (x: number) => (x * Math.sqrt(4 - x * x)) / (2 * Math.PI) + (2 / Math.PI) * Math.asin(x / 2);
  return Array.from({ length: n }, (_, i) => {
    let [lo, hi] = [0, 2];
    for (let k = 0; k < 50; k++) {
      const mid = (lo + hi) / 2;
      if (cdf(mid) < (i + 0.5) / n) lo = mid;
      else hi = mid;
    }
    return s * lo;
  });
}

export interface SampleLayer {
  readonly index: number;
  readonly name: string;
  readonly size: number;
  readonly spikes: readonly number[];
  readonly seed?: number;
}

export function sampleMatrix({ size, spikes, seed = 7 }: SampleLayer): MatrixAnalysis {
  const random = lehmer(seed);
  const sigma = 0.02;
  const s = sigma * Math.sqrt(size);
  const noise = quarterCircle(size - spikes.length, s);
  const singularValues = Float64Array.from([...noise, ...spikes.map((t) => t * 2 * s)])
    .sort()
    .reverse();
  const lambda = Array.from(singularValues, (v) => v * v);
  const norm = lambda.reduce((a, b) => a + b, 0);
  const max = lambda[0]!;
  const spacings = Float64Array.from({ length: size - 61 }, () =>
    Math.sqrt((-4 / Math.PI) * Math.log(random())),
  );
  const unfolded = new Float64Array(spacings.length + 1);
  spacings.forEach((d, i) => {
    unfolded[i + 1] = unfolded[i]! + d;
  });
  const numPlSpikes = Math.max(4, spikes.length);
  const xmin = lambda[numPlSpikes - 1]!;
  const alpha = 1 + numPlSpikes / lambda.slice(0, numPlSpikes).reduce((a, v) => a + Math.log(v / xmin), 0);
  const bulk: Part<Bulk> = {
    available: true,
    method: "robust",
    sigma,
    lowerEdge: 0,
    upperEdge: 2 * s,
    numSpikes: spikes.filter((t) => t > 1).length,
    ks: 0.011,
  };
  const tail: Part<Tail> = {
    available: true,
    alpha,
    xmin,
    xmax: max,
    D: 0.08,
    sigma: (alpha - 1) / Math.sqrt(numPlSpikes),
    numPlSpikes,
    alphaWeighted: alpha * Math.log10(max),
    logAlphaNorm: Math.log10(lambda.reduce((a, v) => a + v ** alpha, 0)),
  };
  const levels: Part<Levels> = {
    available: true,
    unfolded,
    spacings,
    ksWigner: 0.021,
    ksPoisson: 0.24,
    meanRatio: 0.53 + (random() - 0.5) * 0.03,
    meanRatioError: 0.26 / Math.sqrt(spacings.length),
  };
  return {
    rows: size,
    cols: size,
    q: 1,
    precision: "f64",
    singularValues,
    entries: { count: size * size, mean: 1e-5, variance: norm / size ** 2, zeros: 0, maxAbs: 0.4 },
    norms: {
      norm,
      logNorm: Math.log10(norm),
      spectralNorm: max,
      logSpectralNorm: Math.log10(max),
      stableRank: norm / max,
      matrixRank: size,
      entropy: 0.87,
    },
    bulk,
    tail,
    levels,
  };
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
  const missing = { available: false, code: "TOO_FEW", reason: "needs 60 levels, got <12>" } as const;
  return { ...layer, analysis: { ...layer.analysis, bulk: missing, tail: missing, levels: missing } };
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
  return {
    schema: 1,
    generator: { name: "wignerscope", version: "0.1.0", kernel: "simd" },
    model: { name, format: "safetensors", tensors: layers.length },
    options: { precision: "f64", seed: 1, minSize: 50, layers: ["*"] },
    complete: true,
    seconds: 12.34,
    layers,
  };
}

/** A dozen layers with more and more spikes, biases between them. */
export function sampleTransformer(blocks = 6): ModelAnalysis {
  const layers: LayerResult[] = [];
  for (let b = 0; b < blocks; b++) {
    for (const [kind, size] of [
      ["attn.q_proj", 384],
      ["mlp.fc1", 512],
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
