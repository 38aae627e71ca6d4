/** Names from a file on the terminal: tables, errors and the progress bar must not let them drive it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { progressDisplay } from "../../src/cli/progress.ts";
import { safetensors } from "../unit/models/encoders.ts";
import { runCommand } from "./command.ts";

/** An escape sequence in both forms (7-bit and C1), a bidirectional override, a line of its own. */
const EVIL = "\u001b[2J\u009b31m\u202e\n\u0007end";
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-hostile-"));
  const values = new Uint8Array(4 * 60 * 60).map((_, i) => (i % 4 === 3 ? 0x3d : (i * 41) & 0xff));
  const tensors = [
    { name: `w${EVIL}`, dtype: "F32", shape: [60, 60], data: values },
    { name: `t${EVIL}`, dtype: `X${EVIL}`, shape: [1], data: new Uint8Array(0) },
  ];
  await writeFile(join(folder, "m.safetensors"), safetensors(tensors));
  const header = JSON.stringify({ [EVIL]: { dtype: "F32", shape: [3], data_offsets: [0, 4] } });
  await writeFile(join(folder, "broken.safetensors"), safetensors([], { header }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["inspect", "m.safetensors"],
  ["analyze", "m.safetensors", "--depth", "quick", "--fail-if", "rows > 1"],
  ["compare", "m.safetensors", "m.safetensors"],
  ["filter", "m.safetensors", "--out", "out.safetensors"],
  ["inspect", "broken.safetensors"],
])("%s %s", async (...args) => {
  const { stdout, stderr } = await runCommand(args, { cwd: folder });
  expect(stdout + stderr).toMatch(/end/);
  expect(stdout).not.toMatch(ACTING);
  expect(stderr).not.toMatch(ACTING);
});

test("the progress bar", async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  let text = "";
  terminal.on("data", (chunk) => {
    text += chunk;
  });
  const display = progressDisplay(true, terminal);
  display.update({ done: 1, total: 2, fraction: 0.5, secondsLeft: 1, name: EVIL });
  await expect.poll(() => text).toContain("\\u{1b}[2J\\u{9b}31m\\u{202e}\\u{a}\\u{7}end");
  display.stop();
  expect(text).not.toContain("\u001b[2J");
});
