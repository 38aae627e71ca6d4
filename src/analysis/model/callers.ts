/** What callers without types get wrong: a path in place of an open model, options that do not exist. */
import { described, type OptionNames, WignerscopeError } from "../../base/index.ts";
import type { Model } from "../../models/index.ts";
import type { CarryOutOptions } from "../jobs/carry-out.ts";
import type { MatrixOptions } from "../matrix/analyze-matrix.ts";
import type { AdapterOptions } from "./adapter-products.ts";
import type { ContentIdentity } from "./steps.ts";

/** @throws INVALID_ARGUMENT for anything but an open model; for a path, with the function that opens it */
export function requireModel(what: string, model: Model): void {
  const given: unknown = model;
  if (typeof given === "string")
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${what} takes an open model, got ${described(given)}: openModelFile(path) first`,
    );
  if (typeof given !== "object" || given === null || !Array.isArray(model.tensors) || !model.readTensor)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${what} takes an open model, as openModel and openModelFile return it, got ${described(given)}`,
    );
}

export const MATRIX_OPTIONS: OptionNames<MatrixOptions> = { precision: true, depth: true, seed: true };
export const ADAPTER_OPTIONS: OptionNames<AdapterOptions> = { adapterScale: true };
export const IDENTITY_OPTIONS: OptionNames<ContentIdentity> = { identity: true };
export const CARRY_OUT_OPTIONS: OptionNames<CarryOutOptions> = {
  executor: true,
  store: true,
  signal: true,
  onProgress: true,
};
