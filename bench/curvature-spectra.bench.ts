/**
 * Whole Hessians, their spectra, and spectral densities of small networks, against PyTorch and LAPACK on the CPU (one
 * thread) where a python3 has them. CPU time.
 */

import type { FloatArray, Precision } from "../src/base/index.ts";
import {
  batchSpectra,
  exactGaussNewton,
  exactHessian,
  hessian,
  spectralDensity,
} from "../src/curvature/index.ts";
import { chainMatrix } from "../src/curvature/spectra/bishop.ts";
import { compressInputs } from "../src/curvature/spectra/compress.ts";
import { denseChain } from "../src/curvature/spectra/dense-chain.ts";
import { Random } from "../src/kernel/index.ts";
import { kernel, real, rowStride } from "../src/kernel/internal.ts";
import { Derivatives, initialize, mlp, type Network, type NetworkData } from "../src/networks/index.ts";
import { cpuSeconds, median, time } from "./clock.ts";
import { pythonWith } from "./python.ts";
import type { Report } from "./run.ts";
import { torchNetwork } from "./torch-network.ts";

export const title = "Hessians and their spectra";

const CLASSES = 10;
const BATCH = 64;
/** Paper C's three-layer network, its softmax regression, and the network of the spectral density. */
const MLP = [784, 10, 100, CLASSES] as const;
const REGRESSION = [784, CLASSES] as const;
const WIDE = [784, 100, CLASSES] as const;
const BATCHES = 157;

function randomData(samples: number): NetworkData {
  const random = new Random(1);
  return {
    inputs: { rows: samples, cols: 784, data: random.normals(samples * 784) },
    labels: Int32Array.from({ length: samples }, () => random.integer(CLASSES)),
  };
}

/** CPU seconds to build the matrix alone, in linear memory. */
function buildSeconds(net: Network, parameters: FloatArray, data: NetworkData, precision: Precision): number {
  const type = real(precision);
  return time(
    () => {
      const derivatives = new Derivatives(net, parameters, data, { precision });
      const chain = denseChain(net, parameters);
      if (!chain) throw new Error("not a chain of dense layers");
      kernel().memory.frame((frame) => {
        const stride = rowStride(net.size, type);
        const at = frame.bytes(net.size * stride * type.bytes);
        chainMatrix(frame, { order: net.size, stride, at }, "hessian", chain, derivatives, type);
      });
    },
    { rounds: 3, warmUp: 1 },
  );
}

/** A network with the gradient's graph kept and numpy beside it. */
const withGradient = (sizes: readonly number[], samples: number, precision: Precision) =>
  `${torchNetwork(sizes, samples, precision)}
import numpy as np
P = sum(p.numel() for p in w)
g = torch.autograd.grad(torch.nn.functional.cross_entropy(net(x), y), w, create_graph=True)
flat = torch.cat([p.reshape(-1) for p in g])
`;

interface RowsPeer {
  readonly build: number;
  readonly solve: number;
}

/** PyTorch's Hessian row by row, and LAPACK's eigenvalues of it if wanted. */
function torchHessian(sizes: readonly number[], precision: Precision, solve: boolean): RowsPeer | undefined {
  return pythonWith<RowsPeer>(
    "torch",
    `${withGradient(sizes, BATCH, precision)}
start = time.process_time()
h = np.empty((P, P), dtype=np.${precision === "f64" ? "float64" : "float32"})
for i in range(P):
    row = torch.autograd.grad(flat[i], w, retain_graph=True, allow_unused=True)
    h[i] = np.concatenate([(r if r is not None else torch.zeros_like(p)).reshape(-1).numpy() for r, p in zip(row, w)])
build = time.process_time() - start
start = time.process_time()
${solve ? "np.linalg.eigvalsh(h)" : "pass"}
print(json.dumps({"build": build, "solve": time.process_time() - start}))`,
  );
}

/** Stochastic Lanczos with PyTorch's products (graph kept) and full reorthogonalisation in numpy. */
function torchDensity(precision: Precision): number | undefined {
  return pythonWith<number>(
    "torch",
    `${withGradient(WIDE, 1000, precision)}
def product(v):
    parts, at = [], 0
    for p in w:
        parts.append(torch.from_numpy(v[at:at + p.numel()]).reshape(p.shape))
        at += p.numel()
    h = torch.autograd.grad(g, w, parts, retain_graph=True)
    return torch.cat([p.reshape(-1) for p in h]).numpy()
dtype = np.float64 if ${precision === "f64" ? "True" : "False"} else np.float32
rng = np.random.default_rng(1)
start = time.process_time()
for _ in range(10):
    q = np.zeros((80, P), dtype=dtype)
    v = rng.standard_normal(P).astype(dtype)
    q[0] = v / np.linalg.norm(v)
    for j in range(80):
        u = product(q[j])
        for _ in range(2):
            u = u - q[:j + 1].T @ (q[:j + 1] @ u)
        if j + 1 < 80:
            q[j + 1] = u / np.linalg.norm(u)
print(json.dumps(time.process_time() - start))`,
  );
}

function hessians(report: Report): void {
  const net = mlp(MLP);
  const parameters = initialize(net);
  const data = randomData(BATCH);
  const small = compressInputs(net, parameters, data.inputs);
  if (!small) throw new Error("nothing to compress");
  for (const precision of ["f32", "f64"] as const) {
    const peer = torchHessian(MLP, precision, precision === "f64");
    const name = `${MLP.join("-")}, ${BATCH} samples, ${precision}`;
    const compressed = { ...data, inputs: small.inputs };
    for (const [what, ours] of [
      [`Hessian, order ${net.size}`, buildSeconds(net, parameters, data, precision)],
      [
        `Hessian, order ${small.network.size}`,
        buildSeconds(small.network, small.parameters, compressed, precision),
      ],
    ] as const)
      report({ name: `${what}, ${name}`, ours, unit: "s", peer: "torch by rows", peerTime: peer?.build });
    if (precision === "f32") continue;
    const ours = time(() => exactHessian(net, parameters, data), { rounds: 3, warmUp: 1 });
    report({
      name: `exact spectrum, ${name}`,
      ours,
      unit: "s",
      peer: "torch by rows + LAPACK",
      peerTime: peer && peer.build + peer.solve,
      note: `${BATCHES} batches: ${((BATCHES * ours) / 60).toFixed(1)} min`,
    });
    report({
      name: `Gauss-Newton spectrum, ${name}`,
      ours: time(() => exactGaussNewton(net, parameters, data), { rounds: 5, warmUp: 1 }),
      unit: "s",
    });
  }
}

/** All batches of 64 of 10,000 samples, one after the other. */
async function regression(report: Report): Promise<void> {
  const net = mlp(REGRESSION);
  const data = randomData(10_000);
  const start = cpuSeconds();
  let count = 0;
  for await (const _ of batchSpectra(net, initialize(net), data, { batch: BATCH })) count++;
  report({
    name: `softmax regression, ${count} batches of ${BATCH}, f64`,
    ours: cpuSeconds() - start,
    unit: "s",
  });
}

async function densities(report: Report): Promise<void> {
  const net = mlp(WIDE);
  const parameters = initialize(net);
  const data = randomData(1000);
  for (const precision of ["f32", "f64"] as const) {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const start = cpuSeconds();
      await spectralDensity(hessian(net, parameters, data, { precision }), { steps: 80, vectors: 10 });
      times.push(cpuSeconds() - start);
    }
    report({
      name: `spectral density 80 x 10, P = ${net.size}, ${precision}`,
      ours: median(times),
      unit: "s",
      peer: "torch + numpy",
      peerTime: torchDensity(precision),
    });
  }
}

export async function bench(report: Report): Promise<void> {
  hessians(report);
  await regression(report);
  await densities(report);
}
