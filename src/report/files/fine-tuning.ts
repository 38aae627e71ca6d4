/**
 * Which layers to train further: those with the highest signal-to-noise ratio of their kind, after the Spectrum method
 * (Hartford, Atkins, Fernandes Neto and Golchinfar, arXiv 2406.06623), whose tool divides the ratio by the largest singular
 * value; the noise edge is this library's. The slices of one convolution kernel count together.
 */
import type { ModelAnalysis } from "../../analysis/index.ts";
import { knownOptions, requireObject, requireUpTo } from "../../base/index.ts";
import { held, partsOf } from "../columns/parts.ts";

export interface RankedLayer {
  readonly name: string;
  /** The name with its numbers taken out: layers of one kind compete. */
  readonly kind: string;
  /** Sum of the singular values above the noise edge over the sum of those at or below it, over the largest of all. */
  readonly signalToNoise: number;
}

/** Layers by kind, the highest ratio first. Layers without a fitted bulk are left out. */
export function rankLayers(analysis: ModelAnalysis): ReadonlyMap<string, readonly RankedLayer[]> {
  requireObject("analysis", analysis, ["layers"]);
  const tensors = new Map<string, { signal: number; noise: number; largest: number }>();
  for (const { name, shape, ...layer } of analysis.layers) {
    if (layer.status !== "analyzed") continue;
    const bulk = held(partsOf(layer.analysis).bulk);
    if (!bulk) continue;
    const { upperEdge } = bulk;
    const tensor = shape.length > 2 ? name.replace(/\[[\d,]*\]$/, "") : name;
    const sums = tensors.get(tensor) ?? { signal: 0, noise: 0, largest: 0 };
    for (const nu of layer.analysis.singularValues) {
      if (nu > upperEdge) sums.signal += nu;
      else sums.noise += nu;
      sums.largest = Math.max(sums.largest, nu);
    }
    tensors.set(tensor, sums);
  }
  const kinds = new Map<string, RankedLayer[]>();
  for (const [name, { signal, noise, largest }] of tensors) {
    const kind = name.replace(/\d+/g, "*");
    const signalToNoise = signal === 0 ? 0 : signal / noise / largest;
    kinds.set(kind, [...(kinds.get(kind) ?? []), { name, kind, signalToNoise }]);
  }
  for (const layers of kinds.values())
    layers.sort((a, b) => b.signalToNoise - a.signalToNoise || (a.name < b.name ? -1 : 1));
  return kinds;
}

/**
 * YAML with `unfrozen_parameters`, a list of regular expressions that trainers read: of each kind the best `share`.
 *
 * The form is that of the Spectrum tool, `^model.layers.0.fc.weight$`: periods stay as they are. Trainers that use the
 * list escape them (axolotl: `pattern.replace(".", "\\.")`), so that one escaped here would match nothing there; where
 * they are not escaped, a period matches itself among others. The other marks of regular expressions are escaped.
 * @throws INVALID_ARGUMENT unless 0 < share <= 1.
 */
export function toFineTuningYaml(analysis: ModelAnalysis, options: { readonly share?: number } = {}): string {
  knownOptions("toFineTuningYaml", options, { share: true });
  const { share = 0.5 } = options;
  requireUpTo("share", share, 0, 1);
  const ranking = rankLayers(analysis);
  if (ranking.size === 0) return "unfrozen_parameters: []\n";
  const lines = ["unfrozen_parameters:"];
  for (const [kind, layers] of ranking) {
    lines.push(`# ${yamlString(kind)}`);
    for (const { name, signalToNoise } of layers.slice(0, Math.ceil(share * layers.length))) {
      const pattern = `^${name.replace(/[\\^$*+?()[\]{}|]/g, "\\$&")}$`;
      lines.push(`- ${yamlString(pattern)} # ${signalToNoise.toPrecision(3)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** What YAML does not take as it is (1.2, section 5.1) or reads as the end of a line (1.1: also U+0085, U+2028, U+2029). */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A double-quoted scalar, safe in a comment, too: a JSON string in which YAML's further special characters are escaped. */
function yamlString(text: string): string {
  return JSON.stringify(text).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
