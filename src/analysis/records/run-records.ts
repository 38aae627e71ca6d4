/** The record of a run over a model: what it was, how it was asked for, and every row. */
import type { ComparisonResult } from "./comparison-results.ts";
import type { LayerResult } from "./layer-results.ts";
import type { LayerKind } from "./matrix-results.ts";

/** Version of the JSON records, docs/schema.md: it changes when a property changes its meaning or goes away. */
export const SCHEMA = 2;

/** The program that made a record. */
export interface Generator {
  readonly name: "wignerscope";
  readonly version: string;
  readonly kernel: "simd" | "relaxed";
}

/** A model file, as records name it. */
export interface ModelFacts {
  readonly name: string;
  readonly format: string;
  readonly tensors: number;
}

/** What a run was asked for and how it went. */
export interface RunFacts {
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** True when every selected layer is there, false when the run was stopped. */
  readonly complete: boolean;
  readonly seconds: number;
}

/** A finished (or stopped) run over one model. */
export interface ModelAnalysis extends RunFacts {
  readonly schema: typeof SCHEMA;
  readonly generator: Generator;
  readonly model: ModelFacts;
  readonly layers: readonly LayerResult[];
  readonly summary: ModelSummary;
}

/** A finished (or stopped) comparison of a model with its base. */
export interface ModelComparison extends RunFacts {
  readonly schema: typeof SCHEMA;
  readonly generator: Generator;
  readonly base: ModelFacts;
  readonly model: ModelFacts;
  /** In the base's order. */
  readonly layers: readonly ComparisonResult[];
  readonly summary: ComparisonSummary;
}

/** The verdict on a model, with the number of layers taken into account. */
export interface ModelSummary {
  /** Probability, at most, that any layer is called learned when all of them are noise. */
  readonly level: number;
  /** Layers that were tested. */
  readonly tests: number;
  /** Per tested layer: the p-value after Holm's correction (Scand. J. Statist. 6, 65, 1979). */
  readonly tested: readonly {
    readonly index: number;
    readonly name: string;
    readonly kind: LayerKind;
    readonly adjustedP: number;
    readonly learned: boolean;
  }[];
  readonly learnedLayers: number;
  readonly sentence: string;
}

/** The verdict on what changed: tests are of W - W0 of each matrix that is not identical. */
export interface ComparisonSummary extends ModelSummary {
  /** Matrices that were compared, and those of them that are equal to the last bit. */
  readonly compared: number;
  readonly identical: number;
}
