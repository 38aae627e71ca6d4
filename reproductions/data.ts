/** Fashion-MNIST (Xiao, Rasul and Vollgraf, arXiv:1708.07747; MIT), which stands in for the papers' images. */
import { readFile } from "node:fs/promises";
import { labelled, type NetworkData, readNumbers, type Scaling, scaling } from "../src/networks/index.ts";

/** The 10,000 test images lie in this repository; `--data FOLDER` has all 70,000. */
const TEST_SET = new URL("data/fashion-mnist/", import.meta.url).pathname;

/** Mean and standard deviation of all pixels of the 60,000 training images, in [0, 255]. */
const TRAINING_SCALE: Scaling = { mean: 72.9403522, sd: 90.0211828 };

/** Images as rows of 784 pixels, scaled by the training set's mean and deviation, and their classes. */
export async function testSet(): Promise<NetworkData> {
  return readSet(TEST_SET, "t10k", TRAINING_SCALE);
}

/** The training images of a folder with the four *-ubyte.gz files. */
export async function trainingSet(folder: string): Promise<NetworkData> {
  const pixels = await read(`${folder}/train-images-idx3-ubyte.gz`);
  const found = scaling(pixels);
  if (Math.abs(found.mean - TRAINING_SCALE.mean) > 1e-4 || Math.abs(found.sd - TRAINING_SCALE.sd) > 1e-4)
    throw new Error(
      `${folder} is not Fashion-MNIST: its pixels have mean ${found.mean}, deviation ${found.sd}`,
    );
  return readSet(folder, "train", TRAINING_SCALE);
}

const read = async (path: string) => readNumbers(await readFile(path), { name: path });

async function readSet(folder: string, prefix: string, scale: Scaling): Promise<NetworkData> {
  const images = await read(`${folder}/${prefix}-images-idx3-ubyte.gz`);
  return labelled(images, await read(`${folder}/${prefix}-labels-idx1-ubyte.gz`), { scale });
}
