/** The head of a Python program: a network with ReLU between dense layers, random data, on one thread of PyTorch. */
import type { Precision } from "../src/base/index.ts";

/** Names it leaves: json, time, torch, sizes, net, w (parameters), x, y. */
export const torchNetwork = (sizes: readonly number[], samples: number, precision: Precision) => `
import json, time, torch
torch.set_num_threads(1)
torch.manual_seed(1)
torch.set_default_dtype(torch.${precision === "f64" ? "float64" : "float32"})
sizes = ${JSON.stringify(sizes)}
layers = []
for a, b in zip(sizes, sizes[1:]):
    layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
net = torch.nn.Sequential(*layers[:-1])
w = list(net.parameters())
x = torch.randn(${samples}, sizes[0])
y = torch.randint(sizes[-1], (${samples},))
`;
