/**
 * Makes the example of the README: a 196-16-16-10 ReLU perceptron on Fashion-MNIST with 14 x 14 pixels, its network as JSON, its
 * weights as safetensors, and the first 1000 test images with their labels as IDX, beside this file.
 *
 *   npx tsx examples/fashion/train.ts FOLDER
 *
 * FOLDER holds the four *-ubyte.gz files of Fashion-MNIST (Debian: `dpkg -L dataset-fashion-mnist`; MIT licence). Pixels are means of
 * 2 x 2 of the original's. SGD with momentum .9 and weight decay 5e-4, batches of 128, the papers' schedule.
 */
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { evaluate, initialize, networks, train, writeTensors } from "../../src/index.node.ts";

const [SIDE, SMALL, TESTED] = [28, 14, 1000];
/** Mean and standard deviation of the small training images' pixels, rounded; the command line's --scale. */
const SCALE = { mean: 73, sd: 86 };

const folder = process.argv[2];
const here = new URL(".", import.meta.url);

async function readSet(prefix: string) {
  const read = async (kind: string) =>
    networks.readNumbers(await readFile(`${folder}/${prefix}-${kind}-ubyte.gz`));
  const images = await read("images-idx3");
  return { images: shrunk(images), labels: await read("labels-idx1") };
}

/** Means of 2 x 2 pixels, rounded to bytes. */
function shrunk({ shape, data }: networks.NumberArray): networks.NumberArray {
  const [count] = shape;
  const small = new Float32Array(count * SMALL * SMALL);
  for (let i = 0; i < small.length; i++) {
    const [image, at] = [Math.floor(i / SMALL ** 2), i % SMALL ** 2];
    const from = image * SIDE ** 2 + 2 * Math.floor(at / SMALL) * SIDE + 2 * (at % SMALL);
    small[i] = Math.round((data[from] + data[from + 1] + data[from + SIDE] + data[from + SIDE + 1]) / 4);
  }
  return { shape: [count, SMALL, SMALL], data: small };
}

function idx(shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  for (const [k, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * k);
  return gzipSync(Buffer.concat([header, Uint8Array.from(data)]), { level: 9 });
}

const spec = {
  input: [SMALL * SMALL],
  layers: [
    { kind: "dense", name: "fc1", units: 16 },
    { kind: "relu" },
    { kind: "dense", name: "fc2", units: 16 },
    { kind: "relu" },
    { kind: "dense", name: "fc3", units: 10 },
  ],
} as const;
const net = networks.network(spec);
const [training, tests] = [await readSet("train"), await readSet("t10k")];
const data = networks.labelled(training.images, training.labels, { scale: SCALE });
let parameters = initialize(net, { seed: 1 });
const optimizer = { kind: "sgd", rate: 0.05, momentum: 0.9, weightDecay: 5e-4 } as const;
for await (const step of train(net, parameters, data, {
  epochs: 20,
  batch: 128,
  optimizer,
  schedule: "paper",
}))
  if (step.step === step.steps) parameters = step.parameters();

const test = networks.labelled(tests.images, tests.labels, { scale: SCALE });
console.log(
  `accuracy ${evaluate(net, parameters, data).accuracy} training, ${evaluate(net, parameters, test).accuracy} test`,
);
await writeFile(new URL("net.json", here), `${JSON.stringify(spec, null, 2)}\n`);
const parts: Uint8Array[] = [];
const sink = { write: (bytes: Uint8Array) => void parts.push(bytes.slice()) };
await writeTensors(networks.parameterTensors(net, parameters), sink, { dtype: "F32" });
await writeFile(new URL("weights.safetensors", here), Buffer.concat(parts));
const pixels = tests.images.data.subarray(0, TESTED * SMALL ** 2);
await writeFile(new URL("images.idx.gz", here), idx([TESTED, SMALL, SMALL], pixels));
await writeFile(new URL("labels.idx.gz", here), idx([TESTED], tests.labels.data.subarray(0, TESTED)));
