/** What a transformer adds: softmax of rows, products of two values, tables of vectors. */
import { knownOptions, requirePositive, WignerscopeError } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { AttentionSpec, EmbeddingSpec, MatmulSpec, Shape, SoftmaxSpec } from "../spec.ts";
import { bilinearPasses } from "./bilinear.ts";
import { COMMON, onlyInput, shown, wholeNumber } from "./checks.ts";
import type { LayerDefinition, LayerPasses, Place } from "./layer.ts";

export const softmax: LayerDefinition<SoftmaxSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, scale: true, causal: true });
    requirePositive(`${where}: scale`, spec.scale ?? 1);
    const shape = onlyInput(inputs, where);
    if (spec.causal && shape[shape.length - 1] !== shape[shape.length - 2])
      throw new WignerscopeError(
        "INVALID_SHAPE",
        `${where}: causal needs square matrices [..., n, n], got ${shown(shape)}`,
      );
    return { shape, parameters: [] };
  },
  passes(spec, { node, inputs, shape }, run) {
    const [from] = inputs;
    const n = shape[shape.length - 1];
    const perSample = entries(shape) / n;
    const scale = spec.scale ?? 1;
    const causal = spec.causal === true;
    return {
      forward: ({ samples, value }) =>
        run.softmaxRows(samples * perSample, n, causal, scale, value[from], value[node]),
      tangent({ samples, value }, { count, tangent }) {
        const rows = samples * perSample;
        run.clear(tangent[node], count * rows * n);
        run.addSoftmaxJacobian(count, rows, n, scale, value[node], tangent[from], tangent[node]);
      },
      pull({ samples, value }, { count, adjoint }) {
        const rows = samples * perSample;
        run.addSoftmaxJacobian(count, rows, n, scale, value[node], adjoint[node], adjoint[from]);
      },
      curve(tape, { count, tangent }, { adjoint }) {
        const rows = tape.samples * perSample;
        run.addSoftmaxCurvature(
          count,
          rows,
          n,
          scale,
          tape.value[node],
          tape.adjoint[node],
          tangent[from],
          adjoint[from],
        );
      },
    };
  },
};

function twoInputs(inputs: readonly Shape[], where: string): readonly [Shape, Shape] {
  if (inputs.length !== 2)
    throw new WignerscopeError("INVALID_SHAPE", `${where} must have two inputs, got ${inputs.length}`);
  return [inputs[0], inputs[1]];
}

/** @throws INVALID_SHAPE for two inputs that do not chain. */
function mismatch(where: string, wanted: string, a: Shape, b: Shape): WignerscopeError {
  return new WignerscopeError(
    "INVALID_SHAPE",
    `${where}: its inputs must be ${wanted}, got ${shown(a)} and ${shown(b)}`,
  );
}

export const matmul: LayerDefinition<MatmulSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, transpose: true });
    const [a, b] = twoInputs(inputs, where);
    const [k, n] = spec.transpose ? [b[b.length - 1], b[b.length - 2]] : [b[b.length - 2], b[b.length - 1]];
    const batch = a.slice(0, -2);
    if (
      a.length < 2 ||
      a.length !== b.length ||
      shown(batch) !== shown(b.slice(0, -2)) ||
      a[a.length - 1] !== k
    )
      throw mismatch(
        where,
        spec.transpose ? "[..., m, k] and [..., n, k]" : "[..., m, k] and [..., k, n]",
        a,
        b,
      );
    return { shape: [...batch, a[a.length - 2], n], parameters: [] };
  },
  passes(spec, place, run) {
    const [a] = place.inputShapes;
    const [m, n] = place.shape.slice(-2);
    const k = a[a.length - 1];
    return bilinearPasses(place, run, {
      batch: entries(a.slice(0, -2)),
      m,
      n,
      k,
      a: { step: m * k, row: k },
      b: spec.transpose
        ? { step: n * k, row: k, transposed: true }
        : { step: n * k, row: n, transposed: false },
      c: { step: m * n, row: n },
    });
  },
};

function headFeatures(features: number, heads: number, where: string): number {
  wholeNumber(where, "heads", heads, 1);
  if (features % heads !== 0)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `${where}: heads must divide the ${features} features, got ${heads}`,
    );
  return features / heads;
}

export const attentionScores: LayerDefinition<AttentionSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, heads: true });
    const [q, k] = twoInputs(inputs, where);
    if (q.length !== 2 || k.length !== 2 || q[1] !== k[1])
      throw mismatch(where, "queries and keys [positions, features]", q, k);
    headFeatures(q[1], spec.heads, where);
    return { shape: [spec.heads, q[0], k[0]], parameters: [] };
  },
  passes({ heads }, place, run) {
    const [[m, features], [n]] = place.inputShapes;
    const k = features / heads;
    return bilinearPasses(place, run, {
      batch: heads,
      m,
      n,
      k,
      a: { step: k, row: features },
      b: { step: k, row: features, transposed: true },
      c: { step: m * n, row: n },
    });
  },
};

export const attentionMix: LayerDefinition<AttentionSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, heads: true });
    const [weights, values] = twoInputs(inputs, where);
    const fits =
      weights.length === 3 && values.length === 2 && weights[0] === spec.heads && weights[2] === values[0];
    if (!fits) throw mismatch(where, "weights [heads, m, n] and values [n, features]", weights, values);
    headFeatures(values[1], spec.heads, where);
    return { shape: [weights[1], values[1]], parameters: [] };
  },
  passes({ heads }, place, run) {
    const [[, m, k], [, features]] = place.inputShapes;
    const n = features / heads;
    return bilinearPasses(place, run, {
      batch: heads,
      m,
      n,
      k,
      a: { step: m * k, row: k },
      b: { step: n, row: features, transposed: false },
      c: { step: n, row: features },
    });
  },
};

export const embedding: LayerDefinition<EmbeddingSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, { ...COMMON, vocabulary: true, features: true });
    const shape = onlyInput(inputs, where);
    const table = [
      wholeNumber(where, "vocabulary", spec.vocabulary, 1),
      wholeNumber(where, "features", spec.features, 1),
    ];
    return {
      shape: [...shape, spec.features],
      parameters: [{ name: "weight", shape: table, role: "table" }],
    };
  },
  passes: embeddingPasses,
};

function embeddingPasses(
  { vocabulary, features }: EmbeddingSpec,
  place: Place,
  run: Arithmetic,
): LayerPasses {
  const { node, inputs, size, offsets } = place;
  const [from] = inputs;
  const { bytes } = run.type;
  const positions = entries(place.inputShapes[0]);
  const tableAt = offsets[0] * bytes;
  return {
    forward({ samples, value, parameters }) {
      const n = samples * positions;
      run.clear(value[node], n * features);
      const bad = run.addTableRows(n, vocabulary, features, value[from], parameters + tableAt, value[node]);
      if (bad >= 0) {
        const [token] = new run.type.array(run.memory.buffer, value[from] + bad * bytes, 1);
        throw new WignerscopeError(
          "INVALID_ARGUMENT",
          `inputs must be whole numbers from 0 to ${vocabulary - 1} for an embedding, got ${token}`,
        );
      }
    },
    tangent({ samples, value }, { count, vectors, tangent }) {
      const n = samples * positions;
      run.clear(tangent[node], count * n * features);
      for (let v = 0; v < count; v++)
        run.addTableRows(
          n,
          vocabulary,
          features,
          value[from],
          vectors + v * size * bytes + tableAt,
          tangent[node] + v * n * features * bytes,
        );
    },
    pull({ samples, value }, { count, adjoint, gradient }) {
      const n = samples * positions;
      for (let v = 0; v < count && gradient; v++)
        run.addToTable(
          n,
          features,
          value[from],
          adjoint[node] + v * n * features * bytes,
          gradient + v * size * bytes + tableAt,
        );
    },
  };
}
