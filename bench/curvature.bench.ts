/**
 * Products with the Hessian and training steps of small networks, against PyTorch on the CPU (one thread) where a python3
 * has it. PyTorch's product is timed twice: afresh (forward, backward, backward of gradient . v) and with the gradient's
 * graph kept from product to product; ours keeps values and adjoints as well. CPU time, medians.
 */
import type { Precision } from "../src/base/index.ts";
import { Random } from "../src/kernel/index.ts";
import { Derivatives, initialize, mlp, type NetworkData, train } from "../src/networks/index.ts";
import { cpuSeconds, median, time } from "./clock.ts";
import { pythonWith } from "./python.ts";
import type { Report } from "./run.ts";
import { torchNetwork } from "./torch-network.ts";

export const title = "Curvature";

interface Case {
  readonly sizes: readonly number[];
  readonly samples: number;
  readonly rounds: number;
}

const CASES: readonly Case[] = [
  { sizes: [784, 100, 10], samples: 1000, rounds: 15 },
  { sizes: [784, 10, 100, 10], samples: 64, rounds: 200 },
];

interface Peer {
  readonly fresh: number;
  readonly kept: number;
  readonly step: number;
  /** "OpenBLAS" or whatever else the process has loaded. */
  readonly blas: string;
}

/** Median CPU seconds of PyTorch; undefined without it. */
function torchSeconds({ sizes, samples, rounds }: Case, precision: Precision): Peer | undefined {
  return pythonWith<Peer>(
    "torch",
    `${torchNetwork(sizes, samples, precision)}
v = [torch.randn_like(p) for p in w]
def gradient():
    return torch.autograd.grad(torch.nn.functional.cross_entropy(net(x), y), w, create_graph=True)
def product(g, keep):
    return torch.autograd.grad(g, w, v, retain_graph=keep)
def median(run):
    run()
    times = []
    for _ in range(${rounds}):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return sorted(times)[${rounds >> 1}]
g = gradient()
sgd = torch.optim.SGD(w, lr=1e-4, momentum=0.9, weight_decay=5e-4)
def step():
    sgd.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    sgd.step()
print(json.dumps({"fresh": median(lambda: product(gradient(), False)), "kept": median(lambda: product(g, True)), "step": median(step), "blas": "OpenBLAS" if "openblas" in open("/proc/self/maps").read() else "another BLAS"}))`,
  );
}

function randomData(width: number, classes: number, samples: number): NetworkData {
  const random = new Random(1);
  return {
    inputs: { rows: samples, cols: width, data: random.normals(samples * width) },
    labels: Int32Array.from({ length: samples }, () => random.integer(classes)),
  };
}

/** Multiply-adds of a product with the Hessian, twice: 4 flops a sample and first-layer weight, 12 a later one. */
function flops({ sizes, samples }: Case): number {
  let perSample = 4 * sizes[0] * sizes[1];
  for (let l = 1; l + 1 < sizes.length; l++) perSample += 12 * sizes[l] * sizes[l + 1];
  return perSample * samples;
}

/** Median CPU seconds of a training step on all samples. */
async function stepSeconds(data: NetworkData, { sizes, samples, rounds }: Case, precision: Precision) {
  const net = mlp(sizes);
  const times: number[] = [];
  let last = Number.NaN;
  const options = { batch: samples, epochs: rounds + 2, precision } as const;
  for await (const { step } of train(net, initialize(net), data, options)) {
    if (step > 2) times.push(cpuSeconds() - last);
    last = cpuSeconds();
  }
  return median(times);
}

export async function bench(report: Report): Promise<void> {
  for (const given of CASES)
    for (const precision of ["f64", "f32"] as const) {
      const { sizes, samples, rounds } = given;
      const net = mlp(sizes);
      const data = randomData(sizes[0], sizes[sizes.length - 1], samples);
      const derivatives = new Derivatives(net, initialize(net), data, { precision });
      const v = new Random(2).normals(net.size);
      const out = new Float64Array(net.size);
      const block = { rows: 10, cols: net.size, data: new Random(3).normals(10 * net.size) };
      const blockOut = { ...block, data: new Float64Array(block.data.length) };
      const peer = torchSeconds(given, precision);
      const name = `${sizes.join("-")}, ${samples} samples, ${precision}`;
      const ours = time(() => derivatives.product("hessian", v, out), { rounds, warmUp: 3 });
      const rate = `${(flops(given) / ours / 1e9).toFixed(1)} GFLOP/s`;
      report({
        name: `Hv ${name}`,
        ours,
        unit: "s",
        peer: `torch (${peer?.blas}) afresh`,
        peerTime: peer?.fresh,
        note: rate,
      });
      report({
        name: `Hv ${name}`,
        ours,
        unit: "s",
        peer: `torch (${peer?.blas}), graph kept`,
        peerTime: peer?.kept,
      });
      const each =
        time(() => derivatives.products("hessian", block, blockOut), {
          rounds: Math.ceil(rounds / 5),
          warmUp: 1,
        }) / 10;
      report({
        name: `Hv of ten at once, each, ${name}`,
        ours: each,
        unit: "s",
        peer: `torch (${peer?.blas}), graph kept`,
        peerTime: peer?.kept,
      });
      const step = await stepSeconds(data, given, precision);
      report({
        name: `SGD step ${name}`,
        ours: step,
        unit: "s",
        peer: `torch (${peer?.blas})`,
        peerTime: peer?.step,
      });
    }
}
