/**
 * What `npm run mutate` adds to Stryker: code whose changes no test has to notice is left out, and a share of the changes can
 * be drawn instead of all.
 */
import { createHash } from "node:crypto";

/** Functions whose third argument lists the options that exist: its values are never read. */
const OPTION_LISTS = new Set(["knownOptions", "requireOptions"]);

/** Why changes inside this node change nothing that a test should see, or undefined. */
function withoutEffect(path) {
  const { node, parent } = path;
  if (
    parent?.type === "CallExpression" &&
    OPTION_LISTS.has(parent.callee.name) &&
    parent.arguments[2] === node
  )
    return "only the names of the listed options count";
  if (
    parent?.type === "NewExpression" &&
    parent.callee.name === "WignerscopeError" &&
    parent.arguments[1] === node
  )
    return "the text of an error is for people";
  return undefined;
}

/** A number in [0, 1) that belongs to one change: the same in each run, whatever else changes in the file's other lines. */
function draw(seed, { fileName, location, mutatorName, replacement }) {
  const place = `${location.start.line}:${location.start.column}`;
  const file = fileName.slice(fileName.lastIndexOf("src/"));
  const digest = createHash("sha256")
    .update(`${seed} ${file} ${place} ${mutatorName} ${replacement}`)
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

/** Passes the share MUTATE_SHARE of the changes; the others are set aside as if they did not compile, which no score counts. */
function sampler() {
  const share = Number(process.env.MUTATE_SHARE ?? 1);
  const seed = process.env.MUTATE_SEED ?? "1";
  const check = async (mutants) =>
    Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        draw(seed, mutant) < share
          ? { status: "passed" }
          : { status: "compileError", reason: "not in the sample" },
      ]),
    );
  return { init: async () => {}, check, group: async (mutants) => [mutants.map(({ id }) => id)] };
}

export const strykerPlugins = [
  { kind: "Ignore", name: "without-effect", value: { shouldIgnore: withoutEffect } },
  { kind: "Checker", name: "sample", factory: sampler },
];
