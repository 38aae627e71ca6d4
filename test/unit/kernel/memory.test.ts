import { expect, test } from "vitest";
import { matrix, WignerscopeError } from "../../../src/base/index.ts";
import {
  eigh,
  eighTridiagonal,
  eigvalsh,
  gram,
  lanczos,
  matmul,
  qr,
  Random,
  svd,
  svdBidiagonal,
  svdvals,
} from "../../../src/kernel/index.ts";
import { Memory } from "../../../src/kernel/memory.ts";
import { kernel } from "../../../src/kernel/wasm.ts";

const a = matrix(40, 40, new Random(1).normals(1600));
const tall = matrix(90, 12, new Random(2).normals(1080));
const bad = matrix(3, 3, new Float64Array(9).fill(Number.NaN));

/** One call of everything, good and bad. */
function callAll(): void {
  for (const precision of ["f64", "f32"] as const) {
    svdvals(a, { precision });
    svdvals(tall, { precision, method: "gram" });
    svd(tall, { precision });
    eigvalsh(a, { precision });
    eigh(a, { precision });
    qr(tall, { precision });
    matmul(a, a, { precision });
    gram(tall, { precision });
    expect(() => svd(bad, { precision })).toThrow(WignerscopeError);
  }
  const d = a.data.subarray(0, 40);
  const e = a.data.subarray(40, 79);
  eighTridiagonal(d, e, { vectors: true });
  eighTridiagonal(d, e, { vectors: true, range: { kind: "indices", from: 3, to: 6 } });
  svdBidiagonal(d, e, { vectors: true });
  expect(() => eighTridiagonal(d, d)).toThrow(WignerscopeError);
  lanczos((v) => v.map((x, i) => x * i), 50, { steps: 10 });
}

test("10,000 calls leave no frame open and do not grow the memory", () => {
  const { memory } = kernel();
  for (let round = 0; round < 5; round++) callAll();
  const { used, size } = memory;
  const perRound = 24;
  for (let round = 0; round < 10_000 / perRound; round++) callAll();
  expect(memory.used).toBe(used);
  expect(memory.size).toBe(size);
}, 60_000);

test("an exception inside a frame frees it", () => {
  const { memory } = kernel();
  const { used } = memory;
  expect(() =>
    memory.frame((outer) => {
      outer.f64(1000);
      memory.frame((inner) => {
        inner.f64(1000);
        throw new Error("inside");
      });
    }),
  ).toThrow("inside");
  expect(memory.used).toBe(used);
});

test("a memory that cannot grow gives OUT_OF_MEMORY and stays usable", () => {
  const memory = new Memory(new WebAssembly.Memory({ initial: 1, maximum: 2 }), 1024);
  const tooLarge = () => memory.frame((frame) => frame.f64(100_000));
  expect(tooLarge).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
  expect(memory.frame((frame) => frame.takeF64(frame.putF64([1, 2, 3]), 3))).toEqual(
    Float64Array.of(1, 2, 3),
  );
});

test("a decomposition beyond 4 GiB is refused with OUT_OF_MEMORY, not a trap", () => {
  const { memory } = kernel();
  const { used } = memory;
  // 40,000 x 40,000 doubles are 12 GiB: the vectors alone need more than WebAssembly can address.
  const n = 40_000;
  const d = new Float64Array(n).fill(2);
  const e = new Float64Array(n - 1).fill(-1);
  const refused = expect.objectContaining({ code: "OUT_OF_MEMORY" });
  expect(() => eighTridiagonal(d, e, { vectors: true })).toThrow(refused);
  expect(() => svdBidiagonal(d, e, { vectors: true })).toThrow(refused);
  expect(memory.used).toBe(used);
});
