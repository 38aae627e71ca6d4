/** Fills in what a law does not give by itself: the survival function, quantiles, sampling. */

import {
  pointwise,
  requireInteger,
  requireObject,
  requireProbability,
  WignerscopeError,
} from "../base/index.ts";
import type { Random } from "../kernel/index.ts";
import { findRoot } from "../statistics/index.ts";
import type { Atom, Interval, Law } from "./law.ts";
import type { Complex } from "./special/complex.ts";

/** The parts of a law; those that are left out come from the others. */
export interface LawDefinition {
  readonly name: string;
  readonly support: readonly Interval[];
  readonly atoms?: readonly Atom[];
  pdf(x: number): number;
  cdf(x: number): number;
  /** Default 1 - cdf(x). */
  survival?(x: number): number;
  /** For 0 < p < 1. Default: the root of cdf(x) = p (of survival(x) = 1 - p above the median). */
  quantile?(p: number): number;
  /** For 0 < p < 1. Default: the root of survival(x) = p. */
  upperQuantile?(p: number): number;
  /** Default: quantile(uniform). */
  sample?(random: Random, count: number): Float64Array;
  /** For integers k >= 1. */
  moment(k: number): number | undefined;
  /** Left out where it is not elementary. */
  stieltjes?(z: Complex): Complex;
}

/** Stands for a uniform of 0, whose quantile may be minus infinity. */
const LEAST_UNIFORM = 2 ** -54;

/** A complete, frozen law. */
export function defineLaw(definition: LawDefinition): Law {
  requireObject("defineLaw: definition", definition, ["name", "support", "pdf", "cdf", "moment"]);
  const { name, support, atoms = [] } = definition;
  const ends = endsOf(definition);
  const masses = massesOf(definition, ends);
  const { quantile, upperQuantile } = quantilesOf(definition, ends, masses);
  return Object.freeze({
    name,
    support: Object.freeze(support.map((s) => Object.freeze([s[0], s[1]] as const))),
    atoms: Object.freeze(atoms.map((a) => Object.freeze({ ...a }))),
    pdf: pointwise("pdf", "x", (x) => (Number.isNaN(x) ? x : definition.pdf(x))),
    cdf: pointwise("cdf", "x", masses.cdf),
    survival: pointwise("survival", "x", masses.survival),
    quantile: pointwise("quantile", "p", quantile),
    upperQuantile: pointwise("upperQuantile", "p", upperQuantile),
    sample(random: Random, count: number): Float64Array {
      requireInteger("count", count, 0);
      return (
        definition.sample?.(random, count) ?? random.uniforms(count).map((u) => quantile(u || LEAST_UNIFORM))
      );
    },
    moment(k: number): number | undefined {
      requireInteger("k", k, 0);
      return k === 0 ? 1 : definition.moment(k);
    },
    ...(definition.stieltjes ? { stieltjes: definition.stieltjes } : {}),
  });
}

/** The smallest closed interval with all the mass. */
function endsOf({ support, atoms = [] }: LawDefinition): Interval {
  const places = atoms.map(({ at }) => at);
  return [
    Math.min(...support.map(([low]) => low), ...places),
    Math.max(...support.map(([, high]) => high), ...places),
  ];
}

interface Masses {
  cdf(x: number): number;
  survival(x: number): number;
}

/** The distribution function and what lies above, exact outside the ends; NaN stays NaN. */
function massesOf(definition: LawDefinition, [lowest, highest]: Interval): Masses {
  return {
    cdf: (x) => (Number.isNaN(x) ? x : x < lowest ? 0 : x >= highest ? 1 : definition.cdf(x)),
    survival(x) {
      if (Number.isNaN(x)) return x;
      if (x < lowest) return 1;
      if (x >= highest) return 0;
      return definition.survival ? definition.survival(x) : 1 - definition.cdf(x);
    },
  };
}

/** The definition's own quantiles, or roots of its masses. */
function quantilesOf(definition: LawDefinition, [lowest, highest]: Interval, { cdf, survival }: Masses) {
  const quantile = (p: number): number => {
    requireProbability(p);
    if (p === 0) return lowest;
    if (p === 1) return highest;
    if (definition.quantile) return definition.quantile(p);
    return firstPlace(definition, highest, p > 0.5 ? (x) => 1 - p - survival(x) : (x) => cdf(x) - p);
  };
  const upperQuantile = (p: number): number => {
    requireProbability(p);
    if (p === 0) return highest;
    if (p === 1) return lowest;
    if (definition.upperQuantile) return definition.upperQuantile(p);
    return p >= 0.5 ? quantile(1 - p) : firstPlace(definition, highest, (x) => p - survival(x));
  };
  return { quantile, upperQuantile };
}

/**
 * The first x where the monotone `level` is no longer negative: at an atom, at the start of an interval, or inside one.
 * Both cdf(x) - p and p - survival(x) rise by an atom's weight at the atom.
 */
function firstPlace(
  { support, atoms = [] }: LawDefinition,
  highest: number,
  level: (x: number) => number,
): number {
  const jump = atoms.find((atom) => level(atom.at) >= 0 && level(atom.at) - atom.weight < 0);
  if (jump) return jump.at;
  for (const [low, high] of support)
    if (high === Number.POSITIVE_INFINITY || level(high) >= 0) {
      const [a, b] = finiteBracket(level, low, high);
      return level(a) >= 0 ? a : findRoot(level, a, b);
    }
  return highest;
}

/** @throws INVALID_ARGUMENT for anything but a law. */
export function checkLaw(name: string, law: Law): void {
  requireObject(name, law, ["name", "support", "atoms", "pdf", "cdf"]);
}

/** Replaces infinite ends by finite ones that still hold the first place where `level` turns non-negative. */
function finiteBracket(level: (x: number) => number, low: number, high: number): Interval {
  let a = low;
  let b = high;
  if (a === Number.NEGATIVE_INFINITY) {
    a = b === Number.POSITIVE_INFINITY ? -1 : b - 1;
    for (let step = 1; level(a) >= 0; step *= 2) {
      b = a;
      a -= step;
      if (a === Number.NEGATIVE_INFINITY) throw noQuantile();
    }
  }
  if (b === Number.POSITIVE_INFINITY) {
    b = a + 1;
    for (let step = 1; level(b) < 0; step *= 2) {
      a = b;
      b += step;
      if (b === Number.POSITIVE_INFINITY) throw noQuantile();
    }
  }
  return [a, b];
}

const noQuantile = () =>
  new WignerscopeError("NO_CONVERGENCE", "the quantile is beyond the range of doubles");
