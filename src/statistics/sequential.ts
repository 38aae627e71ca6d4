/**
 * Sequential Monte Carlo: null values are drawn until the p-value is known well enough (Besag and Clifford, Biometrika 78,
 * 301, 1991), with one look before that at which a value far beyond the null is let go.
 */
import { pOfCount } from "./monte-carlo.ts";

export interface SequentialRule {
  /** Most draws. */
  readonly samples: number;
  /** Drawing ends with the null value that is the h-th to reach the observed one: p = h/l after l draws, good to 1/sqrt(h). */
  readonly exceedances: number;
  /** Drawing ends after this many when none of them reaches it: p = 1/(1 + firstLook). 0 for no such look. */
  readonly firstLook: number;
}

export interface SequentialP {
  readonly p: number;
  /** Null values drawn, and how many of them reach the observed one. */
  readonly drawn: number;
  readonly reached: number;
}

/**
 * p-value of an observed value among null values that are asked for one by one: `reaches(i)` draws number i and says whether it
 * is at least the observed one.
 *
 * Under the null the number of k among l that reach is uniform on 0..l (Polya's urn), so the chance of every way to end is
 * known. The ways in their order: at the first look, then at the end with few, then early with many. p is the chance of
 * ending in this way or one before it; it is exactly uniform on its grid: with no first look h/l and (1 + k)/(1 + samples),
 * with one the chance that those and the first look have together.
 */
export function sequentialP(rule: SequentialRule, reaches: (index: number) => boolean): SequentialP {
  const { samples, exceedances, firstLook } = rule;
  let reached = 0;
  for (let drawn = 1; drawn <= samples; drawn++) {
    if (reaches(drawn - 1)) reached++;
    if (reached >= exceedances)
      return { p: chanceOfFewer(exceedances, drawn - 1, firstLook), drawn, reached };
    if (drawn === firstLook && reached === 0) return { p: pOfCount(0, drawn), drawn, reached };
  }
  return { p: chanceOfFewer(reached + 1, samples, firstLook), drawn: samples, reached };
}

/**
 * Chance under the null that fewer than h of l values reach, or that none of the first `look` does (where l is beyond them).
 * Of k among l in random places none is among the first `look` with the chance C(l - look, k)/C(l, k).
 */
function chanceOfFewer(h: number, l: number, look: number): number {
  const fewer = h / (l + 1);
  if (look === 0 || l <= look) return fewer;
  let [both, chance] = [0, 1];
  for (let k = 0; k < h; k++) {
    both += chance / (l + 1);
    chance *= (l - look - k) / (l - k);
  }
  return fewer + 1 / (look + 1) - both;
}
