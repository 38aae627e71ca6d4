/**
 * The kernel's linear memory as a stack of frames. A call opens a frame, lays out its operands and workspace, runs,
 * copies the results out and closes the frame: nothing is left behind, and an exception cannot leak.
 */
import { type FloatArray, WignerscopeError } from "../base/index.ts";

const PAGE = 65536;
/** Frames' blocks start on cache lines. */
const ALIGNMENT = 64;

export class Memory {
  private readonly wasm: WebAssembly.Memory;
  private top: number;

  constructor(wasm: WebAssembly.Memory, base: number) {
    this.wasm = wasm;
    this.top = align(base);
  }

  /** Runs `use` with a fresh frame and frees it afterwards. `use` must be synchronous. */
  frame<T>(use: (frame: Frame) => T): T {
    const mark = this.top;
    try {
      return use(new Frame(this));
    } finally {
      this.top = mark;
    }
  }

  /** Bytes of linear memory held now (it grows to the largest call and stays there). */
  get size(): number {
    return this.wasm.buffer.byteLength;
  }

  /** Bytes in open frames. */
  get used(): number {
    return this.top;
  }

  get buffer(): ArrayBuffer {
    return this.wasm.buffer;
  }

  /** @throws OUT_OF_MEMORY when linear memory cannot grow far enough. */
  push(bytes: number): number {
    const at = this.top;
    const end = at + align(bytes);
    const missing = end - this.wasm.buffer.byteLength;
    if (missing > 0) {
      try {
        this.wasm.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        const needed = `${(end / 2 ** 20).toFixed(0)} MiB`;
        throw new WignerscopeError(
          "OUT_OF_MEMORY",
          `the kernel needs ${needed} of WebAssembly memory and cannot have them (an engine gives at most 4096 MiB)`,
          { cause },
        );
      }
    }
    this.top = end;
    return at;
  }
}

/** One call's part of linear memory. Addresses are byte offsets. */
export class Frame {
  private readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** An uninitialised block. */
  bytes(count: number): number {
    return this.memory.push(count);
  }

  /** An uninitialised block of `count` f64. */
  f64(count: number): number {
    return this.memory.push(count * 8);
  }

  /** An uninitialised block of `count` f32. */
  f32(count: number): number {
    return this.memory.push(count * 4);
  }

  /** Copies `values` in as f64. */
  putF64(values: ArrayLike<number>): number {
    const at = this.f64(values.length);
    new Float64Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** Copies `values` in as f32. */
  putF32(values: ArrayLike<number>): number {
    const at = this.f32(values.length);
    new Float32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** A copy of `count` f64 at `at`. */
  takeF64(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count).slice();
  }

  /** A copy of `count` f32 at `at`. */
  takeF32(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count).slice();
  }

  /** A live view, valid until the next block is taken (growth detaches it). */
  view<T extends FloatArray>(
    type: { new (buffer: ArrayBuffer, at: number, count: number): T },
    at: number,
    count: number,
  ): T {
    return new type(this.memory.buffer, at, count);
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
