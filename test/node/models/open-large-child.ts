/** Opens the model file of its argument, reads its last tensor and prints what that read; run by large.test.ts. */
import { type ByteSource, openModel } from "../../../src/models/index.ts";
import { openFile } from "../../../src/models/sources/files.node.ts";

const [path] = process.argv.slice(2);
const file = await openFile(path);
let bytes = 0;
const counted: ByteSource = {
  name: file.name,
  size: file.size,
  read(offset, length, signal) {
    bytes += length;
    return file.read(offset, length, signal);
  },
  close: () => file.close?.() ?? Promise.resolve(),
};
const model = await openModel(counted);
const opened = bytes;
const last = model.tensors[model.tensors.length - 1];
const { data } = await model.read(last.name);
let sum = 0;
for (const value of data) sum += value;
await model.close();
const { maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    opened,
    read: bytes - opened,
    tensors: model.tensors.length,
    last,
    sum,
    ends: [data[0], data[data.length - 1]],
    peakMiB: maxRSS / 1024,
  }),
);
