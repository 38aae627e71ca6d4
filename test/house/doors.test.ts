/** One room, one door: outside a room only its `index.ts` is imported, or what only one platform has of it. */
import { expect, test } from "vitest";
import { house, roomOf } from "./house.ts";

const { files, imports } = await house();

/** `index.node.ts` and `index.web.ts` are the doors of what only one platform has. */
const DOOR = /^src\/[^/]+\/index(\.node|\.web)?\.ts$/;
/** The kernel's second door: memory and raw exports, for the few files above it that call the Wasm themselves. */
const RAW_DOOR = "src/kernel/internal.ts";
/** Who may use it. */
const RAW_CALLERS = [
  "src/curvature/spectra/bishop.ts",
  "src/curvature/spectra/chain-spectrum.ts",
  "src/ensembles/circular-beta.ts",
  "src/levels/long-range/form-factor.ts",
  "src/levels/long-range/window-errors.ts",
  "src/levels/long-range/windows.ts",
  "src/levels/unfolding/broadening.ts",
  "src/networks/arithmetic.ts",
  "src/tails/alternatives.ts",
  "src/tails/bootstrap.ts",
  "src/tails/power-law.ts",
  "src/vectors/porter-thomas-null.ts",
  "src/vectors/porter-thomas.ts",
];

test("every room has a door", () => {
  const rooms = new Set(files.flatMap((file) => roomOf(file) ?? []));
  const withoutDoor = [...rooms].filter((room) => !files.includes(`src/${room}/index.ts`));
  // The rooms at the top are entered by the user.
  expect(withoutDoor.filter((room) => room !== "cli" && room !== "web")).toEqual([]);
});

test("a room is entered through its door", () => {
  const windows = imports.filter(
    ({ from, to }) =>
      roomOf(to) !== undefined && roomOf(from) !== roomOf(to) && !DOOR.test(to) && to !== RAW_DOOR,
  );
  expect(windows.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test("the raw kernel is called by those on the list and by nobody else", () => {
  const callers = imports
    .filter(({ from, to }) => to === RAW_DOOR && roomOf(from) !== "kernel")
    .map(({ from }) => from);
  expect([...new Set(callers)].sort()).toEqual([...RAW_CALLERS].sort());
});

test("inside a room nobody goes round through its own door", () => {
  const round = imports.filter(
    ({ from, to }) =>
      roomOf(to) !== undefined && roomOf(from) === roomOf(to) && DOOR.test(to) && !DOOR.test(from),
  );
  expect(round.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});
