/** The house's one structural law: a file imports only from its own floor or below, and nothing goes round in circles. */
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { expect, test } from "vitest";

/** From the ground up (docs: ARCHITECTURE.md). Files directly in src/ are the package's entries, on top of all. */
const FLOORS = [
  ["kernel"],
  ["laws", "ensembles", "levels", "vectors", "bulk", "tails"],
  ["models", "hessian"],
  ["analysis"],
  ["report", "run"],
  ["cli", "web"],
];
const TOP = FLOORS.length;

/** Where Node's own modules may be named. */
const NODE_ALLOWED = /^src\/(cli\/|run\/[^/]+\.node\.ts$|index\.node\.ts$)/;

const { output } = await cruise(["src"], {
  tsPreCompilationDeps: true,
  tsConfig: { fileName: "tsconfig.json" },
  enhancedResolveOptions: { extensions: [".ts", ".js"] },
  doNotFollow: { path: "node_modules" },
  ruleSet: { forbidden: [{ name: "no-circular", severity: "error", from: {}, to: { circular: true } }] },
  validate: true,
});
const { modules } = output as ICruiseResult;
const sources = modules.filter((module) => module.source.startsWith("src/"));

function floorOf(path: string): number {
  const folder = path.split("/")[1];
  const floor = FLOORS.findIndex((folders) => folders.includes(folder));
  if (floor < 0 && path.split("/").length > 2) throw new Error(`${path} is on no floor`);
  return floor < 0 ? TOP : floor;
}

function offences(isOffence: (from: string, to: string, circular: boolean) => boolean): string[] {
  return sources.flatMap((module) =>
    module.dependencies
      .filter((dependency) => isOffence(module.source, dependency.resolved, dependency.circular))
      .map((dependency) => `${module.source} -> ${dependency.resolved}`),
  );
}

test("the whole of src was read", () => {
  expect(sources.length).toBeGreaterThan(30);
  for (const folder of FLOORS.flat().filter((name) => name !== "hessian" && name !== "web"))
    expect(
      sources.some((module) => module.source.startsWith(`src/${folder}/`)),
      folder,
    ).toBe(true);
});

test("nothing imports upwards", () => {
  expect(offences((from, to) => to.startsWith("src/") && floorOf(to) > floorOf(from))).toEqual([]);
});

test("nothing imports in circles", () => {
  expect(offences((_from, _to, circular) => circular)).toEqual([]);
});

test("node's modules are named only where Node is meant", () => {
  const isNode = (to: string) =>
    /^(node:)?(fs|fs\/promises|os|path|process|url|util|worker_threads|child_process|crypto|stream|buffer|http|https|readline|tty|perf_hooks|module)$/.test(
      to,
    );
  expect(offences((from, to) => isNode(to) && !NODE_ALLOWED.test(from))).toEqual([]);
});
