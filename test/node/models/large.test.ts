/** A sparse file of 3 GB: opening it costs what its header takes, and offsets beyond 2^31 and 2^32 bits are right. */
import { execFile } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pb, raw, safetensors, varint } from "../../unit/models/encoders.ts";

const LAYER = 1 << 28; // elements of 4 bytes: 1 GiB
const LAST = Float32Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i));
/** Of the first bytes, by which formats are told, and a window at each of four tensors. */
const MOST_READ = 32_000;
let folder: string;

interface Report {
  /** Bytes read by opening, and by the tensor. */
  readonly opened: number;
  readonly read: number;
  readonly tensors: number;
  readonly last: { readonly name: string; readonly offset: number };
  readonly sum: number;
  readonly ends: readonly number[];
  readonly peakMiB: number;
}

async function openInChild(path: string): Promise<Report> {
  const child = new URL("open-large-child.ts", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", child, path]);
  return JSON.parse(stdout);
}

/** Holes of `gap` bytes, then the elements of the last tensor. */
async function writeSparse(path: string, head: Uint8Array, gap: number): Promise<void> {
  const file = await open(path, "w");
  const elements = raw(LAST);
  await file.write(head, 0, head.length, 0);
  await file.write(elements, 0, elements.length, head.length + gap);
  await file.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wignerscope-large-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function check(report: Report): void {
  expect(report.tensors).toBe(4);
  expect(report.last.offset).toBeGreaterThan(3 * 2 ** 30);
  expect(report.sum).toBe(LAST.reduce((sum, value) => sum + value, 0));
  expect(report.ends).toEqual([LAST[0], LAST[LAST.length - 1]]);
  expect(report.opened).toBeLessThan(MOST_READ);
  expect(report.read).toBe(LAST.byteLength);
  expect(report.peakMiB).toBeLessThan(150);
}

describe("a model of 3 GB", () => {
  it("opens as safetensors with some kilobytes read and 150 MiB, and its last tensor is right", async () => {
    const entries: string[] = [];
    for (let k = 0; k < 3; k++) {
      const place = {
        dtype: "F32",
        shape: [1 << 14, 1 << 14],
        data_offsets: [4 * LAYER * k, 4 * LAYER * (k + 1)],
      };
      entries.push(`"layer${k}":${JSON.stringify(place)}`);
    }
    const begin = 12 * LAYER;
    const place = { dtype: "F32", shape: [64, 48], data_offsets: [begin, begin + 4 * LAST.length] };
    entries.push(`"last":${JSON.stringify(place)}`);
    const path = join(folder, "model.safetensors");
    await writeSparse(path, safetensors([], { header: `{${entries.join(",")}}` }), begin);
    check(await openInChild(path));
  });

  it("opens as ONNX in the same bounds, stepping over the payloads", async () => {
    // Three tensors of 1 GiB in front, as raw_data of which only the lengths are written.
    const layer = 4 * LAYER;
    const fields = (rows: number, cols: number, name: string) => [
      ...pb.int(1, rows),
      ...pb.int(1, cols),
      ...pb.int(2, 1),
      ...pb.text(8, name),
    ];
    const prefix = (name: string, rows: number, cols: number) => {
      const before = fields(rows, cols, name);
      const rawLength = varint(4 * rows * cols);
      const size = before.length + 1 + rawLength.length + 4 * rows * cols;
      return { head: Uint8Array.from([0x2a, ...varint(size), ...before, 0x4a, ...rawLength]), size };
    };
    const big = ["layer0", "layer1", "layer2"].map((name) => prefix(name, 1 << 14, 1 << 14));
    const last = prefix("last", 64, 48);
    const graphSize = [...big, last].reduce((sum, one) => sum + one.size + 1 + varint(one.size).length, 0);
    const path = join(folder, "model.onnx");
    const file = await open(path, "w");
    let at = 0;
    const put = async (bytes: Uint8Array) => {
      await file.write(bytes, 0, bytes.length, at);
      at += bytes.length;
    };
    await put(Uint8Array.from([...pb.int(1, 8), 0x3a, ...varint(graphSize)]));
    for (const { head } of big) {
      await put(head);
      at += layer;
    }
    await put(last.head);
    await put(raw(LAST));
    await put(pb.bytes(8, pb.int(2, 17)));
    await file.close();
    check(await openInChild(path));
  });
});
