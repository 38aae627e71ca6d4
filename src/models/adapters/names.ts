/**
 * The names that trainers give to the tensors of low-rank adapters (Hu et al., LoRA, arXiv 2106.09685), the one place
 * where they are spelled: factors A (r x in) and B (out x r) of the module X, and what stands beside them.
 *
 *   PEFT       X.lora_A.weight, X.lora_A.NAME.weight, X.lora_A                X.lora_B...
 *   kohya      X.lora_down.weight, X.alpha                                    X.lora_up.weight
 *   diffusers  X.lora.down.weight, X_lora.down.weight, X.lora_linear_layer... X.lora.up.weight...
 */

const CONVENTIONS = [
  { pattern: /^(.+)\.lora_A((?:\.[^.]+)?(?:\.weight)?)$/, a: "lora_A", b: "lora_B" },
  { pattern: /^(.+)\.lora_down(\.weight)$/, a: "lora_down", b: "lora_up" },
  { pattern: /^(.+)[._]lora\.down(\.weight)$/, a: "lora.down", b: "lora.up" },
  {
    pattern: /^(.+)\.lora_linear_layer\.down(\.weight)$/,
    a: "lora_linear_layer.down",
    b: "lora_linear_layer.up",
  },
] as const;

/** What PEFT puts before the module's own name. */
const WRAPPER = /^base_model\.model\./;

/** kohya's names: a prefix for the network, and underscores for the periods of the module's name. */
const FLAT_PREFIX = /^lora_(?:unet|te\d?|transformer|prior)_/;

/** PEFT's configuration, in the adapter's folder. */
export const ADAPTER_CONFIG = "adapter_config.json";

/** A factor A by its name. */
export interface FactorName {
  /** What comes before both factors' names. */
  readonly stem: string;
  /** The module that is adapted, as configurations name it. */
  readonly module: string;
  /** The name of its partner B. */
  readonly b: string;
}

/** What the name of a factor A says; undefined for every other name. */
export function factorName(name: string): FactorName | undefined {
  for (const { pattern, a, b } of CONVENTIONS) {
    const match = pattern.exec(name);
    if (!match) continue;
    const [, stem, rest] = match;
    const partner = `${name.slice(0, name.length - rest.length - a.length)}${b}${rest}`;
    return { stem, module: stem.replace(WRAPPER, ""), b: partner };
  }
  return undefined;
}

/** Whether a tensor of this name is a factor of a low-rank adapter. */
export function isFactor(name: string): boolean {
  // A factor B has the name of an A with the partner's word in its place.
  return CONVENTIONS.some(
    ({ pattern, a, b }) => pattern.test(name) || (name.includes(b) && pattern.test(name.replace(b, a))),
  );
}

/** What may stand beside a pair, behind its stem: the scalar alpha, a third factor (LoCon), a magnitude (DoRA). */
export const BESIDE_A_PAIR = {
  alpha: [".alpha"],
  middle: [".lora_mid.weight"],
  magnitude: [
    ".lora_magnitude_vector",
    ".lora_magnitude_vector.weight",
    ".lora_magnitude_vector.default.weight",
    ".dora_scale",
  ],
} as const;

/** The files beside a model that its tensors' names call for: other trainers than PEFT write the factor into the file. */
export function companionsOf(tensors: readonly string[]): readonly string[] {
  return tensors.some((name) => name.includes(CONVENTIONS[0].a)) ? [ADAPTER_CONFIG] : [];
}

/** The weight that a module's factors change: by its name, or by its flat name, as `flatName` has it. */
export function adaptedWeight(module: string): string {
  return FLAT_PREFIX.test(module) ? module.replace(FLAT_PREFIX, "") : `${module}.weight`;
}

/** The name of a weight, or of a slice of one, as kohya's trainer flattens it. */
export function flatName(weight: string): string {
  return weight.replace(/\.weight(\[[\d,]*\])?$/, "$1").replaceAll(".", "_");
}
