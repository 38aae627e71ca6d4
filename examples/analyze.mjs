/**
 * A network before and after training: which layers carry structure that independent entries do not explain?
 *
 *   node examples/analyze.mjs [FILE...]      (default: the fixture network of the tests, at initialisation and trained)
 */
import { fileURLToPath } from "node:url";
import { analyzeModel, assembleAnalysis, openModelFile } from "wignerscope";

const fixtures = fileURLToPath(new URL("../test/fixtures/fashion-mlp/", import.meta.url));
const given = process.argv.slice(2);
const files = given.length > 0 ? given : [`${fixtures}init.safetensors`, `${fixtures}trained.safetensors`];

for (const file of files) {
  const model = await openModelFile(file);
  const start = performance.now();
  const layers = [];
  for await (const layer of analyzeModel(model)) {
    layers.push(layer);
    if (layer.status !== "analyzed") continue;
    const { verdict, vectors } = layer.analysis;
    const boundary = vectors?.available
      ? ` Vectors are random from rank ${vectors.boundary.boundary + 1} on.`
      : "";
    console.log(`  ${layer.name}: ${verdict.available ? verdict.sentence : verdict.reason}${boundary}`);
  }
  await model.close();
  const seconds = (performance.now() - start) / 1000;
  const { summary } = assembleAnalysis(model, layers, { options: {}, complete: true, seconds });
  console.log(`${model.name}: ${summary.sentence}\n`);
}
