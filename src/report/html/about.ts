/** The last section of every report: what was run, and how to read it. */
import type { Generator, RunFacts } from "../../analysis/index.ts";
import { duration } from "../text/numbers.ts";
import { escapeHtml } from "../text/text.ts";

type Term = readonly [name: string, markup: string];

/** Time, program and options of a run, as terms with markup. */
export function runFacts({
  generator,
  options,
  seconds,
}: RunFacts & { readonly generator: Generator }): Term[] {
  return [
    ["Time", duration(seconds)],
    ["Program", `wignerscope ${escapeHtml(generator.version)}, ${generator.kernel} kernel`],
    ...Object.entries(options).map(
      ([name, value]): Term => [
        `<code>${escapeHtml(name)}</code>`,
        escapeHtml(Array.isArray(value) ? value.join(", ") || "all" : String(value)),
      ],
    ),
  ];
}

/** Names and texts are markup. */
export function aboutMarkup(heading: string, facts: readonly Term[], glossary: readonly Term[]): string {
  const list = (rows: readonly Term[]) =>
    `<dl>${rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join("")}</dl>`;
  return `<section id="about" class="about"><div><h2>${heading}</h2>${list(facts)}</div><div><h2>How to read it</h2>${list(glossary)}</div></section>`;
}
