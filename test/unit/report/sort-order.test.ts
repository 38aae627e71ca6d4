/** The order in which a report's table shows its rows. */
import { describe, expect, it } from "vitest";
import { nextOrder, sortOrder } from "../../../src/report/html/behaviour/sort-order.ts";

describe("nextOrder", () => {
  it("shows the largest number and the first name at the first press, and turns round at the second", () => {
    expect(nextOrder(true, null)).toBe("descending");
    expect(nextOrder(true, "descending")).toBe("ascending");
    expect(nextOrder(true, "ascending")).toBe("descending");
    expect(nextOrder(false, null)).toBe("ascending");
    expect(nextOrder(false, "ascending")).toBe("descending");
  });
});

describe("sortOrder", () => {
  it("sorts numbers as numbers and keeps missing ones last in either order", () => {
    const cells = ["9", "", "10", "-1", "", "1e3"];
    expect(sortOrder(cells, true, "ascending")).toEqual([3, 0, 2, 5, 1, 4]);
    expect(sortOrder(cells, true, "descending")).toEqual([5, 2, 0, 3, 1, 4]);
  });

  it("sorts names with the numbers in them by size", () => {
    expect(sortOrder(["block.10", "block.9", "a"], false, "ascending")).toEqual([2, 1, 0]);
    expect(sortOrder(["block.10", "block.9", "a"], false, "descending")).toEqual([0, 1, 2]);
  });

  it("keeps the place of equals in either order", () => {
    expect(sortOrder(["2", "1", "2", "1"], true, "ascending")).toEqual([1, 3, 0, 2]);
    expect(sortOrder(["2", "1", "2", "1"], true, "descending")).toEqual([0, 2, 1, 3]);
    expect(sortOrder(["b", "a", "b"], false, "descending")).toEqual([0, 2, 1]);
  });
});
