/** The flat parameter vector. */
import { type FloatArray, WignerscopeError } from "../base/index.ts";
import type { Network } from "./network.ts";

/** @throws INVALID_ARGUMENT, INVALID_SHAPE, NOT_FINITE naming the slice */
export function checkParameters(net: Network, parameters: FloatArray): void {
  if (!(parameters instanceof Float64Array || parameters instanceof Float32Array))
    throw new WignerscopeError("INVALID_ARGUMENT", "parameters must be a Float64Array or a Float32Array");
  if (net.size === 0)
    throw new WignerscopeError("INVALID_ARGUMENT", "net must have parameters, its layers have none");
  if (parameters.length !== net.size)
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `parameters must have the ${net.size} entries of the network, got ${parameters.length}`,
    );
  for (let i = 0; i < parameters.length; i++)
    if (!Number.isFinite(parameters[i])) {
      const slice = net.slices.find(({ offset, size }) => i >= offset && i < offset + size);
      throw new WignerscopeError("NOT_FINITE", `parameters: entry ${i} (${slice?.name}) is ${parameters[i]}`);
    }
}
