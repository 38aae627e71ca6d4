/** The order of a table's rows by one column. */

export type Order = "ascending" | "descending";

/** What a press on a heading does: numbers show their largest first, names their first letter; a second press turns round. */
export function nextOrder(numeric: boolean, now: string | null): Order {
  const first = numeric ? "descending" : "ascending";
  if (now !== first) return first;
  return first === "ascending" ? "descending" : "ascending";
}

/**
 * Where each row goes: indices of `cells` in their new order. Equal ones keep theirs.
 * @param cells what stands in the column; "" in a column of numbers is a missing value, which stands last in either order
 */
export function sortOrder(cells: readonly string[], numeric: boolean, order: Order): number[] {
  const sign = order === "ascending" ? 1 : -1;
  const indices = cells.map((_, i) => i);
  if (!numeric) {
    const { compare } = new Intl.Collator(undefined, { numeric: true });
    return indices.sort((a, b) => sign * compare(cells[a], cells[b]) || a - b);
  }
  const values = cells.map((cell) => (cell === "" ? Number.NaN : Number(cell)));
  return indices.sort((a, b) => {
    const missing = Number(Number.isNaN(values[a])) - Number(Number.isNaN(values[b]));
    return missing || sign * (values[a] - values[b]) || a - b;
  });
}
