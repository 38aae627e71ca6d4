/** The house's structural laws: imports go down, never in circles, through doors. */
import { expect, test } from "vitest";
import { FLOOR_TWO, FLOORS, floorOf, house, type Import, NODE_ALLOWED, PLANNED, roomOf } from "./house.ts";

const { files, imports } = await house();

const offences = (isOffence: (edge: Import) => boolean) =>
  imports.filter(isOffence).map(({ from, to }) => `${from} -> ${to}`);

test("the whole of src was read", () => {
  expect(files.length).toBeGreaterThan(250);
  for (const room of FLOORS.flat())
    expect(
      files.some((file) => roomOf(file) === room),
      room,
    ).toBe(!PLANNED.includes(room));
});

test("nothing imports upwards", () => {
  expect(offences(({ from, to }) => to.startsWith("src/") && floorOf(to) > floorOf(from))).toEqual([]);
});

test("the kernel stands on the base", () => {
  expect(offences(({ from, to }) => roomOf(from) === "base" && roomOf(to) === "kernel")).toEqual([]);
});

test("floor 2 keeps its order: the ground, three siblings, and bulk above them", () => {
  expect(
    offences(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)];
      if (own === undefined || other === undefined || own === other) return false;
      return own in FLOOR_TWO && other in FLOOR_TWO && !FLOOR_TWO[own].includes(other);
    }),
  ).toEqual([]);
});

test("nothing imports in circles", () => {
  expect(offences(({ circular }) => circular)).toEqual([]);
});

test("node's modules are named only where Node is meant", () => {
  const isNode = (to: string) =>
    /^(node:)?(fs|fs\/promises|os|path|process|url|util|worker_threads|child_process|crypto|stream|buffer|http|https|readline|tty|perf_hooks|module)$/.test(
      to,
    );
  expect(offences(({ from, to }) => isNode(to) && !NODE_ALLOWED.test(from))).toEqual([]);
});
