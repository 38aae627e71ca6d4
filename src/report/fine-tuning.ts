/**
 * Which layers to train further: those with the highest signal-to-noise ratio of their kind, as the Spectrum method chooses
 * them (Hartford, Atkins, Fernandes Neto and Golchinfar, arXiv 2406.06623), with this library's noise edge.
 */
import type { ModelAnalysis } from "../analysis/index.ts";
import { WignerscopeError } from "../kernel/index.ts";

export interface RankedLayer {
  readonly name: string;
  /** The name with its numbers taken out: layers of one kind compete. */
  readonly kind: string;
  /** Sum of the singular values above the noise edge over the sum of those at or below it. */
  readonly signalToNoise: number;
}

/** Layers by kind, the highest ratio first. Layers without a fitted bulk are left out. */
export function rankLayers(analysis: ModelAnalysis): ReadonlyMap<string, readonly RankedLayer[]> {
  const kinds = new Map<string, RankedLayer[]>();
  for (const layer of analysis.layers) {
    if (layer.status !== "analyzed" || !layer.analysis.bulk.available) continue;
    const { upperEdge } = layer.analysis.bulk;
    let [signal, noise] = [0, 0];
    for (const nu of layer.analysis.singularValues) {
      if (nu > upperEdge) signal += nu;
      else noise += nu;
    }
    const kind = layer.name.replace(/\d+/g, "*");
    const ranked = {
      name: layer.name,
      kind,
      signalToNoise: noise > 0 ? signal / noise : Number.POSITIVE_INFINITY,
    };
    kinds.set(kind, [...(kinds.get(kind) ?? []), ranked]);
  }
  for (const layers of kinds.values())
    layers.sort((a, b) => b.signalToNoise - a.signalToNoise || (a.name < b.name ? -1 : 1));
  return kinds;
}

/**
 * YAML with `unfrozen_parameters`, a list of regular expressions that trainers read: of each kind the best `share`.
 * @throws INVALID_ARGUMENT unless 0 < share <= 1.
 */
export function toFineTuningYaml(analysis: ModelAnalysis, options: { readonly share?: number } = {}): string {
  const { share = 0.5 } = options;
  if (!(share > 0 && share <= 1))
    throw new WignerscopeError("INVALID_ARGUMENT", `share must lie in (0, 1], got ${share}`);
  const lines = ["unfrozen_parameters:"];
  for (const [kind, layers] of rankLayers(analysis)) {
    lines.push(`# ${JSON.stringify(kind)}`);
    for (const { name, signalToNoise } of layers.slice(0, Math.ceil(share * layers.length))) {
      const pattern = `^${name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
      // A JSON string is a YAML double-quoted string, whatever the name holds.
      lines.push(`- ${JSON.stringify(pattern)} # ${signalToNoise.toPrecision(3)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
