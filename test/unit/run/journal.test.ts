import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openJournal } from "../../../src/run/index.node.ts";
import { memoryStore } from "../../../src/run/index.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-journal-"));
  path = join(folder, "run.journal");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const finished = (id: string, value = 1) => ({
  id,
  result: { s: Float64Array.of(value, Number.NaN) },
  seconds: 2,
});

/** A journal on disk with results of these tasks. */
async function written(...ids: string[]): Promise<string> {
  const journal = await openJournal(path, { resume: false });
  for (const id of ids) await journal.append(finished(id));
  await journal.close();
  return readFile(path, "utf8");
}

describe("a journal", () => {
  test("gives back what was appended, at once and after it was opened again", async () => {
    const first = await openJournal(path, { resume: false });
    expect([first.found, first.damaged, first.movedTo, first.size]).toEqual([0, 0, undefined, 0]);
    await Promise.all(["a", "b", "c"].map((id, k) => first.append(finished(id, k))));
    expect(await first.has("b")).toBe(true);
    expect(await first.has("d")).toBe(false);
    expect(await first.get("b")).toStrictEqual(finished("b", 1));
    await first.close();
    const again = await openJournal(path, { resume: true });
    expect([again.found, again.damaged, again.size]).toEqual([3, 0, 3]);
    expect(await again.get("c")).toStrictEqual(finished("c", 2));
    await again.append(finished("d", 3));
    await again.close();
    const last = await openJournal(path, { resume: true });
    expect(last.found).toBe(4);
    expect(await last.get("a")).toStrictEqual(finished("a", 0));
    await expect(last.get("e")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await last.close();
  });

  test("is safe on the disk when append resolves", async () => {
    const journal = await openJournal(path, { resume: false });
    await journal.append(finished("a"));
    expect((await readFile(path, "utf8")).split("\n")).toEqual([
      '{"wignerscope":"journal","schema":1}',
      '{"id":"a","result":{"s":{"$":"Float64Array","v":"AAAAAAAA8D8AAAAAAAD4fw=="}},"seconds":2}',
      "",
    ]);
    await journal.close();
  });

  test("cut anywhere, has every line that is whole and goes on behind it", async () => {
    const text = await written("a", "b");
    const [header, a] = text.split("\n").map((line) => line.length + 1);
    for (let length = 0; length <= text.length; length += 7) {
      await writeFile(path, text.slice(0, length));
      const journal = await openJournal(path, { resume: true });
      const whole = length >= text.length ? 2 : length >= header + a ? 1 : 0;
      expect([length, journal.found, journal.damaged]).toEqual([length, whole, 0]);
      await journal.append(finished("c"));
      await journal.close();
      const again = await openJournal(path, { resume: true });
      expect([again.found, again.damaged]).toEqual([whole + 1, 0]);
      expect(await again.get("c")).toStrictEqual(finished("c"));
      await again.close();
    }
  });

  test("shared by two runs at once, has the lines of both", async () => {
    await written("a");
    const runs = [await openJournal(path, { resume: true }), await openJournal(path, { resume: true })];
    await runs[0].append(finished("b", 2));
    await runs[1].append(finished("c", 3));
    await runs[0].append(finished("d", 4));
    expect(await runs[1].get("c")).toStrictEqual(finished("c", 3));
    for (const run of runs) await run.close();
    const last = await openJournal(path, { resume: true });
    expect([last.found, last.damaged]).toEqual([4, 0]);
    await writeFile(path, (await readFile(path, "utf8")).replaceAll('"id":"d"', '"id":"e"'));
    await expect(last.get("d")).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    await last.close();
  });

  test("leaves out lines that cannot be read, and says how many", async () => {
    await written("a");
    await appendFile(path, '\0\0\0\n{"id":7,"result":1,"seconds":1}\n{"id":"x"}\n');
    const journal = await openJournal(path, { resume: true });
    expect([journal.found, journal.damaged]).toEqual([1, 3]);
    await journal.append(finished("b"));
    await journal.close();
    const again = await openJournal(path, { resume: true });
    expect([again.found, again.damaged]).toEqual([2, 3]);
    await again.close();
  });

  test("that is not to be resumed is moved aside, if anything is in it", async () => {
    const text = await written("a");
    const journal = await openJournal(path, { resume: false });
    expect([journal.found, journal.movedTo]).toEqual([0, `${path}.previous`]);
    await journal.remove();
    expect(await readFile(`${path}.previous`, "utf8")).toBe(text);
    await writeFile(path, '{"wigner');
    const empty = await openJournal(path, { resume: false });
    expect(empty.movedTo).toBe(undefined);
    await empty.remove();
    expect(await readdir(folder)).toEqual(["run.journal.previous"]);
  });

  test.each(["{}", "my notes\n", '{"wignerscope":"journal","schema":2}\n'])(
    "never writes over another file: %j",
    async (text) => {
      await writeFile(path, text);
      for (const resume of [true, false])
        await expect(openJournal(path, { resume })).rejects.toMatchObject({
          code: "INVALID_ARGUMENT",
          message: `${path} exists and is not the journal of a run; it is left untouched: name another file`,
        });
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );

  test("says why it cannot be opened", async () => {
    await expect(openJournal(join(folder, "nowhere", "j"), { resume: true })).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: expect.stringContaining("the journal cannot be opened: no such file or folder"),
    });
  });
});

test("a store in memory gives back what was appended", async () => {
  const store = memoryStore();
  expect(await store.has("a")).toBe(false);
  await store.append(finished("a"));
  expect(await store.has("a")).toBe(true);
  expect(await store.get("a")).toStrictEqual(finished("a"));
  await expect(store.get("b")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
