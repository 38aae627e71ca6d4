/** The parts of a layer's analysis, whatever its kind. */
import type {
  Bulk,
  LayerAnalysis,
  LayerVerdict,
  Levels,
  Part,
  PermutedControl,
  Tail,
  Unavailable,
  Vectors,
} from "../../analysis/index.ts";
import type { ProductNoise } from "../../bulk/index.ts";

/** A part that a kind of layer or a depth does not have is absent. */
export interface LayerParts {
  readonly bulk?: Part<Bulk>;
  readonly noise?: Part<ProductNoise>;
  readonly tail?: Part<Tail>;
  readonly levels?: Part<Levels>;
  readonly vectors?: Part<Vectors>;
  readonly permuted?: Part<PermutedControl>;
  readonly verdict?: Part<LayerVerdict>;
}

export type PartName = keyof LayerParts;

/** What a part holds. */
export type Held<K extends PartName> = Exclude<NonNullable<LayerParts[K]>, Unavailable>;

/** An analysis by its parts and what it always has. */
export function partsOf(analysis: LayerAnalysis): LayerParts & Pick<LayerAnalysis, "norms" | "entries"> {
  return analysis;
}

/** A part's values, undefined where there are none. */
export function held<T>(part: Part<T> | undefined): (T & { readonly available: true }) | undefined {
  return part?.available ? part : undefined;
}

const PARTS: readonly PartName[] = ["bulk", "noise", "tail", "levels", "vectors", "permuted", "verdict"];

/** Parts that could not be had of a layer, with the reasons. */
export function missingParts(
  analysis: LayerAnalysis,
): { readonly name: PartName; readonly reason: string }[] {
  const parts = partsOf(analysis);
  return PARTS.flatMap((name) => {
    const part = parts[name];
    return part && !part.available ? [{ name, reason: part.reason }] : [];
  });
}

/** Values that stand out of a layer's noise, whichever noise that is; undefined where there is none to stand out of. */
export function spikeCount(analysis: LayerAnalysis): number | undefined {
  const { bulk, noise } = partsOf(analysis);
  return (held(bulk) ?? held(noise))?.numSpikes;
}
