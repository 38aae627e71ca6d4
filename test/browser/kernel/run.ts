/** Runs unit tests of the kernel in this page: `?part=0&of=2` every second file, from the first on. */
/// <reference types="vite/client" />
import { type File, startTests, type Task } from "@vitest/runner";

/** What a page found. */
export interface Outcome {
  readonly passed: number;
  /** Name and message of each test that failed, and of files that could not be run. */
  readonly failed: readonly string[];
}

declare global {
  interface Window {
    outcome?: Outcome;
  }
}

const loaders = import.meta.glob("../../unit/kernel/*.test.ts") as Record<string, () => Promise<unknown>>;

function results(files: readonly File[]): Outcome {
  let passed = 0;
  const failed: string[] = [];
  const visit = (task: Task, path: string) => {
    const name = `${path} > ${task.name}`;
    if (task.type === "test" && task.result?.state === "pass") passed++;
    else if (task.type === "test" || task.result?.state === "fail")
      for (const { message } of task.result?.errors ?? [{ message: task.result?.state ?? "did not run" }])
        failed.push(`${name}: ${message}`);
    if (task.type === "suite") for (const inner of task.tasks) visit(inner, name);
  };
  for (const file of files) visit(file, "");
  return { passed, failed };
}

const query = new URLSearchParams(location.search);
const [part, of] = [Number(query.get("part")), Number(query.get("of"))];
const paths = Object.keys(loaders).filter((_, i) => i % of === part);
const files = await startTests(paths, {
  config: {
    root: "/",
    setupFiles: [],
    name: "browser",
    passWithNoTests: false,
    testNamePattern: undefined,
    allowOnly: false,
    sequence: { seed: 0, hooks: "stack", setupFiles: "list" },
    chaiConfig: undefined,
    maxConcurrency: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    includeTaskLocation: false,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
  importFile: (path) => loaders[path](),
});
window.outcome = results(files);
