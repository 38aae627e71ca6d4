/**
 * `npm run scaffold -- KIND NAME`: the files of a new law, ensemble, statistic, format, kernel or figure, their tests, and their
 * lines in the lists that name them, after the house's patterns. What it writes works and passes: change the mathematics and
 * the values in the test.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ensemble } from "./scaffold/ensemble.mjs";
import { figure } from "./scaffold/figure.mjs";
import { format } from "./scaffold/format.mjs";
import { kernel } from "./scaffold/kernel.mjs";
import { law } from "./scaffold/law.mjs";
import { statistic } from "./scaffold/statistic.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const RECIPES = { law, ensemble, statistic, format, kernel, figure };

/** Writes everything, or returns what is wrong. */
function scaffold(kind, kebab) {
  if (!(kind in RECIPES) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab ?? ""))
    return `npm run scaffold -- ${Object.keys(RECIPES).join("|")} NAME, where NAME is kebab-case, for instance my-${kind ?? "law"}`;
  const camel = kebab.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  const pascal = camel[0].toUpperCase() + camel.slice(1);
  const { edits, names, files, build, look } = RECIPES[kind]({ kebab, camel, pascal });
  const taken = Object.keys(files).find((path) => existsSync(root + path));
  if (taken) return `${taken} exists already`;
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
    console.log(`wrote ${path}`);
  }
  for (const { file, change } of edits) {
    writeFileSync(root + file, change(readFileSync(root + file, "utf8")));
    console.log(`added a line to ${file}`);
  }
  const accepted = names.length > 0 && `npm run accept:names (${names.join(", ")})`;
  const next = ["npm run format", build, accepted, look].filter(Boolean);
  console.log(`next: ${next.join("\n      ")}`);
  return undefined;
}

const problem = scaffold(process.argv[2], process.argv[3]);
if (problem) {
  console.error(problem);
  process.exitCode = 2;
}
