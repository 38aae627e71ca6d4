/**
 * `adapter_config.json`, which PEFT writes beside a low-rank adapter: what factor stands before the product B A. Only what
 * that needs is read; whatever is missing or makes no sense is a reason, never a guess.
 */
import { requireObject, WignerscopeError } from "../../base/index.ts";
import { type JsonObject, type JsonValue, parseJson } from "../encodings/json.ts";
import type { Model } from "../model.ts";
import type { Companion } from "../sources/companions.ts";
import { quoted } from "../tensor.ts";
import { ADAPTER_CONFIG } from "./names.ts";

export interface AdapterConfig {
  readonly kind: "config";
  /** lora_alpha: the product counts alpha/r times. */
  readonly alpha: number;
  /** alpha_pattern: other alphas by module name or end of one. */
  readonly alphaByModule: ReadonlyMap<string, number>;
  /** use_rslora: alpha/sqrt(r) instead (Kalajdzievski, arXiv 2312.03732). */
  readonly rankStabilized: boolean;
  /** The weights that are adapted are stored in x out: the change to them is the transpose of B A. */
  readonly fanInFanOut: boolean;
}

/** A configuration that is there and cannot be used. */
export interface AdapterProblem {
  readonly kind: "problem";
  readonly problem: string;
}

/** What was read of each text, so that a run with a thousand products reads it once. */
const known = new WeakMap<Companion, AdapterConfig | AdapterProblem>();

/** The configuration beside the model, or what is wrong with it; undefined where there is none. */
export function adapterConfig(model: Pick<Model, "companions">): AdapterConfig | AdapterProblem | undefined {
  requireObject("model", model, ["companions"]);
  const companion = model.companions.get(ADAPTER_CONFIG);
  if (!companion || companion.kind === "problem") return companion;
  let config = known.get(companion);
  if (!config) {
    config = Object.freeze(parsed(companion.text));
    known.set(companion, config);
  }
  return config;
}

function parsed(text: string): AdapterConfig | AdapterProblem {
  try {
    return configOf(parseJson(text, ADAPTER_CONFIG));
  } catch (error) {
    if (error instanceof WignerscopeError) return { kind: "problem", problem: error.message };
    throw error;
  }
}

function configOf(root: JsonValue): AdapterConfig {
  if (!(root instanceof Map)) throw corrupt("it is not an object");
  return {
    kind: "config",
    alpha: positive(root.get("lora_alpha"), "lora_alpha"),
    alphaByModule: alphaPattern(root),
    rankStabilized: flag(root, "use_rslora"),
    fanInFanOut: flag(root, "fan_in_fan_out"),
  };
}

/** PEFT reads the keys as regular expressions; plain names are what they are in practice, and all that is taken. */
const PLAIN_NAME = /^[\w.-]+$/;

function alphaPattern(root: JsonObject): ReadonlyMap<string, number> {
  const pattern = root.get("alpha_pattern") ?? null;
  if (pattern === null) return new Map();
  if (!(pattern instanceof Map)) throw corrupt("alpha_pattern is not an object");
  const alphas = new Map<string, number>();
  for (const [name, alpha] of pattern) {
    if (!PLAIN_NAME.test(name)) throw corrupt(`alpha_pattern ${quoted(name)} is not a plain name`);
    alphas.set(name, positive(alpha, `alpha_pattern ${quoted(name)}`));
  }
  return alphas;
}

function positive(value: JsonValue | undefined, what: string): number {
  if (typeof value !== "number" || !(value > 0) || !Number.isFinite(value))
    throw corrupt(`${what} is not a positive number`);
  return value;
}

function flag(root: JsonObject, name: string): boolean {
  const value = root.get(name) ?? false;
  if (typeof value !== "boolean") throw corrupt(`${name} is neither true nor false`);
  return value;
}

function corrupt(what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${ADAPTER_CONFIG}: ${what}`);
}
