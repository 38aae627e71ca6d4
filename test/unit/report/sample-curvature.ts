/** A small network's curvature, estimated and exact. */
import {
  analyzeCurvature,
  type EstimatedCurvature,
  type ExactCurvature,
} from "../../../src/analysis/index.ts";
import { Random } from "../../../src/kernel/index.ts";
import { initialize, mlp } from "../../../src/networks/index.ts";

const SAMPLES = 96;

export async function sampleCurvature(
  options: { readonly split?: boolean } = {},
): Promise<{ estimated: EstimatedCurvature; exact: ExactCurvature }> {
  const net = mlp([6, 8, 4]);
  const parameters = initialize(net, { seed: 3 });
  const data = {
    inputs: { rows: SAMPLES, cols: 6, data: new Random(5).normals(6 * SAMPLES) },
    labels: Int32Array.from({ length: SAMPLES }, (_, i) => (i * 7) % 4),
  };
  const estimated = await analyzeCurvature(net, parameters, data, { steps: 20, vectors: 4, ...options });
  const exact = await analyzeCurvature(net, parameters, data, {
    exact: true,
    batch: 12,
    split: true,
    sizes: [6, 12, 24],
  });
  if (estimated.kind !== "estimated" || exact.kind !== "exact")
    throw new Error("they are of the other kinds");
  return { estimated, exact };
}
