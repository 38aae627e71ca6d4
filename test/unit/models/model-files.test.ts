/** Every file that was opened for a model, and what tells its contents from others: what a journal knows them by. */
import { expect, it } from "vitest";
import { blobFolder, blobSource, fileHandleSource, openModel } from "../../../src/models/index.ts";
import { contentIdentity } from "../../../src/run/index.node.ts";
import { raw, safetensors } from "./encoders.ts";

const [FIRST, SECOND] = ["model-1.safetensors", "model-2.safetensors"];
const shard = (name: string) =>
  safetensors([{ name, dtype: "F32", shape: [2, 2], data: raw(new Float32Array(4)) }]);
const weightMap = JSON.stringify({ weight_map: { "x.lora_A.weight": FIRST, "x.lora_B.weight": SECOND } });
const CONFIG = '{"lora_alpha": 8}';

const index = () => blobSource(new File([weightMap], "m.safetensors.index.json", { lastModified: 1 }));
const folder = (secondChanged: number) =>
  blobFolder([
    new File([new Uint8Array(shard("x.lora_A.weight"))], FIRST, { lastModified: 2 }),
    new File([new Uint8Array(shard("x.lora_B.weight"))], SECOND, { lastModified: secondChanged }),
    new File([CONFIG], "adapter_config.json", { lastModified: 4 }),
    new File(["not opened"], "other.bin", { lastModified: 5 }),
  ]);

it("are its own, its shards and its companions, and no other", async () => {
  const model = await openModel(index(), { folder: folder(3) });
  const size = shard("x.lora_A.weight").length;
  expect(model.files).toEqual([
    { name: "m.safetensors.index.json", size: weightMap.length, version: "1" },
    { name: FIRST, size, version: "2" },
    { name: SECOND, size, version: "3" },
    { name: "adapter_config.json", size: CONFIG.length, version: "4" },
  ]);
  // What is read later changes nothing.
  await model.readTensor("x.lora_A.weight");
  expect(model.files).toHaveLength(4);
});

it("are one where there is no folder, without a version where the source has none", async () => {
  const bytes = shard("w");
  expect((await openModel(bytes, { name: "w.safetensors" })).files).toEqual([
    { name: "w.safetensors", size: bytes.length },
  ]);
  const handle = (mtimeMs?: number) => ({
    read: async (target: Uint8Array, offset: number, length: number, position: number) => {
      target.set(bytes.subarray(position, position + length), offset);
      return { bytesRead: length };
    },
    stat: async () => ({ size: bytes.length, mtimeMs }),
    close: async () => {},
  });
  expect((await fileHandleSource(handle(17), "w")).version).toBe("17");
  expect((await fileHandleSource(handle(), "w")).version).toBeUndefined();
});

it("make another identity when any of them changes, and the same when none does", async () => {
  const identity = async (changed: number) =>
    contentIdentity(await openModel(index(), { folder: folder(changed) }));
  expect(await identity(3)).toBe(await identity(3));
  expect(await identity(3)).not.toBe(await identity(6));
  expect(await contentIdentity(await openModel(shard("w"), { name: "w" }))).toBe(`w ${shard("w").length} `);
});
