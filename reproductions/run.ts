/**
 * `npm run reproduce`: lists the papers. `npm run reproduce -- NAME [--full]`: runs one and writes
 * build/reproductions/NAME/numbers.json, index.html and its figures as SVG; every number is seeded.
 */
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Figure } from "../src/report/figures/types.ts";
import { standaloneSvg } from "../src/report/svg/standalone.ts";
import { escapeHtml } from "../src/report/text/text.ts";
import type { Claim, Reproduction } from "./reproduction.ts";

const root = new URL(".", import.meta.url);
const OUT = "build/reproductions";

const load = async (name: string) =>
  (await import(new URL(`${name}/reproduce.ts`, root).href)) as { reproduction: Reproduction };

async function names(): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== "data");
  return folders.map(({ name }) => name).sort();
}

async function list(): Promise<void> {
  for (const name of await names()) {
    const { paper, time, data } = (await load(name)).reproduction;
    console.log(`${name}\n  ${paper}\n  ${time}; ${data}`);
  }
}

const table = (claims: readonly Claim[]) =>
  claims.map(
    ({ claim, measured, control, holds }) =>
      `\n${claim}\n  measured: ${measured}\n  control:  ${control}\n  holds:    ${holds}`,
  );

const picture = ({ id, title, caption }: Figure) =>
  `<figure><img src="${id}.svg" alt="${escapeHtml(title)}"><figcaption><b>${escapeHtml(title)}.</b> ${escapeHtml(caption)}</figcaption></figure>`;

function page(
  name: string,
  { paper }: Reproduction,
  claims: readonly Claim[],
  figures: readonly Figure[],
): string {
  const rows = claims.map(
    ({ claim, measured, control, holds }) =>
      `<tr>${[claim, measured, control, holds].map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`,
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(name)}</title>
<style>:root { color-scheme: light dark } body { font: 16px/1.5 system-ui; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: .4rem .8rem; border-bottom: 1px solid #8886 }
figure { display: inline-block; width: 30rem; max-width: 100%; margin: 1rem 1rem 1rem 0; vertical-align: top } img { width: 100%; height: auto }</style>
<h1>${escapeHtml(name)}</h1><p>${escapeHtml(paper)}</p>
<table><tr><th>claim<th>measured<th>control<th>holds?</tr>
${rows.join("\n")}
</table>
${figures.map(picture).join("\n")}
</html>
`;
}

async function run(name: string, full: boolean): Promise<void> {
  if (!(await names()).includes(name))
    throw new Error(`no reproduction is called ${name}: ${(await names()).join(", ")}`);
  const { reproduction } = await load(name);
  console.log(`${reproduction.paper}\n`);
  const start = performance.now();
  const {
    claims,
    numbers,
    figures = [],
  } = await reproduction.run({
    scale: full ? "full" : "default",
    say: (line) => console.log(line),
  });
  console.log(table(claims).join("\n"));
  const folder = `${OUT}/${name}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/numbers.json`, `${JSON.stringify({ claims, numbers }, undefined, 2)}\n`);
  await writeFile(`${folder}/index.html`, page(name, reproduction, claims, figures));
  for (const { id, svg } of figures)
    await writeFile(`${folder}/${id}.svg`, standaloneSvg(svg, { theme: "light" }));
  console.log(`\n${folder}/index.html, ${Math.round((performance.now() - start) / 1000)} s`);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { full: { type: "boolean", default: false } },
});
if (positionals.length === 0) await list();
else for (const name of positionals) await run(name, values.full);
