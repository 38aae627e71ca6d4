/** How much linear memory a call takes. */
import { expect } from "vitest";
import { kernel } from "../../../src/kernel/wasm.ts";

/** Bytes of linear memory that a call opens beyond what is open already. */
export function peak(run: () => void): number {
  const { memory } = kernel();
  const open = memory.used;
  let highest = open;
  const push = memory.push;
  memory.push = (bytes) => {
    const at = push.call(memory, bytes);
    highest = Math.max(highest, memory.used);
    return at;
  };
  try {
    run();
  } finally {
    memory.push = push;
  }
  expect(memory.used).toBe(open);
  return highest - open;
}
