/** Many spectra of one ensemble, some unfolded by the others. */
import { knownOptions, requireInside, requireLists, WignerscopeError } from "../../base/index.ts";
import { type Unfolded, unfold } from "./unfold.ts";

/** Share of the spectra that are data in `unfoldPooled`, the paper's. */
const DATA_SHARE = 1 / 3;

/**
 * The protocol of Baskerville, Granziol and Keating, Physica A 590, 126742, 2022: of many spectra of one ensemble the first third is data, unfolded by the pool of the rest.
 * `share` changes the third; at least one spectrum stays on each side.
 * @throws TOO_FEW for fewer than two spectra; INVALID_ARGUMENT unless 0 < share < 1; otherwise as `unfold`.
 */
export function unfoldPooled(
  spectra: readonly ArrayLike<number>[],
  options: { readonly share?: number } = {},
): Unfolded[] {
  knownOptions("unfoldPooled", options, { share: true });
  requireLists("unfoldPooled: spectra", spectra);
  const { share = DATA_SHARE } = options;
  requireInside("share", share, 0, 1);
  if (spectra.length < 2)
    throw new WignerscopeError("TOO_FEW", `unfoldPooled needs at least 2 spectra, got ${spectra.length}`);
  const data = Math.min(spectra.length - 1, Math.max(1, Math.floor(share * spectra.length)));
  const pool = spectra.slice(data);
  return spectra.slice(0, data).map((levels) => unfold(levels, { method: "pool", pool }));
}
