/** The kernel's second door: its memory and raw exports, for the few statistics of floor 2 that call the Wasm themselves. */
export { kernel } from "./wasm.ts";
