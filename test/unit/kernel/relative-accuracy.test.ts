/** Small values to high relative accuracy, against mpmath (test/fixtures/kernel/generate.py). */
import { expect, test } from "vitest";
import { eighTridiagonal, svdBidiagonal } from "../../../src/kernel/index.ts";
import bidiagonals from "../../fixtures/kernel/bidiagonals.json" with { type: "json" };
import tridiagonals from "../../fixtures/kernel/tridiagonals.json" with { type: "json" };

/** A few ulps a value; LAPACK's dlasq tests allow 10 n. */
const ULPS = 12;

test.each(bidiagonals)("dqds: $name", ({ d, e, s }) => {
  const values = svdBidiagonal(d, e).s;
  values.forEach((x, i) => {
    expect(Math.abs(x - s[i])).toBeLessThanOrEqual(ULPS * 2 ** -52 * s[i]);
  });
});

test.each(tridiagonals)("bisection: $name", ({ d, e, w }) => {
  const { values } = eighTridiagonal(d, e, { range: { kind: "indices", from: 0, to: d.length - 1 } });
  values.forEach((x, i) => {
    expect(Math.abs(x - w[i])).toBeLessThanOrEqual(4 * 2 ** -52 * Math.abs(w[i]));
  });
});
