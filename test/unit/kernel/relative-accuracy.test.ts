/** Small values to high relative accuracy, against mpmath (test/fixtures/kernel/generate.py). */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eighTridiagonal, svdBidiagonal } from "../../../src/kernel/index.ts";

interface Case {
  readonly name: string;
  readonly d: number[];
  readonly e: number[];
  readonly s: number[];
  readonly w: number[];
}

function cases(name: string): Case[] {
  return JSON.parse(readFileSync(new URL(`../../fixtures/kernel/${name}.json`, import.meta.url), "utf8"));
}

/** A few ulps a value; LAPACK's dlasq tests allow 10 n. */
const ULPS = 12;

test.each(cases("bidiagonals"))("dqds: $name", ({ d, e, s }) => {
  const values = svdBidiagonal(d, e).s;
  values.forEach((x, i) => {
    expect(Math.abs(x - s[i])).toBeLessThanOrEqual(ULPS * 2 ** -52 * s[i]);
  });
});

test.each(cases("tridiagonals"))("bisection: $name", ({ d, e, w }) => {
  const { values } = eighTridiagonal(d, e, { range: { kind: "indices", from: 0, to: d.length - 1 } });
  values.forEach((x, i) => {
    expect(Math.abs(x - w[i])).toBeLessThanOrEqual(4 * 2 ** -52 * Math.abs(w[i]));
  });
});
