/** What every law is held to: its fixtures, its inverses, its mass and its draws. */
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/kernel/index.ts";
import type { Law } from "../../../src/laws/index.ts";
import { integrate } from "../../../src/statistics/quadrature.ts";

const EPS = 2 ** -52;

/** One reference point: x, density, distribution and survival function. */
export type ReferencePoint = [x: number, pdf: number, cdf: number, survival: number];

/**
 * Relative agreement, or agreement with the exact function at a point `ulps` roundings of x away: near an edge whose
 * place is itself rounded, no double-precision law can do better.
 */
export function expectClose(
  got: number,
  wanted: number,
  relative: number,
  slack: number,
  what: string,
): void {
  const allowed = relative * Math.abs(wanted) + slack;
  expect(
    Math.abs(got - wanted),
    `${what}: got ${got}, wanted ${wanted}, allowed ${allowed}`,
  ).toBeLessThanOrEqual(allowed);
}

/** Fixture points within `relative`, with four roundings of x allowed for. */
function checkPoints(law: Law, points: readonly ReferencePoint[], relative: number): void {
  for (const [x, pdf, cdf, survival] of points) {
    const slack = 4 * EPS * Math.abs(x) * pdf;
    const edges = law.support.flat().filter(Number.isFinite);
    const gap = Math.min(...edges.map((e) => Math.abs(x - e)));
    expectClose(
      law.pdf(x),
      pdf,
      relative + (4 * EPS * Math.max(...edges.map(Math.abs), 0)) / gap,
      0,
      `${law.name} pdf(${x})`,
    );
    expectClose(law.cdf(x), cdf, relative, slack, `${law.name} cdf(${x})`);
    expectClose(law.survival(x), survival, relative, slack, `${law.name} survival(${x})`);
  }
}

/** quantile and upperQuantile undo cdf and survival, up to the roundings of x and of p. */
export function checkInverses(law: Law, points: readonly ReferencePoint[], relative = 1e-12): void {
  for (const [x, pdf] of points) {
    for (const [name, p, back] of [
      ["quantile", law.cdf(x), law.quantile(law.cdf(x))],
      ["upperQuantile", law.survival(x), law.upperQuantile(law.survival(x))],
    ] as const) {
      if (p === 1) continue;
      const conditioned = (4 * EPS * p) / pdf;
      expectClose(
        back,
        x,
        relative,
        Number.isFinite(conditioned) ? conditioned : 0,
        `${law.name} ${name}(${p})`,
      );
    }
  }
}

/** The density between quantiles integrates to the difference of p, and the ends and atoms take the rest. */
export function checkMass(law: Law, tolerance = 1e-11): void {
  const atoms = law.atoms.reduce((sum, atom) => sum + atom.weight, 0);
  for (const atom of law.atoms) {
    const below = law.cdf(atom.at - 1e-9 * Math.max(1, Math.abs(atom.at)));
    expect(law.cdf(atom.at) - below).toBeCloseTo(atom.weight, 6);
  }
  let mass = 0;
  const cuts: number[] = [];
  for (const p of [1e-3, 2e-3, 4e-3, 8e-3]) cuts.push(law.quantile(atoms + (1 - atoms) * p));
  for (let p = 0.0166; p < 0.9995; p += 0.0166) cuts.push(law.quantile(atoms + (1 - atoms) * p));
  for (let i = 1; i < cuts.length; i++) mass += integrate((x) => law.pdf(x), cuts[i - 1], cuts[i], 24);
  const inside = law.cdf(cuts[cuts.length - 1]) - law.cdf(cuts[0]);
  expectClose(mass, inside, tolerance, 0, `${law.name} mass`);
  expect(law.cdf(law.quantile(1))).toBe(1);
  expect(law.survival(law.quantile(1))).toBe(0);
}

/** Kolmogorov-Smirnov distance of `count` seeded draws, atoms counted by their frequency. */
export function checkSample(law: Law, count = 20_000, seed = 11): void {
  const x = law.sample(new Random(seed), count).sort();
  let d = 0;
  for (let i = 0; i < count; i++) {
    let last = i;
    while (last + 1 < count && x[last + 1] === x[i]) last++;
    const below = law.cdf(x[i]) - (law.atoms.find((a) => a.at === x[i])?.weight ?? 0);
    d = Math.max(d, Math.abs(below - i / count), Math.abs(law.cdf(x[i]) - (last + 1) / count));
    i = last;
  }
  // Kolmogorov's law: P(sqrt(n) D > 1.95) = 0.001.
  expect(d * Math.sqrt(count), `${law.name} KS`).toBeLessThan(1.95);
}

/** What mpmath's fixtures say of a law (test/fixtures/laws/generate.py): its name, its options, points and moments. */
interface Fixture {
  readonly law: string;
  readonly options: unknown;
  readonly points: readonly ReferencePoint[];
  readonly moments: readonly number[];
}

/** The tests of a law that has fixtures, once for each of them. `fixtures` is the JSON as it was read. */
export function testFixtures(fixtures: unknown, factories: Record<string, (options: never) => Law>): void {
  describe.each((fixtures as Fixture[]).map((f) => [`${f.law} ${JSON.stringify(f.options)}`, f] as const))(
    "%s",
    (_, fixture) => {
      const law = factories[fixture.law](fixture.options as never);
      test("density, distribution and survival function agree with mpmath to 1e-12", () =>
        checkPoints(law, fixture.points, 1e-12));
      test("moments agree with mpmath to 1e-12", () => {
        for (const [i, wanted] of fixture.moments.entries()) {
          // mpmath leaves 1e-36 of a moment that vanishes by symmetry.
          const slack = Math.abs(wanted) < 1e-30 ? 1e-15 : 0;
          expectClose(law.moment(i + 1) ?? Number.NaN, wanted, 1e-12, slack, `${law.name} moment ${i + 1}`);
        }
        expect(law.moment(0)).toBe(1);
      });
      test("quantiles undo the distribution function in both tails", () =>
        checkInverses(law, fixture.points));
      test("the density carries the mass that the distribution function says", () => checkMass(law));
      test("draws pass Kolmogorov-Smirnov", () => checkSample(law));
    },
  );
}
