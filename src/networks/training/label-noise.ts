/** Labels of which a share is random: what a network can only memorise. */
import { requireBetween, requireInteger } from "../../base/index.ts";
import { DEFAULT_SEED, Random } from "../../kernel/index.ts";

/**
 * A copy of the labels in which each is, with probability `share`, replaced by a class drawn from all `classes`
 * uniformly (it may be the same again). The same seed gives the same labels.
 * @throws INVALID_ARGUMENT
 */
export function noisyLabels(
  labels: Int32Array,
  classes: number,
  share: number,
  options: { readonly seed?: number } = {},
): Int32Array {
  requireBetween("share", share, 0, 1);
  requireInteger("classes", classes, 1);
  const draws = new Random(options.seed ?? DEFAULT_SEED).uniforms(2 * labels.length);
  return labels.map((label, i) => (draws[2 * i] < share ? Math.floor(draws[2 * i + 1] * classes) : label));
}
