/** Writes half a file to the path of its argument and kills itself as nothing can be caught; run by files.test.ts. */
import { replaceFile } from "../../../src/models/sources/replace-file.node.ts";

const [path] = process.argv.slice(2);
await replaceFile(path, undefined, async (write) => {
  await write(Uint8Array.of(1, 2, 3));
  process.kill(process.pid, "SIGKILL");
  // Until the signal is there.
  await new Promise(() => setInterval(() => {}, 1000));
});
