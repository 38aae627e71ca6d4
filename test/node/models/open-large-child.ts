/** Opens the model file of its argument, reads its last tensor and prints what that cost; run by large.test.ts. */
import { openModelFile } from "../../../src/models/sources/files.node.ts";

const [path] = process.argv.slice(2);
const start = performance.now();
const model = await openModelFile(path);
const opened = performance.now() - start;
const last = model.tensors[model.tensors.length - 1];
const { data } = await model.read(last.name);
let sum = 0;
for (const value of data) sum += value;
await model.close();
const { maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    milliseconds: opened,
    tensors: model.tensors.length,
    last,
    sum,
    ends: [data[0], data[data.length - 1]],
    peakMiB: maxRSS / 1024,
  }),
);
