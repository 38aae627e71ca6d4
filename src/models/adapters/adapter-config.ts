/**
 * `adapter_config.json`, which PEFT writes beside a low-rank adapter: what factor stands before the product B A. Only what
 * that needs is read; whatever is missing or makes no sense is a reason, never a guess.
 */
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";
import { type JsonObject, type JsonValue, parseJson } from "../encodings/json.ts";
import { type ModelFolder, openSibling } from "../sources/folder.ts";
import { quoted } from "../tensor.ts";

export interface AdapterConfig {
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
  readonly problem: string;
}

export const ADAPTER_CONFIG = "adapter_config.json";
/** Real ones take a kilobyte; those with a pattern for every module some hundred. */
const LARGEST = 1_000_000;

/** The configuration in the model's folder; undefined where there is none. @throws ABORTED */
export async function readAdapterConfig(
  folder: ModelFolder,
  signal?: AbortSignal,
): Promise<AdapterConfig | AdapterProblem | undefined> {
  try {
    const source = await openSibling(folder, ADAPTER_CONFIG, ADAPTER_CONFIG, signal).catch(absent);
    if (!source) return undefined;
    try {
      if (source.size > LARGEST)
        return { problem: `${ADAPTER_CONFIG}: ${source.size} bytes, at most ${LARGEST}` };
      const text = new TextDecoder().decode(await source.read(0, source.size, signal));
      return Object.freeze(configOf(parseJson(text, ADAPTER_CONFIG)));
    } finally {
      await source.close?.();
    }
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof WignerscopeError) return Object.freeze({ problem: error.message });
    throw error;
  }
}

function absent(error: unknown): undefined {
  if (!(error instanceof WignerscopeError && error.code === "READ_FAILED")) throw error;
}

function configOf(root: JsonValue): AdapterConfig {
  if (!(root instanceof Map)) throw corrupt("it is no object");
  return {
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
  if (!(pattern instanceof Map)) throw corrupt("alpha_pattern is no object");
  const alphas = new Map<string, number>();
  for (const [name, alpha] of pattern) {
    if (!PLAIN_NAME.test(name)) throw corrupt(`alpha_pattern ${quoted(name)} is no plain name`);
    alphas.set(name, positive(alpha, `alpha_pattern ${quoted(name)}`));
  }
  return alphas;
}

function positive(value: JsonValue | undefined, what: string): number {
  if (typeof value !== "number" || !(value > 0) || !Number.isFinite(value))
    throw corrupt(`${what} is no positive number`);
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
