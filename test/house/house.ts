/** The house as it stands: every import of src and assembly, and which room and floor a file is in. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** From the ground up (ARCHITECTURE.md). Files directly in src/ are the package's entries, on top of all. */
export const FLOORS = [
  ["base", "kernel"],
  ["statistics", "laws", "ensembles", "levels", "vectors", "tails", "bulk"],
  ["models", "networks", "curvature"],
  ["analysis"],
  ["report", "run"],
  ["cli", "web"],
];
export const TOP = FLOORS.length;

/** Rooms that are planned and not built yet. */
export const PLANNED: readonly string[] = [];

/**
 * Inside floor 2: what a room may import of its own floor. The ground are laws, ensembles and statistics; levels, vectors
 * and tails are siblings on them; bulk alone stands higher (broadened densities, null bands, tests of vectors).
 */
export const FLOOR_TWO: Readonly<Record<string, readonly string[]>> = {
  statistics: [],
  ensembles: ["statistics"],
  laws: ["statistics"],
  levels: ["statistics", "laws", "ensembles"],
  vectors: ["statistics", "laws", "ensembles"],
  tails: ["statistics", "laws", "ensembles"],
  bulk: ["statistics", "laws", "ensembles", "levels", "vectors"],
};

/** Where Node's own modules may be named. */
export const NODE_ALLOWED = /^src\/(cli\/|.*\.node\.ts$)/;

export interface Import {
  readonly from: string;
  readonly to: string;
  readonly circular: boolean;
}

let read: Promise<{ files: string[]; imports: Import[] }> | undefined;

/** Every file of src and all that it imports; read once. */
export function house(): Promise<{ files: string[]; imports: Import[] }> {
  read ??= (async () => {
    const { output } = await cruise(["src"], {
      tsPreCompilationDeps: true,
      tsConfig: { fileName: "tsconfig.json" },
      enhancedResolveOptions: { extensions: [".ts", ".js"] },
      doNotFollow: { path: "node_modules" },
      ruleSet: { forbidden: [{ name: "no-circular", severity: "error", from: {}, to: { circular: true } }] },
      validate: true,
    });
    const modules = (output as ICruiseResult).modules.filter(({ source }) => source.startsWith("src/"));
    return {
      files: modules.map(({ source }) => source),
      imports: modules.flatMap(({ source, dependencies }) =>
        dependencies.map(({ resolved, circular }) => ({ from: source, to: resolved, circular })),
      ),
    };
  })();
  return read;
}

/** The folder directly in src/ that a file is in; undefined for the package's entries. */
export function roomOf(path: string): string | undefined {
  const parts = path.split("/");
  return parts[0] === "src" && parts.length > 2 ? parts[1] : undefined;
}

export function floorOf(path: string): number {
  const room = roomOf(path);
  if (room === undefined) return TOP;
  const floor = FLOORS.findIndex((rooms) => rooms.includes(room));
  if (floor < 0) throw new Error(`${path} is on no floor`);
  return floor;
}

export const textOf = (path: string) => readFileSync(root + path, "utf8");
