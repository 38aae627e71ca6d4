/** The kernel's sources, as the tests of the house read them. */
import { execFileSync } from "node:child_process";

/** Paths of all files of assembly/ but the specs. */
export const sources: readonly string[] = execFileSync(
  "git",
  ["ls-files", "-co", "--exclude-standard", "assembly"],
  { encoding: "utf8" },
)
  .split("\n")
  .filter((path) => path.endsWith(".ts") && !path.includes("__tests__"));
