/** The exact bits of seeded draws, pinned: every engine and both builds of the kernel must give them, release after release. */
import { expect, test } from "vitest";
import { ensembles, Random } from "../../../src/index.ts";

/** FNV-1a over the 32-bit words of the numbers. */
function fingerprint(x: Float64Array): string {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(x.buffer, x.byteOffset, 2 * x.length))
    hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

const draws: Readonly<Record<string, () => Float64Array>> = {
  uniforms: () => new Random(5).uniforms(5000),
  normals: () => new Random(5).normals(5000),
  "gammas below 1": () => new Random(5).gammas(new Float64Array(5000).fill(0.3)),
  gammas: () => new Random(5).gammas(new Float64Array(5000).fill(30)),
  chis: () => new Random(5).chis(new Float64Array(5000).fill(7)),
  exponentials: () => new Random(5).exponentials(5000),
  students: () => new Random(5).students(5000, 2.5),
  paretos: () => new Random(5).paretos(5000, 0.7),
  stables: () => new Random(5).stables(5000, 1.3),
  goe: () => ensembles.goe(40, { seed: 6, stream: 2 }).data,
  gse: () => ensembles.gse(6, { seed: 6 }).data,
  "betaHermite d": () => ensembles.betaHermite(300, { beta: 2.5, seed: 6 }).d,
  "betaHermite e": () => ensembles.betaHermite(300, { beta: 2.5, seed: 6 }).e,
  "betaJacobi d": () => ensembles.betaJacobi(300, 0.5, 1, { seed: 6 }).d,
  circularPhases: () => ensembles.circularPhases(60, { beta: 4, seed: 6 }),
  poissonLevels: () => ensembles.poissonLevels(300, { seed: 6 }),
  percolatedWigner: () => ensembles.percolatedWigner(40, { mode: "edge", degree: 3, seed: 6 }).data,
};

test("seeded draws have the bits that were pinned", () => {
  const measured = Object.fromEntries(
    Object.entries(draws).map(([name, draw]) => [name, fingerprint(draw())]),
  );
  expect(measured).toEqual({
    "betaHermite d": "7e1361a8",
    "betaHermite e": "136ffe81",
    "betaJacobi d": "d42716af",
    chis: "f28a86f6",
    circularPhases: "4c99487b",
    exponentials: "f65ef3df",
    gammas: "45253097",
    "gammas below 1": "07c32404",
    goe: "9a0b460a",
    gse: "2ae2fe35",
    normals: "f419c382",
    paretos: "3b974a54",
    percolatedWigner: "cbd14255",
    poissonLevels: "ba67ba55",
    stables: "c8a64fea",
    students: "c4b1a85f",
    uniforms: "25a9242c",
  });
});
