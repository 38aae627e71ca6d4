/** Frames of linear memory, variates in order, builds and streams: the kernel's small state, exactly. */
import { describe, expect, test } from "vitest";
import { matrix } from "../../../src/base/index.ts";
import { activeBuild, init, Random, StreamingQr, supportedBuilds } from "../../../src/kernel/index.ts";
import { KrylovBasis } from "../../../src/kernel/krylov/krylov-basis.ts";
import { Memory } from "../../../src/kernel/memory.ts";
import { kernel, separateKernel } from "../../../src/kernel/wasm.ts";

const PAGE = 65536;

describe("a frame", () => {
  test("lays out blocks on cache lines, one behind the other", () => {
    const memory = new Memory(new WebAssembly.Memory({ initial: 1 }), 1000);
    expect(memory.used).toBe(1024);
    memory.frame((frame) => {
      expect([frame.bytes(1), frame.bytes(64), frame.bytes(65), frame.bytes(0), frame.bytes(8)]).toEqual([
        1024, 1088, 1152, 1280, 1280,
      ]);
      expect([frame.f64(9), frame.f32(17), frame.bytes(0)]).toEqual([1344, 1472, 1600]);
      expect(memory.used).toBe(1600);
    });
    expect(memory.used).toBe(1024);
  });

  test("grows the memory by whole pages, when it must", () => {
    const memory = new Memory(new WebAssembly.Memory({ initial: 1, maximum: 4 }), 0);
    memory.frame((frame) => {
      frame.bytes(PAGE);
      expect(memory.size).toBe(PAGE);
      frame.bytes(1);
      expect(memory.size).toBe(2 * PAGE);
      frame.bytes(2 * PAGE - 64);
      expect(memory.size).toBe(3 * PAGE);
      expect(() => frame.bytes(3 * 2 ** 20)).toThrow("the kernel needs 3 MiB of WebAssembly memory");
      expect(memory.used).toBe(3 * PAGE);
    });
  });

  test("takes copies and shows views", () => {
    const memory = new Memory(new WebAssembly.Memory({ initial: 1 }), 0);
    memory.frame((frame) => {
      const singles = frame.putF32([1, 2.5]);
      const doubles = frame.putF64(Float32Array.of(3, 4));
      const copy = frame.takeF32(singles, 2);
      frame.view(Float32Array, singles, 2)[0] = 7;
      expect([copy, frame.takeF32(singles, 2)]).toEqual([Float32Array.of(1, 2.5), Float32Array.of(7, 2.5)]);
      expect(frame.view(Float64Array, doubles, 2)).toEqual(Float64Array.of(3, 4));
      expect(frame.view(Float64Array, doubles, 2).buffer).toBe(memory.buffer);
    });
  });
});

describe("variates", () => {
  test("one by one come from blocks of 128 of the same stream", () => {
    const blocks = new Random(3);
    const [uniforms, normals, more] = [blocks.uniforms(128), blocks.normals(128), blocks.uniforms(128)];
    const single = new Random(3);
    expect(single.uniform()).toBe(uniforms[0]);
    expect(single.normal()).toBe(normals[0]);
    for (let i = 1; i < 128; i++)
      expect([single.uniform(), single.normal()]).toEqual([uniforms[i], normals[i]]);
    expect(single.uniform()).toBe(more[0]);
  });

  test("an integer is the floor of n times a uniform one", () => {
    const [random, uniforms] = [new Random(8), new Random(8).uniforms(100)];
    for (let i = 0; i < 100; i++) expect(random.integer(7)).toBe(Math.floor(7 * uniforms[i]));
  });

  test("a shuffle swaps from the back, the last with any of those up to it", () => {
    const draws = new Random(5).uniforms(4);
    const wanted = [..."abcde"];
    for (let i = 4; i > 0; i--) {
      const j = Math.floor(draws[i - 1] * (i + 1));
      [wanted[i], wanted[j]] = [wanted[j], wanted[i]];
    }
    const items = [..."abcde"];
    expect(new Random(5).shuffle(items)).toBe(items);
    expect(items).toEqual(wanted);
    expect([new Random(5).shuffle([]), new Random(5).shuffle([1])]).toEqual([[], [1]]);
  });

  test("an even number of normals leaves the stream where the next ones begin", () => {
    const random = new Random(2);
    expect([...random.normals(4), ...random.normals(2)]).toEqual([...new Random(2).normals(6)]);
  });

  test("the seeds at the ends of their range are taken", () => {
    expect(new Random(0, Number.MAX_SAFE_INTEGER).uniforms(2)).toHaveLength(2);
    expect(() => new Random(0, -1)).toThrow("stream must be an integer from 0 to 2^53 - 1, got -1");
  });

  test("parameters must be finite", () => {
    const random = new Random(1);
    expect(() => random.gammas([1, Number.POSITIVE_INFINITY])).toThrow(
      "shapes must be positive, got Infinity",
    );
    expect(() => random.stables(3, 0)).toThrow("mu must be in (0, 2], got 0");
    expect(random.stables(3, 2)).toHaveLength(3);
    expect([...random.chis([0])]).toEqual([0]);
  });
});

describe("builds", () => {
  test("the engine's fastest is taken unless another is asked for", async () => {
    const builds = supportedBuilds();
    expect(builds.at(-1)).toBe("simd");
    expect(builds).toContain(activeBuild());
    const { memory } = kernel();
    expect(await init({ build: activeBuild() })).toBe(activeBuild());
    expect(kernel().memory).toBe(memory);
    if (!builds.includes("relaxed"))
      await expect(init({ build: "relaxed" })).rejects.toMatchObject({
        code: "UNSUPPORTED_ENGINE",
        message: "this engine cannot run the relaxed build, only simd",
      });
  });

  test("a separate kernel is the same code over another memory", () => {
    const other = separateKernel();
    expect(other.build).toBe(activeBuild());
    expect(other.memory.buffer).not.toBe(kernel().memory.buffer);
    expect(other.exports.gemmWorkspaceF64(3, 4, 5)).toBe(kernel().exports.gemmWorkspaceF64(3, 4, 5));
  });
});

describe("a stream of rows", () => {
  test("has as many rows as it was given, zeros too, and a triangle no higher than wide", () => {
    const stream = new StreamingQr(2);
    expect([stream.cols, stream.rows, stream.r().rows]).toEqual([2, 0, 0]);
    stream.push(matrix(1, 2, Float64Array.of(0, 0)));
    expect(stream.r()).toEqual(matrix(1, 2, Float64Array.of(0, 0)));
    stream.push(matrix(1, 2, Float64Array.of(3, 5))).push(matrix(1, 2, Float64Array.of(4, 5)));
    const { rows, data } = stream.r();
    expect([stream.rows, rows]).toEqual([3, 2]);
    // (3, 4) has the norm 5, (5, 5) a part 7 along it and 1 across.
    [5, 7, 0, 1].forEach((entry, i) => {
      expect(Math.abs(Math.abs(data[i]) - entry)).toBeLessThan(1e-14);
    });
  });

  test("keeps its scale from block to block", () => {
    const [tiny, huge] = [2 ** -600, 2 ** 600];
    const stream = new StreamingQr(1).push(matrix(1, 1, Float64Array.of(3 * tiny)));
    expect(Math.abs(stream.r().data[0])).toBe(3 * tiny);
    stream.push(matrix(1, 1, Float64Array.of(4 * tiny)));
    expect(Math.abs(stream.r().data[0])).toBe(5 * tiny);
    stream.push(matrix(1, 1, Float64Array.of(2 * huge)));
    expect(Math.abs(stream.r().data[0])).toBe(2 * huge);
    stream.push(matrix(1, 1, Float64Array.of(1)));
    expect(Math.abs(stream.r().data[0])).toBe(2 * huge);
    expect(() => stream.push(matrix(1, 2, Float64Array.of(1, 2)))).toThrow(
      "block: needs 1 columns, got 1 x 2",
    );
  });
});

describe("a Krylov basis", () => {
  test("holds the start and what is left of products, divided by their norms", () => {
    const basis = new KrylovBasis([3, 4, 0], 3);
    expect([basis.size, basis.startNorm]).toEqual([1, 5]);
    expect(basis.vector(0)).toEqual(Float64Array.of(3 / 5, 4 / 5, 0));
    const rest = basis.orthogonalise(Float64Array.of(3, 4, 2));
    expect(rest.before).toBe(Math.sqrt(29));
    expect(Math.abs(rest.projection - 5)).toBeLessThan(1e-15 * 5);
    expect(Math.abs(rest.norm - 2)).toBeLessThan(1e-15);
    basis.push(rest.norm);
    expect(basis.size).toBe(2);
    [0, 0, 1].forEach((entry, i) => {
      expect(Math.abs(basis.vector(1)[i] - entry)).toBeLessThan(1e-15);
    });
    expect(() => basis.vector(2)).toThrow("the basis has 2 vectors, none has number 2");
  });

  test("is empty after a start that is zero or not finite", () => {
    for (const [start, norm] of [
      [[0, 0], 0],
      [[Number.POSITIVE_INFINITY, 0], Number.POSITIVE_INFINITY],
    ] as const) {
      const basis = new KrylovBasis(start, 2);
      expect([basis.size, basis.startNorm]).toEqual([0, norm]);
    }
  });

  test("says that a product overflows, and does not touch it", () => {
    const basis = new KrylovBasis([1, 0], 2);
    const rest = basis.orthogonalise(Float64Array.of(Number.POSITIVE_INFINITY, 1));
    expect(rest).toEqual({ projection: Number.NaN, before: Number.POSITIVE_INFINITY, norm: Number.NaN });
  });

  test("is the same over memories of one vector each", () => {
    const [one, many] = [
      new KrylovBasis([1, 1, 1, 1], 4),
      new KrylovBasis([1, 1, 1, 1], 4, { shelfBytes: 1 }),
    ];
    for (const product of [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 4, 9, 17)]) {
      const rests = [one, many].map((basis) => basis.orthogonalise(product));
      expect(Math.abs(rests[0].norm - rests[1].norm)).toBeLessThan(1e-14);
      one.push(rests[0].norm);
      many.push(rests[1].norm);
    }
    expect([one.size, many.size]).toEqual([3, 3]);
    for (let k = 0; k < 3; k++)
      one.vector(k).forEach((entry, i) => {
        expect(Math.abs(entry - many.vector(k)[i])).toBeLessThan(1e-14);
      });
  });
});
