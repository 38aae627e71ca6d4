/**
 * The kernel owns no heap. Every export takes raw pointers into linear memory that the caller laid out
 * (src/kernel/memory.ts keeps the stack of frames), so nothing is allocated or collected in a hot path.
 */

/** First byte of linear memory that is free for the caller's frames. */
export function heapBase(): usize {
  return __heap_base;
}

/** `bytes` rounded up to whole cache lines. */
// @ts-ignore: decorator
@inline
export function aligned(bytes: usize): usize {
  return (bytes + 63) & ~63;
}
