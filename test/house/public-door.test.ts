/** The public door grows by decision: its names are those of public-names.txt. `npm run accept:names` writes the list anew. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LIST, publicNames } from "./public-names.ts";

const listed = readFileSync(LIST, "utf8").trimEnd().split("\n");
const names = publicNames();

test("the public names are those that were decided on", () => {
  const added = names.filter((name) => !listed.includes(name));
  const gone = listed.filter((name) => !names.includes(name));
  expect({ added, gone }, "decide, then `npm run accept:names`").toEqual({ added: [], gone: [] });
});

test("the list names nothing twice", () => {
  expect(new Set(listed).size).toBe(listed.length);
});

/** DESIGN's contract: these names are promised. */
const CONTRACT =
  "init svdvals svd eigvalsh eigh eighTridiagonal qr matmul gram lanczos unfold spacings spacingRatios numberVariance spectralRigidity formFactor porterThomas laws.marchenkoPastur ensembles.goe ensembles.wishart fitBulk fitPowerLaw localHill shrink openModel analyzeMatrix analyzeModel";

test.each(CONTRACT.split(" "))("%s is promised", (name) => {
  expect(names).toContain(name);
});
