/** Part of `npm run figures`: those of docs/hessian.md, from examples/fashion, as the command line draws them. */
import { readFile, writeFile } from "node:fs/promises";
import { analyzeCurvature } from "../src/analysis/index.ts";
import { openModel } from "../src/models/index.ts";
import { labelled, loadNetwork, network, readNumbers } from "../src/networks/index.ts";
import { curvatureFigures } from "../src/report/index.ts";
import { standaloneSvg } from "../src/report/svg/standalone.ts";

const read = (name: string) => readFile(`examples/fashion/${name}`);
const spec = network(JSON.parse((await read("net.json")).toString()));
const { network: net, parameters } = await loadNetwork(
  spec,
  await openModel(await read("weights.safetensors")),
);
const [images, labels] = [
  await readNumbers(await read("images.idx.gz")),
  await readNumbers(await read("labels.idx.gz")),
];
const data = labelled(images, labels, { scale: { mean: 73, sd: 86 } });
for (const [kind, options] of [
  ["estimated", {}],
  ["exact", { exact: true, batches: 15 }],
] as const)
  for (const { id, svg } of curvatureFigures(await analyzeCurvature(net, parameters, data, options)))
    await writeFile(`docs/figures/hessian-${kind}-${id}.svg`, `${standaloneSvg(svg)}\n`);
