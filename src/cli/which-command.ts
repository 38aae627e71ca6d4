/** Tells a misspelt command from a file that is to be analysed. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { didYouMean } from "../base/index.ts";
import { isAddress } from "../models/index.ts";

/** Shows the help where there is nothing to do, and refuses a word that is neither a command nor could be a model. */
export function checkCommand(program: Command, words: readonly string[]): void {
  const [first] = words;
  if (first === undefined) program.help({ error: true });
  const known = ["help", ...program.commands.map((command) => command.name())];
  if (first.startsWith("-") || known.includes(first) || existsSync(first) || isAddress(first)) return;
  const nearest = didYouMean(first, known);
  // A file's name has an ending and a repository's a slash: a missing one is said when it is opened.
  if (/[./\\:]/.test(first)) return;
  const meant = nearest === undefined ? "" : `\n(Did you mean ${nearest}?)`;
  program.error(`error: unknown command '${first}', and there is no file of this name${meant}`);
}
