/**
 * `npm run watch`: builds what changes, as it changes: the kernel when assembly/ does, the report's script when its sources do,
 * the library through `tsdown --watch`. Tests beside it: `npx vitest --project unit test/unit/ROOM`, which watches by itself.
 */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Editors write a file several times: wait until they are done. */
const SETTLE_MS = 200;

const start = (command, ...args) => spawn(command, args, { cwd: root, stdio: "inherit" });

/** Runs a build script after changes under a folder, one run at a time and one more if anything changed meanwhile. */
function rebuild(folder, script) {
  let running = false;
  let again = false;
  let timer;
  const build = () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    start(process.execPath, script).on("close", () => {
      running = false;
      if (again) {
        again = false;
        build();
      }
    });
  };
  watch(`${root}${folder}`, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(build, SETTLE_MS);
  });
}

rebuild("assembly", "scripts/build-wasm.mjs");
rebuild("src/report", "scripts/build-report.mjs");
start(`${root}node_modules/.bin/tsdown`, "--watch");
