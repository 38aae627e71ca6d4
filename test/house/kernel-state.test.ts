/**
 * Module-level state of the kernel, and why it is there. An export runs to its end before another begins and every worker
 * has an instance of its own, so that none of it is shared; but a reader must look for who wrote it last. It may fall, not
 * grow: a new kernel takes its scratch as parameters, or as an @unmanaged record over its workspace.
 */
import { expect, test } from "vitest";
import { sources } from "./assembly.ts";
import { textOf } from "./house.ts";

/** AssemblyScript functions return one value; a record in memory would cost the inner loop a store and a load for each. */
const SECOND_RESULT = "further results of a function that inner loops call";
/** Where a call has laid its workspace out; ten addresses more as parameters of every step would hide what differs. */
const LAYOUT = "addresses of the workspace, set once at the start of a call";
/** What one sweep leaves for the choice of the next shift. */
const SWEEP = "what the last sweep left";

const STATE: Readonly<Record<string, readonly [count: number, reason: string]>> = {
  "assembly/base/numeric.ts": [3, SECOND_RESULT],
  "assembly/condensed/cauchy-sums.ts": [5, `${LAYOUT}; ${SECOND_RESULT}`],
  "assembly/condensed/divide-merge.ts": [21, `${LAYOUT}; ${SECOND_RESULT}`],
  "assembly/condensed/dqds.ts": [9, SWEEP],
  "assembly/condensed/secular-equation.ts": [7, SECOND_RESULT],
  "assembly/condensed/tridiagonal-values.ts": [16, `${LAYOUT}; ${SECOND_RESULT}`],
  "assembly/reductions/band.ts": [2, LAYOUT],
  "assembly/reductions/bidiagonalize.ts": [5, LAYOUT],
  "assembly/reductions/reduce-symmetric-to-band.ts": [5, LAYOUT],
  "assembly/reductions/reduce-to-band.ts": [6, LAYOUT],
  "assembly/reductions/tsqr.ts": [4, LAYOUT],
  "assembly/reflectors/householder.ts": [1, SECOND_RESULT],
  "assembly/reflectors/short-reflector.ts": [1, SECOND_RESULT],
  "assembly/statistics/power-law.ts": [
    1,
    "where the neighbour's largest deviation was: the next is tried there first",
  ],
};

test("the kernel has no other module-level variables", () => {
  const found = sources.flatMap((path) => {
    const count = textOf(path).match(/^(export )?let /gm)?.length ?? 0;
    return count > 0 ? [[path, count] as const] : [];
  });
  const stated = Object.entries(STATE).map(([path, [count]]) => [path, count] as const);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(stated));
});
