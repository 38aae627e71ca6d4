/**
 * The convolutional networks of the papers, for small images, with PyTorch's parameter names where those are standard
 * (torchvision's VGG and ResNet), so that checkpoints load by name. Batch normalisation is frozen, with means 0
 * and variances 1; running statistics go into the spec (`mean` and `variance` of its batchNorm layers).
 */
import { knownOptions, requireOneOf, WignerscopeError } from "../../base/index.ts";
import { type Network, network } from "../network.ts";
import type { ActivationKind, LayerSpec, LossSpec } from "../spec.ts";

export interface ImageNetworkOptions {
  /** [channels, height, width]; default [1, 28, 28] for lenet, [3, 32, 32] for the others. */
  readonly input?: readonly [number, number, number];
  /** Default 10. */
  readonly classes?: number;
  /** Default "relu". */
  readonly activation?: ActivationKind;
  /** Default softmax cross-entropy. */
  readonly loss?: LossSpec;
}

const IMAGE_OPTIONS = { input: true, classes: true, activation: true, loss: true } as const;

const withLoss = (loss: LossSpec | undefined) => (loss ? { loss } : {});

/** LeNet-5 (LeCun et al. 1998) with max-pooling: 61,706 parameters on 28 x 28 with 10 classes. */
export function lenet(options: ImageNetworkOptions = {}): Network {
  knownOptions("lenet", options, IMAGE_OPTIONS);
  const { input = [1, 28, 28], classes = 10, activation: kind = "relu", loss } = options;
  return network({
    input,
    layers: [
      { kind: "conv2d", name: "conv1", filters: 6, kernel: 5, padding: 2 },
      { kind },
      { kind: "maxPool", size: 2 },
      { kind: "conv2d", name: "conv2", filters: 16, kernel: 5 },
      { kind },
      { kind: "maxPool", size: 2 },
      { kind: "flatten" },
      { kind: "dense", name: "fc1", units: 120 },
      { kind },
      { kind: "dense", name: "fc2", units: 84 },
      { kind },
      { kind: "dense", name: "fc3", units: classes },
    ],
    ...withLoss(loss),
  });
}

/** Filters of each convolution, "pool" between them (Simonyan and Zisserman 2015, table 1). */
const VGG = {
  11: [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"],
  13: [64, 64, "pool", 128, 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"],
  16: [64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool", 512, 512, 512, "pool"],
  19: [64, 64, "pool", 128, 128, "pool"]
    .concat([256, 256, 256, 256, "pool"])
    .concat([512, 512, 512, 512, "pool", 512, 512, 512, 512, "pool"]),
} as const satisfies Record<number, readonly (number | string)[]>;

export interface VggOptions extends ImageNetworkOptions {
  /** 11, 13, 16 (default) or 19 weighted layers, the two hidden dense ones of the original left out. */
  readonly depth?: keyof typeof VGG;
  /** Default true. */
  readonly batchNorm?: boolean;
}

/** VGG for small images: five pooled stages and one dense layer ("classifier"). */
export function vgg(options: VggOptions = {}): Network {
  knownOptions("vgg", options, { ...IMAGE_OPTIONS, depth: true, batchNorm: true });
  const { input = [3, 32, 32], classes = 10, activation = "relu", batchNorm = true, loss } = options;
  const depth = requireOneOf("depth", options.depth ?? 16, [11, 13, 16, 19] as const);
  const layers: LayerSpec[] = [];
  const push = (layer: LayerSpec) => layers.push({ ...layer, name: `features.${layers.length}` });
  for (const filters of VGG[depth]) {
    if (typeof filters === "string") {
      push({ kind: "maxPool", size: 2 });
      continue;
    }
    push({ kind: "conv2d", filters, kernel: 3, padding: 1 });
    if (batchNorm) push({ kind: "batchNorm" });
    push({ kind: activation });
  }
  layers.push({ kind: "flatten" }, { kind: "dense", name: "classifier", units: classes });
  return network({ input, layers, ...withLoss(loss) });
}

export interface ResnetOptions extends ImageNetworkOptions {
  /** 18 or 34 (four stages of 64 to 512 filters), or 6n + 2 (three stages of 16 to 64; He et al. 2016, section 4.2). Default 20. */
  readonly depth?: number;
}

/** Residual network of basic blocks for small images: a 3 x 3 stem without pooling, projections where shapes change. */
export function resnet(options: ResnetOptions = {}): Network {
  knownOptions("resnet", options, { ...IMAGE_OPTIONS, depth: true });
  const { input = [3, 32, 32], classes = 10, activation = "relu", depth = 20, loss } = options;
  const { widths, blocks } = stagesOf(depth);
  const layers: LayerSpec[] = [
    { kind: "conv2d", name: "conv1", filters: widths[0], kernel: 3, padding: 1, bias: false },
    { kind: "batchNorm", name: "bn1" },
    { kind: activation, name: "stem" },
  ];
  let from = "stem";
  for (const [stage, width] of widths.entries())
    for (let block = 0; block < blocks[stage]; block++) {
      const name = `layer${stage + 1}.${block}`;
      const shrinks = stage > 0 && block === 0;
      layers.push(...basicBlock(name, from, width, shrinks, activation));
      from = `${name}.out`;
    }
  layers.push({ kind: "globalAveragePool" }, { kind: "dense", name: "fc", units: classes });
  return network({ input, layers, ...withLoss(loss) });
}

function stagesOf(depth: number): { readonly widths: readonly number[]; readonly blocks: readonly number[] } {
  if (depth === 18) return { widths: [64, 128, 256, 512], blocks: [2, 2, 2, 2] };
  if (depth === 34) return { widths: [64, 128, 256, 512], blocks: [3, 4, 6, 3] };
  const n = (depth - 2) / 6;
  if (!Number.isSafeInteger(n) || n < 1)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `depth must be 18, 34 or 6n + 2 (20, 32, 44, ...), got ${depth}`,
    );
  return { widths: [16, 32, 64], blocks: [n, n, n] };
}

function basicBlock(
  name: string,
  from: string,
  filters: number,
  shrinks: boolean,
  activation: ActivationKind,
): LayerSpec[] {
  const stride = shrinks ? 2 : 1;
  const convolution = { kind: "conv2d", filters, kernel: 3, padding: 1, bias: false } as const;
  const layers: LayerSpec[] = [
    { ...convolution, name: `${name}.conv1`, stride, inputs: [from] },
    { kind: "batchNorm", name: `${name}.bn1` },
    { kind: activation },
    { ...convolution, name: `${name}.conv2` },
    { kind: "batchNorm", name: `${name}.bn2` },
  ];
  if (shrinks)
    layers.push(
      {
        kind: "conv2d",
        name: `${name}.downsample.0`,
        filters,
        kernel: 1,
        stride,
        bias: false,
        inputs: [from],
      },
      { kind: "batchNorm", name: `${name}.downsample.1` },
    );
  const shortcut = shrinks ? `${name}.downsample.1` : from;
  layers.push(
    { kind: "add", name: `${name}.sum`, inputs: [`${name}.bn2`, shortcut] },
    { kind: activation, name: `${name}.out` },
  );
  return layers;
}
