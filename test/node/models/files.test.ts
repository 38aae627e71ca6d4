/** Model files on disk: links, folders, what is missing, what is not a file. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adapterConfig, type Model, openModel } from "../../../src/models/index.ts";
import {
  directoryFolder,
  filesOf,
  openFile,
  openModelFile,
  writeModelFile,
} from "../../../src/models/sources/files.node.ts";
import { replaceFile } from "../../../src/models/sources/replace-file.node.ts";
import { externalData, graph, onnxModel, raw, safetensors, tensorProto } from "../../unit/models/encoders.ts";

/** The number of a process that was killed while it wrote to `path`. */
async function leftByKilled(path: string): Promise<number> {
  const program = new URL("killed-child.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--import", "tsx", program, path], { stdio: "inherit" });
  const [code, signal] = await once(child, "close");
  expect([code, signal]).toEqual([null, "SIGKILL"]);
  return child.pid ?? 0;
}

let root: string;
const values = Float32Array.of(1, 2, 3, 4);
const shard = (name: string) => safetensors([{ name, dtype: "F32", shape: [2, 2], data: raw(values) }]);
const external = (location: string) =>
  onnxModel(graph([], [tensorProto({ name: "w", dims: [2, 2], type: 1, data: externalData({ location }) })]));
const index = (map: Record<string, string>) => JSON.stringify({ weight_map: map });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "wignerscope-files-"));
  await mkdir(join(root, "outside"));
  await mkdir(join(root, "model/data"), { recursive: true });
  await writeFile(join(root, "outside/secret.bin"), raw(values));
  await writeFile(join(root, "model/data/w.bin"), raw(values));
  await symlink(join(root, "outside/secret.bin"), join(root, "model/link.bin"));
  await symlink(join(root, "outside"), join(root, "model/up"));
  await symlink("data/w.bin", join(root, "model/inside.bin"));
  await symlink("nowhere", join(root, "model/dangling.bin"));
  await symlink("loop.bin", join(root, "model/loop.bin"));
  await symlink("/dev/zero", join(root, "model/device.bin"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it("reads adapter_config.json through no link that leads out of the folder", async () => {
  await writeFile(join(root, "outside/adapter_config.json"), '{"lora_alpha": 8}');
  await symlink(join(root, "outside/adapter_config.json"), join(root, "model/adapter_config.json"));
  const tensors = ["lora_A", "lora_B"].map((factor) => ({
    name: `x.${factor}.weight`,
    dtype: "F32",
    shape: [2, 2],
    data: raw(values),
  }));
  await writeFile(join(root, "model/adapter_model.safetensors"), safetensors(tensors));
  const model = await openModelFile(join(root, "model"));
  expect(adapterConfig(model)).toMatchObject({
    problem: expect.stringContaining("out of the model's folder"),
  });
  await model.close();
});

async function openExternal(location: string) {
  const path = join(root, "model", "m.onnx");
  await writeFile(path, external(location));
  return openModelFile(path);
}

describe("external data of a model on disk", () => {
  it.each(["data/w.bin", "./data/w.bin", "inside.bin"])("is read from %s", async (location) => {
    const model = await openExternal(location);
    expect((await model.read("w")).data).toEqual(values);
    await model.close();
  });

  it.each([
    "../../etc/passwd",
    "../outside/secret.bin",
    "/etc/passwd",
    "link.bin",
    "up/secret.bin",
    "device.bin",
  ])("is never read from %s", async (location) => {
    await expect(openExternal(location)).rejects.toMatchObject({ code: "UNSAFE_PATH" });
  });

  it.each(["missing.bin", "dangling.bin", "loop.bin", "data", "data/w.bin/x"])(
    "is listed as missing for %s",
    async (location) => {
      const model = await openExternal(location);
      expect(model.tensors[0]).toMatchObject({ readable: false, reason: expect.stringContaining(location) });
      await model.close();
    },
  );

  it("cannot come from a pipe, which would block for ever", async () => {
    execFileSync("mkfifo", [join(root, "model/pipe.bin")]);
    const model = await openExternal("pipe.bin");
    expect(model.tensors[0]).toMatchObject({
      readable: false,
      reason: expect.stringContaining("not a regular file"),
    });
    await model.close();
  });

  it("is an error when the file shrinks after the model was opened", async () => {
    await writeFile(join(root, "model/shrinks.bin"), raw(values));
    const model = await openExternal("shrinks.bin");
    await truncate(join(root, "model/shrinks.bin"), 8);
    await expect(model.read("w")).rejects.toMatchObject({
      code: "CHANGED",
      message: "shrinks.bin: the file changed after it was opened: it had 16 bytes and has 8",
    });
    await model.close();
  });
});

describe("openModelFile", () => {
  it("finds the model of a directory, and its other files", async () => {
    const folder = join(root, "sharded");
    await mkdir(folder);
    await writeFile(join(folder, "m-1.safetensors"), shard("a"));
    await writeFile(join(folder, "m-2.safetensors"), shard("b"));
    await writeFile(
      join(folder, "model.safetensors.index.json"),
      index({ a: "m-1.safetensors", b: "m-2.safetensors" }),
    );
    const model = await openModelFile(folder);
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(["a", "b"]);
    expect((await model.read("b")).data).toEqual(values);
    await model.close();
    await rename(join(folder, "model.safetensors.index.json"), join(folder, "model.safetensors"));
    // What a file is, its content tells, whatever it is called.
    const renamed = await openModelFile(folder);
    expect(renamed.format).toBe("safetensors-index");
    await renamed.close();
  });

  it("follows the links of a model hub's cache into its blobs, and no other links", async () => {
    const cache = join(root, "models--a--b");
    const snapshot = join(cache, "snapshots/0123abcd");
    await mkdir(snapshot, { recursive: true });
    await mkdir(join(cache, "blobs"));
    await writeFile(join(cache, "blobs/aa"), shard("a"));
    await writeFile(join(cache, "blobs/ii"), index({ a: "m-1.safetensors" }));
    await symlink("../../blobs/aa", join(snapshot, "m-1.safetensors"));
    await symlink("../../blobs/ii", join(snapshot, "model.safetensors.index.json"));
    const model = await openModelFile(join(snapshot, "model.safetensors.index.json"));
    expect((await model.read("a")).data).toEqual(values);
    await model.close();
    await rm(join(snapshot, "m-1.safetensors"));
    await symlink("../../../outside/secret.bin", join(snapshot, "m-1.safetensors"));
    await expect(openModelFile(snapshot)).rejects.toMatchObject({ code: "UNSAFE_PATH" });
    // Blobs that are themselves a link out of the cache.
    await rename(join(cache, "blobs"), join(cache, "moved"));
    await symlink("../outside", join(cache, "blobs"));
    await rm(join(snapshot, "m-1.safetensors"));
    await symlink("../../blobs/secret.bin", join(snapshot, "m-1.safetensors"));
    await rm(join(snapshot, "model.safetensors.index.json"));
    await writeFile(join(snapshot, "model.safetensors.index.json"), index({ a: "m-1.safetensors" }));
    await expect(openModelFile(snapshot)).rejects.toMatchObject({ code: "UNSAFE_PATH" });
  });

  it("says what is wrong with a path", async () => {
    await expect(openModelFile(join(root, "no.onnx"))).rejects.toThrow(/no\.onnx: no such file/);
    await expect(openModelFile(join(root, "outside"))).rejects.toThrow(/a directory without/);
    await expect(openFile("/dev/null")).rejects.toThrow(/not a regular file/);
  });

  it.runIf(process.platform === "linux")("closes the file, also when it is corrupt", async () => {
    const path = join(root, "broken.safetensors");
    await writeFile(path, shard("a").subarray(0, 40));
    const open = () =>
      execFileSync("ls", [`/proc/${process.pid}/fd`])
        .toString()
        .split("\n").length;
    const before = open();
    for (let i = 0; i < 20; i++)
      await expect(openModelFile(path)).rejects.toMatchObject({ code: "CORRUPT_FILE" });
    await writeFile(path, shard("a"));
    for (let i = 0; i < 20; i++) await (await openModelFile(path)).close();
    expect(open()).toBeLessThan(before + 10);
    const model = await openModelFile(path);
    await model.close();
    await expect(model.read("a")).rejects.toMatchObject({ code: "READ_FAILED" });
  });

  it("stops when told, and then closes the file, too", async () => {
    const path = join(root, "sound.safetensors");
    await writeFile(path, shard("a"));
    const source = await openFile(path);
    await expect(openModel(source, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
    await expect(source.read(0, 1)).rejects.toThrow(/closed|bad file/i);
    await expect(openModelFile(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});

describe("a file that changes while it is open", () => {
  it("is refused when it is written to, also with as many bytes", async () => {
    const path = join(root, "rewritten.safetensors");
    await writeFile(path, shard("a"));
    const model = await openModelFile(path);
    expect((await model.read("a")).data).toEqual(values);
    await utimes(path, 1, 1);
    await expect(model.read("a")).rejects.toMatchObject({
      code: "CHANGED",
      message: expect.stringMatching(/written to/),
    });
    await model.close();
  });

  it("is read on as it was when another takes its name", async () => {
    const path = join(root, "replaced.safetensors");
    await writeFile(path, shard("a"));
    const model = await openModelFile(path);
    await writeFile(`${path}.new`, shard("b"));
    await rename(`${path}.new`, path);
    expect((await model.read("a")).data).toEqual(values);
    await model.close();
  });

  it("is refused when a part is another file the next time it is opened", async () => {
    const folder = join(root, "replaced");
    await mkdir(folder);
    const part = join(folder, "1.safetensors");
    await writeFile(part, shard("a"));
    await writeFile(join(folder, "model.safetensors.index.json"), index({ a: "1.safetensors" }));
    const model = await openModelFile(folder);
    expect((await model.read("a")).data).toEqual(values);
    await writeFile(`${part}.new`, shard("a"));
    await rename(`${part}.new`, part);
    await expect(model.read("a")).rejects.toMatchObject({
      code: "CHANGED",
      message: expect.stringMatching(/another file/),
    });
    // Both are told: whoever writes must spare either.
    expect(filesOf(model)).toHaveLength(3);
    await model.close();
  });
});

describe("filesOf", () => {
  const identities = async (...paths: string[]) =>
    (await Promise.all(paths.map((path) => stat(path, { bigint: true }))))
      .map(({ dev, ino }) => `${dev} ${ino}`)
      .sort();
  const known = (model: Model) =>
    filesOf(model)
      .map(({ dev, ino }) => `${dev} ${ino}`)
      .sort();

  it("tells every file that a model in parts reads, through links too, and nothing beside", async () => {
    const folder = join(root, "told");
    await mkdir(join(folder, "data"), { recursive: true });
    const [one, two, map] = ["data/1.bin", "2.safetensors", "model.safetensors.index.json"].map((name) =>
      join(folder, name),
    );
    await writeFile(one, shard("a"));
    await writeFile(two, shard("b"));
    await symlink("data/1.bin", join(folder, "1.safetensors"));
    await writeFile(map, index({ a: "1.safetensors", b: "2.safetensors" }));
    await writeFile(join(folder, "unrelated.safetensors"), shard("c"));
    const model = await openModelFile(folder);
    expect(known(model)).toEqual(await identities(one, two, map));
    expect(filesOf(model)[0].path).toBe(map);
    // A hard link is the same file under a name that the model does not mention.
    await link(two, join(folder, "twin"));
    expect(known(model)).toContain((await identities(join(folder, "twin")))[0]);
    await model.read("b");
    expect(filesOf(model)).toHaveLength(3);
    await model.close();
  });

  it("tells external data and an adapter's configuration", async () => {
    const folder = join(root, "told-onnx");
    await mkdir(folder);
    const [data, own, config] = ["w.bin", "m.onnx", "adapter_config.json"].map((name) => join(folder, name));
    await writeFile(data, raw(values));
    await writeFile(own, external("w.bin"));
    const model = await openModelFile(own);
    expect(known(model)).toEqual(await identities(own, data));
    await model.close();
    const adapter = join(folder, "adapter_model.safetensors");
    await writeFile(config, '{"lora_alpha": 8}');
    const factors = ["lora_A", "lora_B"].map((factor) => ({
      name: `x.${factor}.weight`,
      dtype: "F32",
      shape: [2, 2],
      data: raw(values),
    }));
    await writeFile(adapter, safetensors(factors));
    const adapted = await openModelFile(adapter);
    expect(known(adapted)).toEqual(await identities(adapter, config));
    await expect(writeModelFile(adapted, config)).rejects.toMatchObject({ code: "WRITE_FAILED" });
    await adapted.close();
  });

  it("knows nothing of a model that has no path", async () => {
    expect(filesOf(await openModel(shard("a")))).toEqual([]);
  });
});

describe("writeModelFile", () => {
  it("writes over the file that it reads, and leaves nothing behind when it fails", async () => {
    const folder = join(root, "written");
    await mkdir(folder);
    const path = join(folder, "m.safetensors");
    await writeFile(path, shard("a"));
    const model = await openModelFile(path);
    const tenfold = (await model.read("a")).data.map((value) => 10 * value);
    const report = await writeModelFile(model, path, { replace: () => tenfold });
    expect(report).toEqual({ bytes: shard("a").length, replaced: ["a"] });
    expect((await model.read("a")).data).toEqual(values);
    await model.close();
    const again = await openModelFile(path);
    expect((await again.read("a")).data).toEqual(tenfold);
    const before = await readFile(path);
    const failing = writeModelFile(again, path, { replace: () => new Float32Array(3) });
    await expect(failing).rejects.toMatchObject({ code: "INVALID_SHAPE" });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(["m.safetensors"]);
    await expect(writeModelFile(again, join(root, "no/such/folder"))).rejects.toMatchObject({
      code: "WRITE_FAILED",
    });
    await again.close();
  });
});

describe("writeModelFile, where it would destroy", () => {
  const refusal = { code: "WRITE_FAILED" };

  it("does not write over the parts of the model that it reads, by whatever name", async () => {
    const folder = join(root, "parts");
    await mkdir(folder);
    await writeFile(join(folder, "1.safetensors"), shard("a"));
    await writeFile(join(folder, "2.safetensors"), shard("b"));
    const map = index({ a: "1.safetensors", b: "./2.safetensors" });
    await writeFile(join(folder, "model.safetensors.index.json"), map);
    await symlink(folder, join(root, "parts-link"));
    const model = await openModelFile(folder);
    for (const name of ["1.safetensors", "../parts-link/2.safetensors", "model.safetensors.index.json"])
      await expect(writeModelFile(model, join(folder, name)), name).rejects.toMatchObject(refusal);
    expect(await readFile(join(folder, "2.safetensors"))).toEqual(Buffer.from(shard("b")));
    expect(await readdir(folder)).toHaveLength(3);
    await expect(writeModelFile(model, join(folder, "joined.safetensors"))).resolves.toBeDefined();
    await model.close();
  });

  it("does not replace a graph, its external data, a device or a folder", async () => {
    const folder = join(root, "graph");
    await mkdir(folder);
    await writeFile(join(folder, "w.bin"), raw(values));
    await writeFile(join(folder, "m.onnx"), external("w.bin"));
    const model = await openModelFile(join(folder, "m.onnx"));
    for (const path of [join(folder, "m.onnx"), join(folder, "w.bin"), folder, "/dev/null"])
      await expect(writeModelFile(model, path), path).rejects.toMatchObject(refusal);
    expect(await readFile(join(folder, "w.bin"))).toEqual(Buffer.from(raw(values)));
    await model.close();
  });

  it("replaces a link, not what it points to, and keeps the permissions of a file", async () => {
    const folder = join(root, "links");
    await mkdir(folder);
    await writeFile(join(folder, "blob"), shard("a"), { mode: 0o600 });
    await symlink("blob", join(folder, "m.safetensors"));
    const model = await openModelFile(join(folder, "m.safetensors"));
    const replace = () => Float32Array.of(9, 9, 9, 9);
    await writeModelFile(model, join(folder, "m.safetensors"), { replace });
    expect(await readFile(join(folder, "blob"))).toEqual(Buffer.from(shard("a")));
    expect((await lstat(join(folder, "m.safetensors"))).isFile()).toBe(true);
    expect((await lstat(join(folder, "m.safetensors"))).mode & 0o777).toBe(0o600);
    await model.close();
  });

  it("takes away what a killed process left of the same output, and nothing else", async () => {
    const folder = join(root, "killed");
    await mkdir(folder);
    const left = async () => (await readdir(folder)).filter((name) => name.endsWith(".partial")).sort();
    const killed = await leftByKilled(join(folder, "out"));
    await leftByKilled(join(folder, "out.other"));
    const [partial, other] = await left();
    expect(partial).toMatch(new RegExp(`^out\\.[0-9a-f]{8}-${killed}-[0-9a-f]{12}\\.partial$`));
    // The user's own, one of a process that runs, and one of another machine, where the number says nothing.
    const mine = "out.partial";
    const running = partial.replace(`-${killed}-`, `-${process.ppid}-`);
    const elsewhere = partial.replace(/^out\.[0-9a-f]{8}/, "out.00000000");
    for (const name of [mine, running, elsewhere]) await writeFile(join(folder, name), "kept");
    await replaceFile(join(folder, "out"), undefined, async (write) => {
      // Two that write the same file at the same time do not take each other's away.
      await replaceFile(join(folder, "out"), undefined, (inner) => inner(Uint8Array.of(1)));
      await write(Uint8Array.of(2));
    });
    expect(await left()).toEqual([other, mine, running, elsewhere].sort());
    expect(await readFile(join(folder, "out"))).toEqual(Buffer.of(2));
    // A number of this process's own that it is not writing was that of one before it.
    await writeFile(join(folder, partial.replace(`-${killed}-`, `-${process.pid}-`)), "of a former life");
    await replaceFile(join(folder, "out"), undefined, (write) => write(Uint8Array.of(3)));
    expect(await left()).toEqual([other, mine, running, elsewhere].sort());
  });
});

describe("directoryFolder", () => {
  it("checks the path by itself, whoever calls", async () => {
    const folder = directoryFolder(join(root, "model"));
    await expect(folder.open("../outside/secret.bin")).rejects.toMatchObject({ code: "UNSAFE_PATH" });
    // A folder whose name begins like the model's is another folder.
    await mkdir(join(root, "model-two"));
    await writeFile(join(root, "model-two/w.bin"), raw(values));
    await symlink("../model-two/w.bin", join(root, "model/neighbour.bin"));
    await expect(folder.open("neighbour.bin")).rejects.toMatchObject({ code: "UNSAFE_PATH" });
  });
});
