/** Writes the tables of columns in docs/schema.md anew from the catalogue. A test holds them equal. */
import { readFileSync, writeFileSync } from "node:fs";
import { COLUMNS, COMPARISON_COLUMNS, CURVATURE_COLUMNS } from "../src/report/index.ts";

const PAGE = "docs/schema.md";
const HEAD = "| column | type | unit | meaning |\n|---|---|---|---|\n";

const tables = [COLUMNS, COMPARISON_COLUMNS, CURVATURE_COLUMNS].map((columns) =>
  columns
    .map(({ name, type, unit, meaning }) => `| \`${name}\` | ${type} | ${unit ?? ""} | ${meaning} |\n`)
    .join(""),
);
let next = 0;
const page = readFileSync(PAGE, "utf8").replace(
  /^\| column \| type (?:\| unit )?\| meaning \|\n\|[-|]+\n(?:\|.*\n)+/gm,
  () => HEAD + (tables[next++] ?? ""),
);
if (next !== tables.length)
  throw new Error(`${PAGE} has ${next} tables of columns, ${tables.length} are known`);
writeFileSync(PAGE, page);
console.log(`${tables.length} tables written to ${PAGE}`);
