/** The same weights in another format: what tests hold a reader against. */
import { readFileSync } from "node:fs";
import { analyzeModel, type LayerResult } from "../../../src/index.ts";
import { type Model, openModel } from "../../../src/models/index.ts";
import { concat, safetensors } from "./encoders.ts";

/** Arrays that a generator wrote down, by name. */
export type Written = Readonly<Record<string, { dtype: string; shape: number[]; base64: string }>>;

export const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

export const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/** All bytes of a tensor. */
export async function elements(model: Model, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of model.readBytes(name)) parts.push(part.slice());
  return concat(...parts);
}

/** The arrays in a safetensors file. */
export function openTwin(written: Written): Promise<Model> {
  const bytes = safetensors(
    Object.entries(written).map(([name, { dtype, shape, base64 }]) => ({
      name,
      dtype,
      shape,
      data: fromBase64(base64),
    })),
  );
  return openModel(bytes, { name: "twin.safetensors" });
}

/** All rows of a model by name, without times. */
export async function analysisOf(model: Model): Promise<LayerResult[]> {
  const rows: LayerResult[] = [];
  for await (const row of analyzeModel(model, { minSize: 2 })) rows.push({ ...row, ...untimed(row) });
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const untimed = (row: LayerResult) => (row.status === "analyzed" ? { seconds: 0 } : {});
