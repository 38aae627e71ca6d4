/** A network out of the text of a net.json. */
import { WignerscopeError } from "../base/index.ts";
import { type Network, network } from "./network.ts";
import type { LossSpec, NetworkSpec } from "./spec.ts";

/**
 * The network that the JSON of a spec describes; `where` is the file's name, which stands before every message, and `loss` takes the
 * place of the spec's own.
 * @throws CORRUPT_FILE for text that is not the JSON of an object; as `network`
 */
export function parseNetwork(
  text: string,
  where = "net.json",
  { loss }: { readonly loss?: LossSpec } = {},
): Network {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new WignerscopeError(
      "CORRUPT_FILE",
      `${where}: it is not the JSON of a network (${said}); docs/hessian.md shows one`,
      { cause },
    );
  }
  if (typeof spec !== "object" || spec === null || Array.isArray(spec))
    throw new WignerscopeError("CORRUPT_FILE", `${where}: a network is an object with input and layers`);
  try {
    // What the object holds is checked field by field.
    return network({ ...(spec as NetworkSpec), ...(loss && { loss }) });
  } catch (error) {
    if (!(error instanceof WignerscopeError)) throw error;
    throw new WignerscopeError(error.code, `${where}: ${error.message}`, { cause: error });
  }
}
