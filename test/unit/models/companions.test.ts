/** Small files beside a model: there, absent, too long, out of reach. */
import { describe, expect, it } from "vitest";
import { WignerscopeError } from "../../../src/base/index.ts";
import { adaptedWeight, companionsOf, factorName, flatName } from "../../../src/models/adapters/names.ts";
import {
  adapterConfig,
  blobFolder,
  isFactor,
  type ModelFolder,
  openModel,
} from "../../../src/models/index.ts";
import { readCompanions } from "../../../src/models/sources/companions.ts";
import { raw, safetensors, utf8 } from "./encoders.ts";

const CONFIG = "adapter_config.json";
const holding = (text: string) => blobFolder(new Map([[CONFIG, new Blob([text])]]));
const read = (folder: ModelFolder, signal?: AbortSignal) => readCompanions(folder, [CONFIG], signal);

describe("readCompanions", () => {
  it("has the text of a file that is there, and nothing for one that is not", async () => {
    expect([...(await read(holding("{}")))]).toEqual([[CONFIG, { kind: "text", text: "{}" }]]);
    expect((await read(blobFolder([]))).size).toBe(0);
    expect((await readCompanions(holding("{}"), [])).size).toBe(0);
  });

  it("reads a million bytes and no more", async () => {
    expect((await read(holding(" ".repeat(1_000_000)))).get(CONFIG)).toEqual({
      kind: "text",
      text: " ".repeat(1_000_000),
    });
    expect((await read(holding(" ".repeat(1_000_001)))).get(CONFIG)).toEqual({
      kind: "problem",
      problem: "adapter_config.json: 1000001 bytes, at most 1000000",
    });
  });

  it("says what is wrong with a file that is there and cannot be read, and closes it", async () => {
    let closed = 0;
    const folder: ModelFolder = {
      open: async () => ({
        name: CONFIG,
        size: 10,
        read: async () => {
          throw new TypeError("no");
        },
        close: async () => {
          closed++;
        },
      }),
    };
    expect((await read(folder)).get(CONFIG)).toEqual({ kind: "problem", problem: "adapter_config.json: no" });
    expect(closed).toBe(1);
    await expect(read(folder, AbortSignal.abort())).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("says what is wrong with a file that must not be opened", async () => {
    const open = () => Promise.reject(new WignerscopeError("UNSAFE_PATH", "a link that leads out"));
    expect((await read({ open })).get(CONFIG)).toEqual({ kind: "problem", problem: "a link that leads out" });
    const gone = () => Promise.reject(new WignerscopeError("READ_FAILED", "not there"));
    expect((await read({ open: gone })).size).toBe(0);
  });

  it("are looked for where the tensors are factors of PEFT's, and nowhere else", async () => {
    const opened: string[] = [];
    const folder: ModelFolder = {
      open: async (path, signal) => {
        opened.push(path);
        return holding('{"lora_alpha": 8}').open(path, signal);
      },
    };
    const model = (name: string) =>
      openModel(safetensors([{ name, dtype: "F32", shape: [1], data: raw(Float32Array.of(1)) }]), { folder });
    expect(adapterConfig(await model("x.weight"))).toBeUndefined();
    expect(adapterConfig(await model("x.lora_down.weight"))).toBeUndefined();
    expect(opened).toEqual([]);
    expect(adapterConfig(await model("x.lora_A.weight"))).toMatchObject({ alpha: 8, rankStabilized: false });
    expect(opened).toEqual([CONFIG]);
    expect((await openModel(utf8("\x03\0\0\0\0\0\0\0{} "), { folder })).companions.size).toBe(0);
  });
});

describe("names of factors", () => {
  it.each([
    ["base_model.model.a.b.lora_A.weight", "a.b", "base_model.model.a.b.lora_B.weight"],
    ["a.lora_A.default.weight", "a", "a.lora_B.default.weight"],
    ["a.lora_A", "a", "a.lora_B"],
    ["lora_unet_a.lora_down.weight", "lora_unet_a", "lora_unet_a.lora_up.weight"],
    ["a.lora.down.weight", "a", "a.lora.up.weight"],
    ["to_q_lora.down.weight", "to_q", "to_q_lora.up.weight"],
    ["a.lora_linear_layer.down.weight", "a", "a.lora_linear_layer.up.weight"],
  ])("%s", (a, module, b) => {
    expect(factorName(a)).toMatchObject({ module, b });
    expect(isFactor(a)).toBe(true);
    expect(isFactor(b)).toBe(true);
    expect(factorName(b)).toBeUndefined();
  });

  it.each(["a.weight", "lora_A.weight", "a.lora_down", "a.lora_A.b.c.weight", "a.up.weight", "a.alpha"])(
    "%s is none",
    (name) => {
      expect(factorName(name)).toBeUndefined();
      expect(isFactor(name)).toBe(false);
    },
  );

  it("lead to the adapted weight, by its own name or the flat one", () => {
    expect(adaptedWeight("a.b")).toBe("a.b.weight");
    for (const network of ["unet", "te", "te1", "te2", "transformer", "prior"])
      expect(adaptedWeight(`lora_${network}_a_b`)).toBe("a_b");
    expect(flatName("a.b.weight")).toBe("a_b");
    expect(flatName("a.b.weight[0,1]")).toBe("a_b[0,1]");
    expect(flatName("a.b.bias")).toBe("a_b_bias");
    expect(companionsOf(["a.weight", "a.lora_A.weight"])).toEqual([CONFIG]);
    expect(companionsOf(["a.lora_B.weight"])).toEqual([]);
  });
});
