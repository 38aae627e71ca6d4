/** Point masses: a known population spectrum, as an input of free convolutions. */
import { refuse, requireFinite, requireObject, requireOptions, requirePositive } from "../../base/index.ts";
import { defineLaw } from "../define-law.ts";
import type { Atom, Law } from "../law.ts";
import { add, complex, divide } from "../special/complex.ts";

export interface DiscreteOptions {
  /** Places and positive weights; the weights are divided by their sum. Equal places are joined. */
  readonly atoms: readonly Atom[];
}

/**
 * The law of the given point masses.
 * @throws INVALID_ARGUMENT for an empty list, a place that is not finite or a weight that is not positive.
 */
export function discrete(options: DiscreteOptions): Law {
  requireOptions("discrete", options, { atoms: true });
  requireObject("discrete: options", options, ["atoms"]);
  const byPlace = new Map<number, number>();
  let total = 0;
  for (const { at, weight } of options.atoms) {
    requireFinite("atoms[].at", at);
    total += requirePositive("atoms[].weight", weight);
    byPlace.set(at, (byPlace.get(at) ?? 0) + weight);
  }
  if (byPlace.size === 0) refuse("atoms", "a list with at least 1 atom", options.atoms);
  const atoms = [...byPlace]
    .map(([at, weight]) => ({ at, weight: weight / total }))
    .sort((a, b) => a.at - b.at);
  const massUpTo = (x: number) => atoms.reduce((sum, a) => (a.at <= x ? sum + a.weight : sum), 0);
  const massAbove = (x: number) => atoms.reduce((sum, a) => (a.at > x ? sum + a.weight : sum), 0);
  return defineLaw({
    name: `discrete(${atoms.length} atoms)`,
    support: [],
    atoms,
    pdf: () => 0,
    cdf: massUpTo,
    survival: massAbove,
    moment: (k) => atoms.reduce((sum, a) => sum + a.weight * a.at ** k, 0),
    stieltjes: (z) =>
      atoms.reduce(
        (sum, a) => add(sum, divide(complex(a.weight), { re: z.re - a.at, im: z.im })),
        complex(0),
      ),
  });
}
